"""Due times worked out by hand: B2, B4, D8b, D8c, the room still in use, the inspection after the real end."""

from __future__ import annotations

import pytest

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.generate import items
from tests.checklists.conftest import meeting
from tests.factories import SHANGHAI, at

PREP = ("room.open", "room.test", "room.chairs", "place.paper", "place.cups")
BEFORE = ("before.air_mains", "before.air_unit", "before.post")


def due(found: Meeting, *keys: str) -> dict[str, str]:
    """Key -> "24 13:00" on the wall clock, for the items called ``keys``, in the list's order."""
    return {
        item.key: item.due_at.astimezone(SHANGHAI).strftime("%d %H:%M") for item in items(found) if item.key in keys
    }


def test_a_meeting_told_in_time_is_prepared_from_an_hour_before() -> None:
    assert due(meeting(), *PREP, *BEFORE) == {
        "room.open": "24 13:00",  # D8b
        "room.test": "24 13:00",
        "room.chairs": "24 13:15",
        "place.paper": "24 13:20",
        "place.cups": "24 13:20",
        "before.air_mains": "24 13:00",  # B2
        "before.air_unit": "24 13:00",
        "before.post": "24 13:45",  # B4
    }


def test_what_needs_the_room_is_due_when_it_falls_free() -> None:
    found = meeting(used_until=at("2026-11-24 13:18"))

    assert due(found, *PREP, *BEFORE) == {
        "room.open": "24 13:18",
        "room.test": "24 13:18",
        "room.chairs": "24 13:18",
        "place.paper": "24 13:20",
        "place.cups": "24 13:20",
        "before.air_mains": "24 13:18",
        "before.air_unit": "24 13:18",
        "before.post": "24 13:45",
    }


def test_a_room_that_falls_free_at_the_very_due_time_changes_nothing() -> None:
    assert due(meeting(used_until=at("2026-11-24 13:00")), *PREP) == due(meeting(), *PREP)


@pytest.mark.parametrize(
    ("told", "opened"),
    [
        ("2026-11-23 13:59", "24 13:00"),  # a day and a minute ahead: D8b
        ("2026-11-23 14:00", "24 13:00"),  # a day ahead to the minute is no short notice
        ("2026-11-23 14:01", "23 14:01"),  # less than a day: at once, though the meeting is hours away (D8c)
        ("2026-11-24 08:00", "24 08:00"),
        ("2026-11-24 13:50", "24 13:50"),
    ],
)
def test_told_less_than_a_day_ahead_the_room_is_opened_at_once(told: str, opened: str) -> None:
    found = meeting(told_at=at(told))

    assert due(found, "room.open", "room.test") == {"room.open": opened, "room.test": opened}


def test_at_short_notice_the_rest_keeps_its_time() -> None:
    found = meeting(told_at=at("2026-11-24 08:00"))

    assert due(found, "room.chairs", *BEFORE) == {
        "room.chairs": "24 13:15", "before.air_mains": "24 13:00", "before.air_unit": "24 13:00",
        "before.post": "24 13:45",
    }  # fmt: skip


def test_at_short_notice_a_room_in_use_is_opened_when_it_falls_free() -> None:
    found = meeting(told_at=at("2026-11-24 08:00"), used_until=at("2026-11-24 11:15"))

    assert due(found, "room.open", "room.test") == {"room.open": "24 11:15", "room.test": "24 11:15"}


def test_what_was_due_before_we_were_told_is_due_at_once_in_the_order_of_the_work() -> None:
    found = meeting(told_at=at("2026-11-24 13:50"))

    assert list(due(found, *PREP, *BEFORE).items()) == [
        ("room.open", "24 13:50"),
        ("room.test", "24 13:50"),
        ("room.chairs", "24 13:50"),
        ("place.paper", "24 13:50"),
        ("place.cups", "24 13:50"),
        ("before.air_mains", "24 13:50"),  # the mains first, though the standard lists the unit before it
        ("before.air_unit", "24 13:50"),
        ("before.post", "24 13:50"),
    ]


def test_nothing_is_due_before_what_it_comes_after() -> None:
    found = items(meeting(used_until=at("2026-11-24 13:40"), told_at=at("2026-11-24 13:30")))
    due_at = {item.key: item.due_at for item in found}

    assert [item.key for item in found if any(due_at[key] > item.due_at for key in item.after)] == []


def test_the_inspection_starts_at_the_planned_end() -> None:
    assert due(meeting(), "after.lost", "after.cups", "lock.lights", "lock.air", "lock.door") == {
        "after.lost": "24 16:05", "after.cups": "24 16:10",
        "lock.lights": "24 16:15", "lock.air": "24 16:15", "lock.door": "24 16:15",
    }  # fmt: skip


@pytest.mark.parametrize(("ended", "expected"), [("15:30", "24 15:35"), ("16:20", "24 16:25")])
def test_the_inspection_starts_at_the_real_end_once_it_is_known(ended: str, expected: str) -> None:
    assert due(meeting(ended_at=at(f"2026-11-24 {ended}")), "after.lost") == {"after.lost": expected}


def test_an_hour_before_a_meeting_just_after_midnight_is_the_day_before() -> None:
    found = meeting("2026-11-25 00:15", "2026-11-25 02:00")

    assert due(found, "room.open", "after.lost") == {"room.open": "24 23:15", "after.lost": "25 02:05"}


def test_each_break_has_its_own_list() -> None:
    first = Break(4, at("2026-11-24 14:45"), at("2026-11-24 14:55"))
    second = Break(9, at("2026-11-24 15:30"), None)

    found = [item for item in items(meeting(breaks=(first, second))) if item.break_id]

    assert [(item.key, item.due_at.astimezone(SHANGHAI).strftime("%H:%M"), item.after) for item in found] == [
        ("break:4:tidy", "14:45", ()),
        ("break:4:replenish", "14:50", ("break:4:tidy",)),
        ("break:9:tidy", "15:30", ()),
        ("break:9:replenish", "15:35", ("break:9:tidy",)),
    ]


def test_a_break_planned_for_after_the_early_end_is_not_held() -> None:
    planned = Break(4, at("2026-11-24 15:30"), at("2026-11-24 15:40"))

    found = items(meeting(breaks=(planned,), ended_at=at("2026-11-24 15:30")))

    assert [item.key for item in found if item.break_id] == []
