"""One pass over the database: claim what is due. The ticker runs it in short transactions and sends what comes back."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from meetbot.guests.models import Guest
from meetbot.people.members import Member
from meetbot.people.models import AccessRequest
from meetbot.people.service import members
from meetbot.reminders.cards import mark_stale
from meetbot.reminders.claims import Claim, History, Process, Won, drop, fail, histories, look_again, record
from meetbot.reminders.due import derive, reached, remember_next
from meetbot.reminders.dues import STRANGER, Due, Way, subject, subject_id, subject_kind
from meetbot.reminders.missed_reading import is_missed
from meetbot.reminders.settling import next_at, settle

log = logging.getLogger(__name__)

# A booking whose facts cannot be read (a mistake in the program) is tried again: not at once, not never.
_BROKEN_AGAIN = timedelta(minutes=10)
# The error of a claim whose recipient is no longer active.
LEFT = "the person has left"


def claim(session: Session, subjects: Sequence[str], process: Process, now: datetime) -> list[Claim]:
    """Claim everything of these subjects that is due by ``now``, end what is pointless, and note when they are due next."""
    pasts = histories(session, subjects)
    _look_again(session, subjects, now)
    dues = _derived(session, pasts, process, now)
    won: list[Won] = []
    for about, derived in dues.items():
        if subject_kind(about) == "booking":
            remember_next(session, subject_id(about), next_at(derived, pasts[about].known, now))
        won += _settled(session, derived, pasts[about], process, now)  # a failure has the booking looked at once more
    return list(_claims(session, won, now))


def _look_again(session: Session, subjects: Sequence[str], now: datetime) -> None:
    """Have the cards of bookings refreshed whose moment has come: they change with the time, not only with the facts."""
    ids = [subject_id(about) for about in subjects if subject_kind(about) == "booking"]
    if ids:
        for id in reached(session, ids, now):
            mark_stale(session, subject("booking", id), now)


def _derived(session: Session, pasts: dict[str, History], process: Process, now: datetime) -> dict[str, list[Due]]:
    """The dues of each subject; one that breaks is logged and put off, so that it does not hold up the others."""
    try:
        return derive(session, pasts, now, process.asking)
    except SQLAlchemyError:
        raise
    except Exception:
        if len(pasts) > 1:
            return {
                about: dues
                for one in pasts
                for about, dues in _derived(session, {one: pasts[one]}, process, now).items()
            }
        log.exception("the facts of %s cannot be read", *pasts)
        for about in pasts:
            if subject_kind(about) == "booking":
                remember_next(session, subject_id(about), now + _BROKEN_AGAIN)
        return {}


def _settled(session: Session, dues: Sequence[Due], past: History, process: Process, now: datetime) -> list[Won]:
    again = past.again(process, now)
    verdicts = settle(dues, past.known, again, now)
    asked_for = {due.key(recipient) for due in dues for recipient in due.recipients}
    for about in {each.due.subject for each in verdicts if is_missed(each, now)}:
        look_again(session, about)  # somebody is to be told of it
    drop(session, [row for key, row in again.items() if key not in asked_for], now)
    return record(session, verdicts, again, process, now)


def _claims(session: Session, won: Sequence[Won], now: datetime) -> Iterator[Claim]:
    people = members(session, {each.verdict.recipient for each in won}) if won else {}
    for each in won:
        due = each.verdict.due
        recipient = people.get(each.verdict.recipient) or _stranger(session, due)
        if recipient is not None:
            yield Claim(each.id, due, recipient, each.attempts, each.is_repeat)
        else:  # somebody who left and whose work nobody took over: the admins are told
            fail(session, each.id, due.subject, now, LEFT)


def _stranger(session: Session, due: Due) -> Member | None:
    """Who asked for access and was declined, or is invited by mail, as a member without any role."""
    if due.way is Way.MAIL:
        return _guest(session.get(Guest, due.values["guest"]))
    request = session.get(AccessRequest, due.subject_id) if subject_kind(due.subject) == "access" else None
    if request is None:
        return None
    return Member(
        id=STRANGER,
        telegram_id=request.telegram_id,
        name=request.name,
        department=request.department,
        phone="",
        language=request.language,
        roles=frozenset(),
    )


def _guest(guest: Guest | None) -> Member | None:
    if guest is None:
        return None
    return Member(STRANGER, 0, guest.name or guest.address, "", "", "", frozenset())
