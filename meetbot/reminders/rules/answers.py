"""What waits for an answer: those who can give one are called, and those in charge when nobody does. Anew when it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import CleaningFacts, RequestFacts

Waiting = RequestFacts | CleaningFacts


def called(facts: Waiting, rule: str, people: Iterable[int], holds: timedelta) -> Iterator[Due]:
    """``people`` but the one who asks, for as long as it ``holds``."""
    if not facts.is_waiting:
        return
    yield Due(
        rule=rule,
        subject=facts.subject,
        occurrence=facts.call,
        recipients=tuple(id for id in dict.fromkeys(people) if id != facts.asked_by),
        at=facts.waits_since,
        expires_at=facts.waits_since + holds,
        urgency=Urgency.ALERT,
    )


def unanswered(facts: Waiting, rule: str, holds: timedelta) -> Iterator[Due]:
    """Those in charge, when nobody answered within the standard's minutes."""
    if not facts.is_waiting:
        return
    yield Due(
        rule=rule,
        subject=facts.subject,
        occurrence=facts.call,
        recipients=facts.staff.in_charge,
        at=facts.waits_since + timedelta(minutes=facts.answer_minutes),
        expires_at=facts.waits_since + holds,
        urgency=Urgency.ALERT,
        values={"minutes": facts.answer_minutes},
    )
