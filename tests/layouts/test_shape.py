"""Rooms that cannot be are refused where they are written down."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from meetbot.layouts.shape import Column, Door, RoomShape, Wall


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0, "depth": 5},
        {"width": -6, "depth": 5},
        {"width": 6, "depth": 10_000},
        {"width": float("nan"), "depth": 5},
        {"width": 6, "depth": 5, "doors": [{"wall": "south", "at": 5.5, "width": 0.9}]},
        {"width": 6, "depth": 5, "doors": [{"wall": "east", "at": 4.5, "width": 0.9}]},
        {"width": 6, "depth": 5, "doors": [{"wall": "up", "at": 1}]},
        {"width": 6, "depth": 5, "columns": [{"x": 0.1, "y": 2, "width": 0.5}]},
        {"width": 6, "depth": 5, "columns": [{"x": 3, "y": 9, "width": 0.5}]},
        {"width": 6, "depth": 5, "colour": "blue"},
    ],
)
def test_a_room_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValidationError):
        RoomShape.model_validate(wrong)


def test_a_door_may_end_at_the_very_corner():
    room = RoomShape(width=6, depth=5, doors=(Door(wall=Wall.SOUTH, at=5.1, width=0.9),))

    assert room.doors[0].leaf == 0.9


def test_a_wide_door_has_two_leaves():
    assert [Door(wall=Wall.NORTH, at=0, width=width).leaf for width in (0.9, 1.2, 1.6)] == [0.9, 1.2, 0.8]


def test_a_round_column_is_as_deep_as_wide():
    sizes = [Column(x=1, y=1, width=0.5, depth=0.8).size, Column(x=1, y=1, width=0.5).size]

    assert [*sizes, Column(x=1, y=1, width=0.5, depth=0.8, round=True).size] == [(0.5, 0.8), (0.5, 0.5), (0.5, 0.5)]


def test_equal_rooms_are_one_key():
    assert len({RoomShape(width=6, depth=5), RoomShape(width=6.0, depth=5.0)}) == 1
