"""The mail server itself: the admins are told once when guests' mail waits because of it, and once when it goes out again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import MailFacts

# A server that is started anew is back by then.
_PATIENCE = timedelta(minutes=10)
_HOLDS = timedelta(days=1)
DOWN, UP = "mail_down", "mail_up"


def mail_down(facts: MailFacts) -> Iterator[Due]:
    """Named by the first mail that it holds up: an outage is told once, however long it lasts."""
    if facts.failing_since is None:
        return
    at = facts.failing_since + _PATIENCE
    yield Due(
        rule=DOWN,
        subject=facts.subject,
        occurrence=facts.outage,
        recipients=facts.staff.with_(Role.ADMIN),
        at=at,
        expires_at=at + _HOLDS,
        urgency=Urgency.ALERT,
        values={"waiting": facts.waiting, "reason": facts.reason},
    )


def mail_up(facts: MailFacts) -> Iterator[Due]:
    """Those who were told that it is down; by the same name."""
    if facts.works_since is None:
        return
    yield Due(
        rule=UP,
        subject=facts.subject,
        occurrence=facts.outage,
        recipients=facts.told,
        at=facts.works_since,
        expires_at=facts.works_since + _HOLDS,
        urgency=Urgency.NEWS,
    )
