"""What is asked for during a meeting reaches those who can bring it, and those in charge when nobody answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.people.roles import Role
from meetbot.reminders.dues import Urgency
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import RequestFacts
from meetbot.reminders.rules.requests import asked, refused, unanswered, withdrawn
from tests.reminders.facts import ADA, ALAN, BETH, ORGANISER, STAFF, SUN, clock, said

TEA = RequestFacts(id=7, staff=STAFF, asked_by=ORGANISER, asked_at=clock("14:20"), takers=(), answer_minutes=3)


@pytest.mark.parametrize(
    ("case", "facts", "calls", "escalations"),
    [
        ("answered", replace(TEA, is_waiting=False), [], []),
        ("nobody took the meeting", TEA, [("1", (ALAN, BETH), "14:20")], [("1", (SUN,), "14:23")]),
        ("Beth took it", replace(TEA, takers=(BETH,)), [("1", (BETH,), "14:20")], [("1", (SUN,), "14:23")]),
        (
            "asked by the only one at work: those in charge",
            replace(TEA, takers=(ALAN,), asked_by=ALAN),
            [("1", (SUN,), "14:20")],
            [("1", (SUN,), "14:23")],
        ),
        (
            "a house without attendants and supervisors: the office",
            replace(TEA, staff=Staff({Role.ADMIN: (ADA,)})),
            [("1", (ADA,), "14:20")],
            [("1", (ADA,), "14:23")],
        ),
    ],
)
def test_a_request_calls_those_at_work_then_those_in_charge(case, facts, calls, escalations):
    assert (said(asked, facts), said(unanswered, facts)) == (calls, escalations)


def test_a_request_is_an_alert():
    assert {due.urgency for due in (*asked(TEA), *unanswered(TEA))} == {Urgency.ALERT}


@pytest.mark.parametrize(
    ("case", "by", "told"),
    [("by an attendant", ALAN, (ORGANISER, SUN)), ("by the supervisor", SUN, (ORGANISER,))],
)
def test_what_cannot_be_done_is_told_to_who_asked_and_to_those_in_charge(case, by, told):
    facts = replace(TEA, is_waiting=False, refused=(by, clock("14:22")))

    assert said(refused, facts) == [("1", told, "14:22")]


def test_what_came_back_to_the_pool_is_called_anew():
    again = replace(TEA, times_returned=1, returned_at=clock("14:30"))

    assert (said(asked, again), said(unanswered, again)) == (
        [("2", (ALAN, BETH), "14:30")],
        [("2", (SUN,), "14:33")],
    )


@pytest.mark.parametrize(("by", "told"), [(ORGANISER, (ALAN,)), (ALAN, ())], ids=["the organiser", "the taker"])
def test_who_is_on_the_way_learns_that_it_is_no_longer_needed(by, told):
    facts = replace(TEA, is_waiting=False, withdrawn=(ALAN, by, clock("14:22")))

    assert said(withdrawn, facts) == [("1", told, "14:22")]
