"""Somebody has to take the meeting's work."""

from __future__ import annotations

import pytest

from meetbot.reminders.dues import Urgency
from meetbot.reminders.facts import BookingFacts
from meetbot.reminders.rules.taking import call_to_take, nobody_took
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ALAN, BETH, SUN, Said, change, facts_of, said, taken_by

CALLED: list[tuple[str, BookingFacts, list[Said], list[Said]]] = [
    (
        "cancelled: nobody is called",
        facts_of(meeting(cancelled_at=at("2026-11-23 10:00"))),
        [], [],
    ),
    (
        "taken: nobody is called",
        facts_of(taken=taken_by(BETH)),
        [], [],
    ),
    (
        "booked: everyone on shift, the supervisor after five minutes",
        facts_of(),
        [("1.0", (ALAN, BETH), "21 09:00")], [("1.0", (SUN,), "21 09:05")],
    ),
    (
        "booked by an attendant: the others",
        facts_of(meeting(made_by=ALAN)),
        [("1.0", (BETH,), "21 09:00")], [("1.0", (SUN,), "21 09:05")],
    ),
    (
        "given back: everyone but who gave it back, by another name",
        facts_of(given_back=(BETH,), free_since=at("2026-11-24 12:00")),
        [("1.1", (ALAN,), "12:00")], [("1.1", (SUN,), "12:05")],
    ),
    (
        "moved by an attendant: the others",
        facts_of(
            meeting(schedule=2, told_at=at("2026-11-23 18:00"), made_by=ALAN), given_back=(ALAN,),
            free_since=at("2026-11-23 18:00"), changes=(change(7, "move", "2026-11-23 18:00", BETH),),
        ),
        [("2.1", (ALAN,), "23 18:00")], [("2.1", (SUN,), "23 18:05")],
    ),
    (
        "moved by more than ten minutes: announced anew",
        facts_of(meeting(schedule=2, told_at=at("2026-11-23 18:00"))),
        [("2.0", (ALAN, BETH), "23 18:00")], [("2.0", (SUN,), "23 18:05")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "facts", "calls", "escalations"), CALLED, ids=[row[0] for row in CALLED])
def test_a_meeting_that_nobody_took_calls_everyone_then_the_supervisor(case, facts, calls, escalations):
    assert (said(call_to_take, facts), said(nobody_took, facts)) == (calls, escalations)


def test_a_meeting_told_an_hour_ahead_is_an_alert():
    [call] = call_to_take(facts_of(meeting(told_at=at("2026-11-24 13:00"))))

    assert (call.urgency, dict(call.values), call.at) == (Urgency.ALERT, {"short_notice": 1}, at("2026-11-24 13:00"))


def test_a_meeting_told_three_days_ahead_is_no_alert():
    [call] = call_to_take(facts_of())

    assert (call.urgency, dict(call.values)) == (Urgency.CALL, {"short_notice": 0})
