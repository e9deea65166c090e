"""A call for cleaners: who is called, and who when nobody comes (D13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.reminders.matters import CleaningFacts
from meetbot.reminders.rules import answers

# After a shift the list of open calls is enough.
CALL_HOLDS = timedelta(hours=4)


def cleaners_called(facts: CleaningFacts) -> Iterator[Due]:
    """The cleaners; in a house without cleaners the attendants and those in charge. Not the one who calls."""
    called = facts.staff.with_(Role.CLEANER) or (*facts.staff.on_shift, *facts.staff.in_charge)
    yield from answers.called(facts, "cleaners_called", called, CALL_HOLDS)


def no_cleaner_came(facts: CleaningFacts) -> Iterator[Due]:
    """Those in charge, when nobody took it within the standard's minutes."""
    yield from answers.unanswered(facts, "no_cleaner_came", CALL_HOLDS)
