"""A call for cleaners reaches the cleaners, and those in charge when nobody comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.people.roles import Role
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import CleaningFacts
from meetbot.reminders.rules.cleaning import cleaners_called, no_cleaner_came
from tests.reminders.facts import ALAN, BETH, STAFF, SUN, clock, said

CLARA = 51
WITH_CLEANER = Staff({**STAFF.by_role, Role.CLEANER: (CLARA,)})
CALL = CleaningFacts(id=3, staff=WITH_CLEANER, asked_by=ALAN, asked_at=clock("12:00"), answer_minutes=10)


@pytest.mark.parametrize(
    ("case", "facts", "calls", "escalations"),
    [
        ("somebody comes", replace(CALL, is_waiting=False), [], []),
        ("the cleaners", CALL, [("1", (CLARA,), "12:00")], [("1", (SUN,), "12:10")]),
        (
            "a house without cleaners: the others, and those in charge",
            replace(CALL, staff=STAFF),
            [("1", (BETH, SUN), "12:00")],
            [("1", (SUN,), "12:10")],
        ),
    ],
)
def test_a_call_reaches_the_cleaners_then_those_in_charge(case, facts, calls, escalations):
    assert (said(cleaners_called, facts), said(no_cleaner_came, facts)) == (calls, escalations)


def test_a_call_that_came_back_is_a_call_of_its_own():
    again = replace(CALL, times_returned=2, returned_at=clock("12:30"))

    assert (said(cleaners_called, again), said(no_cleaner_came, again)) == (
        [("3", (CLARA,), "12:30")],
        [("3", (SUN,), "12:40")],
    )
