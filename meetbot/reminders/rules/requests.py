"""What is asked for during a meeting: who is called, who is called when nobody answers, who learns that it cannot be (D9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import RequestFacts
from meetbot.reminders.rules import answers

# After that the card in the list of open requests is enough.
CALL_HOLDS = timedelta(hours=1)
# A refusal is worth telling while the meeting may still run.
REFUSAL_HOLDS = timedelta(hours=2)


def asked(facts: RequestFacts) -> Iterator[Due]:
    """Those who took the meeting, else every attendant; where that is nobody but who asks, those in charge."""
    at_work = [id for id in facts.at_work if id != facts.asked_by]
    yield from answers.called(facts, "request_asked", at_work or facts.staff.in_charge, CALL_HOLDS)


def unanswered(facts: RequestFacts) -> Iterator[Due]:
    """Those in charge, when nobody answered within the standard's minutes."""
    yield from answers.unanswered(facts, "request_unanswered", CALL_HOLDS)


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


def withdrawn(facts: RequestFacts) -> Iterator[Due]:
    """Who is on the way, at once: it is no longer needed. The others see it on their cards."""
    if facts.withdrawn is None:
        return
    taker, by, at = facts.withdrawn
    yield Due(
        rule="request_withdrawn",
        subject=facts.subject,
        occurrence="1",
        recipients=(taker,) if taker != by else (),
        at=at,
        expires_at=at + CALL_HOLDS,
        urgency=Urgency.CALL,
    )
