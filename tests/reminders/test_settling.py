"""Which dues are sent now, and how the others end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.models import SentOutcome
from meetbot.reminders.settling import next_at, settle
from tests.reminders.facts import ALAN, BETH, clock

DELIVERED, SUPERSEDED, EXPIRED, FAILED = (
    SentOutcome.DELIVERED, SentOutcome.SUPERSEDED, SentOutcome.EXPIRED, SentOutcome.FAILED,
)  # fmt: skip
END = clock("16:00")


def due(occurrence: str, moment: str, group: str = "", people: tuple[int, ...] = (ALAN,), carried_by: str = "") -> Due:
    return Due("round", "booking:17", occurrence, people, clock(moment), END, Urgency.CALL, group, carried_by)


FIRST, SECOND, THIRD = (due(f"refill:1.{n}", f"14:{20 * n - 1:02}", "refill") for n in (1, 2, 3))
REFILL = due("refill:1.3", "15:00", "refill")
ROSTRUM = due("rostrum:1.2", "15:00", "rostrum", carried_by="refill:1.3")
NEXT = due("refill:1.4", "15:20", "refill")
THREE = [FIRST, SECOND, THIRD]


def verdicts(dues: Any, known: Any, now: str, again: Any = ()) -> dict[str, Any]:
    """Occurrence -> outcome ("send" where it goes out), for Alan."""
    keys = {each.key(ALAN): outcome for each, outcome in known}
    found = settle(dues, keys, {each.key(ALAN) for each in again}, clock(now))
    return {verdict.due.occurrence: verdict.outcome or "send" for verdict in found if verdict.recipient == ALAN}


@pytest.mark.parametrize(
    ("case", "dues", "known", "now", "expected"),
    [
        ("nothing is due yet", THREE, [], "14:18", {}),
        ("due at this very moment", THREE, [], "14:19", {"refill:1.1": "send"}),
        ("on its way", THREE, [(FIRST, None)], "14:20", {}),
        ("an outage: only the current round", THREE, [], "14:59",
         {"refill:1.1": SUPERSEDED, "refill:1.2": SUPERSEDED, "refill:1.3": "send"}),
        ("an outage after the first", THREE, [(FIRST, DELIVERED)], "14:59", {"refill:1.2": SUPERSEDED, "refill:1.3": "send"}),
        ("the newest went out, an older one did not", THREE, [(SECOND, DELIVERED)], "14:45", {"refill:1.1": SUPERSEDED}),
        ("over: too late for all", THREE, [], "16:00",
         {"refill:1.1": EXPIRED, "refill:1.2": EXPIRED, "refill:1.3": EXPIRED}),
        ("a moment before it is over", [FIRST], [], "15:59", {"refill:1.1": "send"}),
        ("no group: all of them", [due("a", "14:00"), due("b", "14:01")], [], "14:05", {"a": "send", "b": "send"}),
        ("another group does not count", [FIRST, due("rostrum:1.1", "14:30", "rostrum")], [], "14:35",
         {"refill:1.1": "send", "rostrum:1.1": "send"}),
        ("one card for both rounds", [REFILL, ROSTRUM], [], "15:00", {"refill:1.3": "send", "rostrum:1.2": SUPERSEDED}),
        ("the refill's card went out before", [REFILL, ROSTRUM], [(REFILL, DELIVERED)], "15:01", {"rostrum:1.2": SUPERSEDED}),
        ("the refill is done already", [ROSTRUM], [], "15:00", {"rostrum:1.2": "send"}),
        ("the refill is superseded, the rostrum round is not", [REFILL, ROSTRUM, NEXT], [], "15:25",
         {"refill:1.3": SUPERSEDED, "rostrum:1.2": "send", "refill:1.4": "send"}),
        ("the refill's card failed", [REFILL, ROSTRUM], [(REFILL, FAILED)], "15:01", {"rostrum:1.2": "send"}),
    ],
)  # fmt: skip
def test_each_due_gets_its_verdict(case, dues, known, now, expected):
    assert verdicts(dues, known, now) == expected


def test_a_claim_that_is_to_be_sent_again_is_judged_like_a_new_one():
    assert verdicts([FIRST], [(FIRST, None)], "14:25", again=[FIRST]) == {"refill:1.1": "send"}
    assert verdicts(THREE, [(FIRST, None)], "14:45", again=[FIRST]) == {"refill:1.1": SUPERSEDED, "refill:1.2": "send"}


def test_a_newer_due_of_somebody_else_supersedes_nothing():
    dues = [FIRST, replace(SECOND, recipients=(BETH,))]

    assert verdicts(dues, [], "14:45") == {"refill:1.1": "send"}


@pytest.mark.parametrize(
    ("case", "known", "now", "expected"),
    [
        ("before the first", [], "14:00", "14:19"),
        ("at the first", [], "14:19", "14:39"),
        ("the second was sent before its time", [(SECOND, DELIVERED)], "14:19", "14:59"),
        ("after the last", [], "15:00", None),
    ],
)
def test_the_next_moment_is_that_of_the_next_unsent_due(case, known, now, expected):
    keys = {each.key(ALAN): outcome for each, outcome in known}

    assert next_at(THREE, keys, clock(now)) == (clock(expected) if expected else None)
