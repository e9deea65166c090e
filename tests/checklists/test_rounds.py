"""When tea and rostrum rounds are, by tables worked out by hand (M4, M5, M6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.generate import on_card, rounds
from meetbot.checklists.rounds import round_moments
from meetbot.standard.needs import Needs
from meetbot.times import Interval
from tests.checklists.conftest import meeting, spec
from tests.factories import SHANGHAI, at


def day(time: str) -> datetime:
    return at(f"2026-11-24 {time}")


def served(start: str, end: str, pauses: list[tuple[str, str | None]], every: int) -> str:
    spans = [(day(pause[0]), day(pause[1]) if pause[1] else None) for pause in pauses]
    moments = round_moments(Interval(day(start), day(end)), spans, timedelta(minutes=every))
    return " ".join(moment.astimezone(SHANGHAI).strftime("%H:%M") for moment in moments)


@pytest.mark.parametrize(
    ("start", "end", "pauses", "every", "expected"),
    [
        # none at the end, none after it
        ("14:00", "15:00", [], 20, "14:20 14:40"),
        ("14:00", "15:01", [], 20, "14:20 14:40 15:00"),
        ("14:00", "14:20", [], 20, ""),
        ("14:00", "14:21", [], 20, "14:20"),
        ("14:00", "14:01", [], 20, ""),
        ("14:00", "15:30", [], 30, "14:30 15:00"),
        # a break: no round in it nor at its start, the next a full interval after its end
        ("14:00", "16:00", [("14:50", "15:05")], 20, "14:20 14:40 15:25 15:45"),
        ("14:00", "16:00", [("14:40", "15:00")], 20, "14:20 15:20 15:40"),
        ("14:00", "16:00", [("14:45", "14:50")], 20, "14:20 14:40 15:10 15:30 15:50"),
        ("14:00", "16:00", [("14:10", "14:15"), ("15:00", "15:10")], 20, "14:35 14:55 15:30 15:50"),
        # breaks that touch, overlap, stand in the wrong order, reach out of the meeting
        ("14:00", "16:00", [("14:50", "15:00"), ("15:00", "15:05")], 20, "14:20 14:40 15:25 15:45"),
        ("14:00", "16:00", [("14:30", "15:10"), ("14:40", "14:50")], 20, "14:20 15:30 15:50"),
        ("14:00", "16:00", [("15:00", "15:10"), ("14:10", "14:15")], 20, "14:35 14:55 15:30 15:50"),
        ("14:00", "15:00", [("13:50", "14:10")], 20, "14:30 14:50"),
        ("14:00", "15:00", [("14:45", "15:30")], 20, "14:20 14:40"),
        ("14:00", "15:00", [("15:00", "15:30")], 20, "14:20 14:40"),
        # a break that is still going on stops the rounds
        ("14:00", "16:00", [("14:50", None)], 20, "14:20 14:40"),
        ("14:00", "16:00", [("14:00", None)], 20, ""),
    ],
)
def test_rounds_follow_the_meeting_and_its_breaks(
    start: str, end: str, pauses: list[tuple[str, str | None]], every: int, expected: str
) -> None:
    assert served(start, end, pauses, every) == expected


def test_rounds_go_on_over_midnight_and_over_the_hour_that_comes_twice() -> None:

    start = at("2026-10-25 01:30", ZoneInfo("Europe/Berlin"))

    moments = round_moments(Interval(start, start + timedelta(hours=2)), [], timedelta(minutes=30))

    assert moments == [start + timedelta(minutes=minutes) for minutes in (30, 60, 90)]


def test_a_wrong_interval_in_a_long_meeting_does_not_make_rounds_without_end() -> None:
    month = Interval(day("00:00"), day("00:00") + timedelta(days=31))

    assert len(round_moments(month, [], timedelta(minutes=5))) == 1000


def keys(found: Meeting) -> dict[str, str]:
    return {item.key: item.due_at.astimezone(SHANGHAI).strftime("%H:%M") for item in rounds(found)}


def test_a_tea_round_comes_every_twenty_minutes() -> None:
    assert keys(meeting(end="2026-11-24 15:00")) == {"refill:1.1": "14:20", "refill:1.2": "14:40"}


def test_a_move_by_five_minutes_keeps_the_rounds_names_and_one_by_fifteen_names_them_anew() -> None:
    # booking.schedule rises when the start moves by more than ten minutes
    by_five = meeting("2026-11-24 14:05", "2026-11-24 15:05")
    by_fifteen = meeting("2026-11-24 14:15", "2026-11-24 15:15", schedule=2)

    assert keys(by_five) == {"refill:1.1": "14:25", "refill:1.2": "14:45"}
    assert keys(by_fifteen) == {"refill:2.1": "14:35", "refill:2.2": "14:55"}


def test_an_extension_adds_rounds_and_an_early_end_takes_them_away() -> None:
    extended = meeting(end="2026-11-24 15:30")
    ended = meeting(end="2026-11-24 16:00", ended_at=at("2026-11-24 14:40"))

    assert keys(extended) == {
        "refill:1.1": "14:20", "refill:1.2": "14:40", "refill:1.3": "15:00", "refill:1.4": "15:20",
    }  # fmt: skip
    assert keys(ended) == {"refill:1.1": "14:20"}


def test_a_meeting_that_ended_before_it_began_has_no_rounds() -> None:
    assert keys(meeting(ended_at=at("2026-11-24 13:50"))) == {}


def test_a_break_started_now_does_not_rename_a_round_that_was_served() -> None:
    running = meeting(end="2026-11-24 15:30", breaks=(Break(4, at("2026-11-24 14:50"), None),))
    over = meeting(end="2026-11-24 15:30", breaks=(Break(4, at("2026-11-24 14:50"), at("2026-11-24 15:05")),))

    assert keys(running) == {"refill:1.1": "14:20", "refill:1.2": "14:40"}
    assert keys(over) == {"refill:1.1": "14:20", "refill:1.2": "14:40", "refill:1.3": "15:25"}


@pytest.mark.parametrize(
    ("of_booking", "of_room", "expected"),
    [(None, None, ["14:20", "14:40"]), (None, 25, ["14:25", "14:50"]), (15, 25, ["14:15", "14:30", "14:45"])],
)
def test_the_interval_is_the_bookings_else_the_rooms_else_the_standards(
    of_booking: int | None, of_room: int | None, expected: list[str]
) -> None:
    found = meeting(end="2026-11-24 15:00", tea_every=of_booking, room=spec(tea_every_minutes=of_room))

    assert list(keys(found).values()) == expected


def test_a_training_has_its_side_table_checked_instead() -> None:
    found = rounds(meeting(end="2026-11-24 14:30", meeting_type="training"))

    assert [(item.key, item.clause, item.title.en) for item in found] == [("refill:1.1", "T3.4", "Side table")]


def test_a_rostrum_round_at_the_minute_of_a_refill_shares_its_card() -> None:
    found = rounds(meeting(end="2026-11-24 15:10", needs=Needs(rostrum=True)))

    assert [(item.key, item.card) for item in found] == [
        ("refill:1.1", "refill:1.1"),
        ("rostrum:1.1", "rostrum:1.1"),
        ("refill:1.2", "refill:1.2"),
        ("refill:1.3", "refill:1.3"),
        ("rostrum:1.2", "refill:1.3"),
    ]
    assert [item.key for item in on_card(found, "refill:1.3")] == ["refill:1.3", "rostrum:1.2"]


def test_the_rostrum_has_an_interval_of_its_own() -> None:
    room = spec(tea_every_minutes=50, rostrum_every_minutes=45)
    found = meeting(end="2026-11-24 15:00", needs=Needs(rostrum=True), room=room)

    assert keys(found) == {"rostrum:1.1": "14:45", "refill:1.1": "14:50"}
