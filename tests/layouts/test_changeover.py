"""What is carried between two meetings, and how long that takes."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.layouts.catalogue import arrange
from meetbot.layouts.changeover import Changeover, changeover, setup_minutes
from meetbot.layouts.plan import Extras
from meetbot.layouts.shape import RoomShape

ROOM = RoomShape(width=8, depth=8)


@dataclass(frozen=True)
class Minutes:
    table: float = 1.5
    chair: float = 0.25
    rostrum: float = 10
    lectern: float = 3
    equipment: float = 2


def test_an_empty_room_gets_everything():
    plan = arrange(ROOM, "hollow_square", 12)

    assert changeover(None, plan) == Changeover(moved_in={"tables": 6, "chairs": 12})


def test_the_same_plan_again_moves_nothing():
    plan = arrange(ROOM, "hollow_square", 12)

    assert changeover(plan, plan) == Changeover()
    assert setup_minutes(changeover(plan, plan), Minutes()) == 0


def test_another_layout_moves_about_what_stays_in_the_room():
    rows, square = arrange(ROOM, "classroom", 16), arrange(ROOM, "hollow_square", 12)

    assert changeover(rows, square) == Changeover(
        moved_out={"tables": 2, "chairs": 4}, moved_about={"tables": 6, "chairs": 12}
    )
    assert setup_minutes(changeover(rows, square), Minutes()) == 16  # 8 x 1.5 + 16 x 0.25


def test_a_lectern_with_flowers_and_microphone_comes_into_a_classroom():
    before = arrange(ROOM, "classroom", 8, Extras(lectern=True))
    after = arrange(ROOM, "classroom", 8, Extras(lectern=True, flowers=True, microphones=True))

    assert changeover(before, after) == Changeover(moved_in={"flowers": 1, "microphones": 3})
    assert setup_minutes(changeover(before, after), Minutes()) == 8


def test_a_board_table_goes_out_before_straight_tables_come_in():
    oval, square = arrange(ROOM, "oval", 12), arrange(ROOM, "hollow_square", 12)
    curved = oval.counts()["curved_tables"]

    moved = changeover(oval, square)

    assert (moved.moved_in, moved.moved_out) == ({"tables": 6}, {"curved_tables": curved})
    assert moved.pieces("chairs") == 12


def test_minutes_are_rounded_up():
    assert setup_minutes(Changeover(moved_in={"chairs": 1}), Minutes()) == 1
    assert setup_minutes(Changeover(moved_in={"chairs": 4}), Minutes()) == 1
    assert setup_minutes(Changeover(moved_in={"rostrum": 1, "lectern": 1}), Minutes()) == 13
