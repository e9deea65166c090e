"""A call for cleaners: who is called, and who when nobody comes (D13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.facts import CleaningFacts

# After a shift the list of open calls is enough.
CALL_HOLDS = timedelta(hours=4)


def cleaners_called(facts: CleaningFacts) -> Iterator[Due]:
    """The cleaners; in a house without cleaners the attendants and those in charge. Not the one who calls."""
    if not facts.is_waiting:
        return
    called = facts.staff.with_(Role.CLEANER) or (*facts.staff.on_shift, *facts.staff.in_charge)
    yield Due(
        rule="cleaners_called",
        subject=facts.subject,
        occurrence="1",
        recipients=tuple(id for id in dict.fromkeys(called) if id != facts.called_by),
        at=facts.called_at,
        expires_at=facts.called_at + CALL_HOLDS,
        urgency=Urgency.ALERT,
    )


def no_cleaner_came(facts: CleaningFacts) -> Iterator[Due]:
    """Those in charge, when nobody took it within the standard's minutes."""
    if not facts.is_waiting:
        return
    yield Due(
        rule="no_cleaner_came",
        subject=facts.subject,
        occurrence="1",
        recipients=facts.staff.in_charge,
        at=facts.called_at + timedelta(minutes=facts.answer_minutes),
        expires_at=facts.called_at + CALL_HOLDS,
        urgency=Urgency.ALERT,
        values={"minutes": facts.answer_minutes},
    )
