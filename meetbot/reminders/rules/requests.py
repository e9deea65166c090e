"""What is asked for during a meeting: who is called, who is called when nobody answers, who learns that it cannot be (D9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import RequestFacts

# After that the card in the list of open requests is enough.
CALL_HOLDS = timedelta(hours=1)
# A refusal is worth telling while the meeting may still run.
REFUSAL_HOLDS = timedelta(hours=2)


def asked(facts: RequestFacts) -> Iterator[Due]:
    """Those who took the meeting, else every attendant; where that is nobody but who asks, those in charge."""
    if not facts.is_waiting:
        return
    called = tuple(id for id in facts.at_work if id != facts.asked_by)
    yield Due(
        rule="request_asked",
        subject=facts.subject,
        occurrence="1",
        recipients=called or tuple(id for id in facts.staff.in_charge if id != facts.asked_by),
        at=facts.asked_at,
        expires_at=facts.asked_at + CALL_HOLDS,
        urgency=Urgency.ALERT,
    )


def unanswered(facts: RequestFacts) -> Iterator[Due]:
    """Those in charge, when nobody answered within the standard's minutes."""
    if not facts.is_waiting:
        return
    yield Due(
        rule="request_unanswered",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.staff.in_charge,
        at=facts.asked_at + timedelta(minutes=facts.answer_minutes),
        expires_at=facts.asked_at + CALL_HOLDS,
        urgency=Urgency.ALERT,
        values={"minutes": facts.answer_minutes},
    )


def refused(facts: RequestFacts) -> Iterator[Due]:
    """Who asked, and those in charge, who may know another way; not the one who refused."""
    if facts.refused is None:
        return
    by, at = facts.refused
    people = dict.fromkeys((facts.asked_by, *facts.staff.in_charge))
    yield Due(
        rule="request_refused",
        subject=facts.subject,
        occurrence="1",
        recipients=tuple(id for id in people if id != by),
        at=at,
        expires_at=at + REFUSAL_HOLDS,
        urgency=Urgency.CALL,
    )
