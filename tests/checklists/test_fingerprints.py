"""Which changes of a booking ask for another look at what was done, and which do not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from meetbot.checklists.generate import items
from meetbot.checklists.items import ItemState
from meetbot.checklists.models import Tick
from meetbot.checklists.view import state_of
from meetbot.standard.needs import Drink, Needs
from tests.checklists.conftest import meeting, spec
from tests.factories import at

ALL = [
    "room.open", "room.test", "room.chairs", "place.paper", "place.cups",
    "before.air_mains", "before.air_unit", "before.post",
    "after.lost", "after.cups", "lock.lights", "lock.air", "lock.door",
]  # fmt: skip
LAST_HOUR = ["before.air_mains", "before.air_unit", "before.post"]
INSPECTION = ["after.lost", "after.cups", "lock.lights", "lock.air", "lock.door"]


def changed(after: dict[str, Any], before: dict[str, Any] | None = None, ticked: str = "13:30") -> list[str]:
    """The items that must be seen again when everything was ticked and the meeting then became ``after``."""
    ticks = {item.key: tick_of(item.key, item.fingerprint, at(f"2026-11-24 {ticked}")) for item in _all(before or {})}
    states = {item.key: state_of(item, ticks.get(item.key)) for item in _all(after)}
    return [key for key, state in states.items() if state is ItemState.CHANGED]


def _all(fields: dict[str, Any]) -> Any:
    return [item for item in items(meeting(**fields)) if not item.is_round]


def tick_of(key: str, fingerprint: str, at: datetime) -> Tick:
    return Tick(booking_id=17, item=key, fingerprint=fingerprint, by=1, at=at)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, []),
        ({"title": "Another title"}, []),
        ({"heads": 21}, []),  # as many places: nothing else to put out
        # two more places: what is counted per place
        ({"heads": 22, "places": 23}, ["room.chairs", "place.paper", "place.cups", "after.cups"]),
        # another layout: what stands in the room, though as many
        ({"layout": "oval"}, ["room.chairs", "place.paper", "place.cups"]),
        ({"meeting_type": "training"}, ["place.paper"]),  # another quality; cups are no item of a training
        ({"needs": Needs(drink=Drink.WATER)}, []),
        # another room: everything
        ({"room_id": 2, "room": spec("m-102")}, ALL),
    ],
)
def test_what_asks_for_something_else_must_be_seen_again(after: dict[str, Any], expected: list[str]) -> None:
    assert changed(after) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-24 14:05", "2026-11-24 16:05", []),
        ("2026-11-24 14:10", "2026-11-24 16:10", []),  # ten minutes are the same meeting
        ("2026-11-24 14:15", "2026-11-24 16:15", [*LAST_HOUR, *INSPECTION]),
        ("2026-11-24 13:45", "2026-11-24 15:45", [*LAST_HOUR, *INSPECTION]),
        ("2026-11-25 02:00", "2026-11-25 04:00", [*LAST_HOUR, *INSPECTION]),  # twelve hours: the room stays set
        ("2026-11-25 14:00", "2026-11-25 16:00", ALL),  # another day: everything
        ("2026-11-24 14:00", "2026-11-24 16:15", INSPECTION),  # extended: look around again
        ("2026-11-24 14:00", "2026-11-24 16:05", []),
    ],
)
def test_a_move_asks_for_another_look_at_what_holds_for_a_moment(start: str, end: str, expected: list[str]) -> None:
    # told_at moves with the start, to the moment of the move
    assert changed({"start": start, "end": end, "told_at": at("2026-11-24 13:35")}) == expected


def test_the_end_that_was_told_late_does_not_undo_the_inspection() -> None:
    assert changed({"ended_at": at("2026-11-24 16:20")}) == []


def test_many_small_moves_are_a_large_one() -> None:
    # ticked at 14:00, moved to 14:08, then to 14:16: the tick knows of 14:00
    assert changed({"start": "2026-11-24 14:16"})[:3] == LAST_HOUR


def test_a_use_that_nobody_knew_of_asks_for_another_look() -> None:
    between = {"used_until": at("2026-11-24 13:40")}

    assert changed(between) == [key for key in ALL if key not in INSPECTION]


def test_a_use_that_was_over_or_known_when_it_was_ticked_does_not() -> None:
    known = {"used_until": at("2026-11-24 13:40")}
    over = {"used_until": at("2026-11-24 13:20")}

    assert changed(over) == []
    assert changed(known, before=known) == []


def test_a_use_before_that_went_away_does_not() -> None:
    assert changed({}, before={"used_until": at("2026-11-24 13:20")}) == []


def test_a_round_that_was_served_stays_served() -> None:
    before, after = items(meeting()), items(meeting("2026-11-24 14:05", "2026-11-24 16:05", places=23))
    ticks = {item.key: tick_of(item.key, item.fingerprint, item.due_at) for item in before if item.is_round}

    assert {state_of(item, ticks[item.key]) for item in after if item.is_round} == {ItemState.TICKED}
