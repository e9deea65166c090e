"""Tea rounds, rostrum rounds, the end of a break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.booking.meeting import Break
from meetbot.reminders.facts import BookingFacts
from meetbot.reminders.rules.rounds import break_over, rounds
from meetbot.standard.needs import Needs
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ALAN, BETH, Said, change, clock, facts_of, said, shown, taken_by

BOTH = (ALAN, BETH)
ALANS = taken_by(ALAN)
SHORT = "2026-11-24 15:00"  # an hour: rounds at 14:20 and 14:40


def hour(**fields) -> BookingFacts:
    given = {key: fields.pop(key) for key in ("done", "later", "taken") if key in fields}
    return facts_of(meeting(end=SHORT, **fields), **given)


ROUNDS: list[tuple[str, BookingFacts, list[Said]]] = [
    ("cancelled", hour(cancelled_at=at("2026-11-23 10:00")), []),
    ("over before the first", hour(ended_at=clock("14:15")), []),
    ("over at the minute of the first: none at the end", hour(ended_at=clock("14:20")), []),
    ("every twenty minutes, none at the end", hour(taken=ALANS), [("refill:1.1", (ALAN,), "14:20"), ("refill:1.2", (ALAN,), "14:40")]),
    ("nobody took it: everyone", hour(), [("refill:1.1", BOTH, "14:20"), ("refill:1.2", BOTH, "14:40")]),
    ("the first is done", hour(done=["refill:1.1"]), [("refill:1.2", BOTH, "14:40")]),
    ("a later one is done: those before are over", hour(done=["refill:1.2"]), []),
    ("put off", hour(later={"refill:1.1": (1, "14:27")}), [("refill:1.1+1", BOTH, "14:27"), ("refill:1.2", BOTH, "14:40")]),
    ("put off twice", hour(later={"refill:1.1": (2, "14:32")}), [("refill:1.1+2", BOTH, "14:32"), ("refill:1.2", BOTH, "14:40")]),
    ("the booking's own interval", hour(tea_every=25), [("refill:1.1", BOTH, "14:25"), ("refill:1.2", BOTH, "14:50")]),
    ("moved by an hour: other names", hour(schedule=2), [("refill:2.1", BOTH, "14:20"), ("refill:2.2", BOTH, "14:40")]),
    (
        "a break pauses them",
        hour(breaks=(Break(4, clock("14:15"), clock("14:30")),)), [("refill:1.1", BOTH, "14:50")],
    ),
    ("a break without end stops them", hour(breaks=(Break(4, clock("14:15"), None),)), []),
]  # fmt: skip


@pytest.mark.parametrize(("case", "facts", "expected"), ROUNDS, ids=[row[0] for row in ROUNDS])
def test_rounds_are_called_at_their_minute(case, facts, expected):
    assert said(rounds, facts) == expected


def test_a_rostrum_round_of_a_refills_minute_is_carried_by_its_card():
    facts = facts_of(meeting(end="2026-11-24 15:10", needs=Needs(rostrum=True)))

    assert [
        (due.occurrence, shown(due.at), due.group, due.carried_by, due.values["with"]) for due in rounds(facts)
    ] == [
        ("refill:1.1", "14:20", "refill", "", ""),
        ("rostrum:1.1", "14:30", "rostrum", "", ""),
        ("refill:1.2", "14:40", "refill", "", ""),
        ("refill:1.3", "15:00", "refill", "", "rostrum:1.2"),
        ("rostrum:1.2", "15:00", "rostrum", "refill:1.3", ""),
    ]


def test_a_rostrum_round_that_was_put_off_comes_back_on_its_own():
    facts = facts_of(
        meeting(end="2026-11-24 15:10", needs=Needs(rostrum=True)),
        later={"rostrum:1.2": (1, "15:05")},
        done=["refill:1.3"],
    )

    assert [(due.occurrence, due.carried_by) for due in rounds(facts) if due.at >= clock("15:00")] == [
        ("rostrum:1.2+1", "")
    ]


def test_a_round_called_before_a_break_is_not_called_in_it():
    facts = hour(breaks=(Break(4, clock("14:25"), clock("14:30")),))

    assert [(due.occurrence, shown(due.expires_at)) for due in rounds(facts)] == [
        ("refill:1.1", "14:25"), ("refill:1.2", "15:00"),
    ]  # fmt: skip


def test_a_round_put_off_until_after_the_next_one_is_over_when_that_comes():
    facts = hour(later={"refill:1.1": (1, "14:43")})

    assert [(due.occurrence, shown(due.at), shown(due.expires_at)) for due in rounds(facts)] == [
        ("refill:1.2", "14:40", "15:00"), ("refill:1.1+1", "14:43", "14:40"),
    ]  # fmt: skip


def test_who_ends_a_break_is_not_called_back_by_their_own_press():
    pause = Break(4, clock("15:00"), clock("15:15"))
    ended = replace(change(7, "end_break", "2026-11-24 15:15", ALAN), after={"break": 4})

    facts = facts_of(meeting(breaks=(pause,)), taken=taken_by(ALAN, BETH), changes=(ended,))

    assert said(break_over, facts) == [("4", (BETH,), "15:15")]


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("no break", facts_of(taken=ALANS), []),
        ("still on", facts_of(meeting(breaks=(Break(4, clock("15:00"), None),)), taken=ALANS), []),
        ("up to the end", facts_of(meeting(breaks=(Break(4, clock("15:30"), clock("16:00")),)), taken=ALANS), []),
        ("over", facts_of(meeting(breaks=(Break(4, clock("15:00"), clock("15:15")),)), taken=ALANS), [("4", (ALAN,), "15:15")]),
        ("nobody took it: nobody to tell", facts_of(meeting(breaks=(Break(4, clock("15:00"), clock("15:15")),))), [("4", (), "15:15")]),
    ],
)  # fmt: skip
def test_the_end_of_a_break_calls_the_takers_back(case, facts, expected):
    assert said(break_over, facts) == expected
