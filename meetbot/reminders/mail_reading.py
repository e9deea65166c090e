"""Reads how the mail server does, from the mails that wait for it. Most houses wait for none: then it is two questions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from meetbot.reminders.dues import subject
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import MailFacts
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.guests import BY_MAIL
from meetbot.reminders.rules.mail import DOWN

# The one mail server there is.
_ID = 1
# So begins whatever is wrong with the server, and not with one mail or one address.
TROUBLE = "the mail server"
_WAITING = (
    select(Sent)
    .where(col(Sent.outcome).is_(None), col(Sent.rule).in_(BY_MAIL), col(Sent.error).startswith(TROUBLE))
    .order_by(col(Sent.id))
)
_TOLD = select(Sent).where(Sent.subject == subject("mail", _ID), Sent.rule == DOWN).order_by(col(Sent.id).desc())
_MOST_TOLD = 50
# Longer ago nobody wants to know that it works again.
_NEWS = timedelta(days=2)


def mail_facts(session: Session, staff: Staff, now: datetime, _id: int | None = None) -> list[MailFacts]:
    """How the mail server does; nothing while it works, and nobody was told otherwise."""
    waiting = session.exec(_WAITING).all()
    told = session.exec(_TOLD.limit(_MOST_TOLD)).all()
    if not waiting and (not told or now - told[0].claimed_at > _NEWS):
        return []
    last = [each for each in told if each.occurrence == told[0].occurrence] if told else []
    works_since = _sent_since(session, last[0]) if last else None
    if not waiting and works_since is None:
        return []  # what waited was called off, or given up
    is_same = bool(last) and (works_since is None or not waiting)
    return [
        MailFacts(
            id=_ID,
            staff=staff,
            outage=last[0].occurrence if is_same else str(waiting[0].id),
            failing_since=min(each.due_at for each in waiting) if waiting else None,
            waiting=len(waiting),
            reason=waiting[-1].error if waiting else "",
            works_since=None if waiting else works_since,
            told=tuple(each.recipient_id for each in last if each.outcome is SentOutcome.DELIVERED),
        )
    ]


def _sent_since(session: Session, told: Sent) -> datetime | None:
    """When the first mail went out after the admins were told; none yet. An outage is named by the first mail that it held up."""
    wanted = select(func.min(Sent.finished_at)).where(
        col(Sent.id) >= int(told.occurrence),
        col(Sent.rule).in_(BY_MAIL),
        Sent.outcome == SentOutcome.DELIVERED,
        col(Sent.finished_at) > told.claimed_at,
    )
    return session.exec(wanted).one()
