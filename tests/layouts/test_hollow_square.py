"""Four sides, an open middle, corners set once; and small squares worked out by hand."""

from __future__ import annotations

import pytest

from meetbot.layouts.catalogue import arrange, capacity
from meetbot.layouts.hollow_square import seats_on_sides
from meetbot.layouts.plan import Extras, Plan, Seat, Table
from meetbot.layouts.shape import Column, RoomShape
from tests.layouts.geometry import contains, outline

ROOM = RoomShape(width=6, depth=6)


def test_twelve_people_around_a_square_of_six_tables():
    plan = arrange(ROOM, "hollow_square", 12)

    # 2.80 across; two tables of 0.50 and one of 1.40 deep: 2.40. In the middle of 6 x 6.
    assert plan == Plan(
        shape=ROOM,
        layout="hollow_square",
        extras=Extras(),
        tables=(
            Table("h1", 2.3, 2.05, 1.4, 0.5, 0),
            Table("h2", 3.7, 2.05, 1.4, 0.5, 0),
            Table("l1", 4.15, 3.0, 1.4, 0.5, 90),
            Table("f1", 3.7, 3.95, 1.4, 0.5, 0),
            Table("f2", 2.3, 3.95, 1.4, 0.5, 0),
            Table("r1", 1.85, 3.0, 1.4, 0.5, 90),
        ),
        seats=(
            Seat("s1", 1, "1", 2.65, 1.56, 180, role="chair"),
            Seat("s2", 2, "2", 3.35, 1.56, 180, role="vice_chair"),
            Seat("s3", 3, "3", 4.05, 1.56, 180),
            Seat("s4", 4, "4", 4.64, 2.65, 270),
            Seat("s5", 5, "5", 4.64, 3.35, 270),
            Seat("s6", 6, "6", 4.05, 4.44, 0),
            Seat("s7", 7, "7", 3.35, 4.44, 0),
            Seat("s8", 8, "8", 2.65, 4.44, 0),
            Seat("s9", 9, "9", 1.95, 4.44, 0),
            Seat("s10", 10, "10", 1.36, 3.35, 90),
            Seat("s11", 11, "11", 1.36, 2.65, 90),
            Seat("s12", 12, "12", 1.95, 1.56, 180, role="speaker"),
        ),
        precedence=("s1", "s2", "s12", "s3", "s11", "s4", "s10", "s5", "s9", "s6", "s8", "s7"),
    )


def test_eleven_people_put_the_chair_in_the_middle_of_the_head():
    plan = arrange(ROOM, "hollow_square", 11)

    assert [(seat.label, seat.x, seat.role) for seat in plan.seats if seat.facing == 180] == [
        ("1", 3.0, "chair"),
        ("2", 3.9333, "vice_chair"),
        ("11", 2.0667, "speaker"),
    ]


def test_the_head_is_the_rostrum_when_one_is_asked_for():
    plan = arrange(RoomShape(width=6, depth=7), "hollow_square", 12, Extras(rostrum=True))

    assert [seat.label for seat in plan.seats if seat.at_rostrum] == ["1", "2", "3", "12"]
    assert plan.rostrum is not None
    assert (plan.rostrum.width, plan.rostrum.depth, plan.rostrum.facing) == (2.8, 0.98, 180)


@pytest.mark.parametrize(
    ("across", "deep", "places", "sides"),
    [
        (2, 1, 12, (4, 2, 4, 2)),
        (2, 1, 11, (3, 2, 4, 2)),
        (2, 1, 10, (3, 2, 3, 2)),
        (2, 1, 9, (3, 1, 4, 1)),
        (2, 1, 8, (3, 1, 3, 1)),
        (2, 1, 6, (2, 1, 2, 1)),
        (2, 1, 1, (2, 1, 2, 1)),
        (6, 3, 33, (11, 5, 12, 5)),
    ],
)
def test_what_is_too_many_goes_evenly_from_all_sides(across, deep, places, sides):
    assert seats_on_sides(across, deep, places) == sides


@pytest.mark.parametrize("places", [6, 12, 20, 36, 60])
def test_the_middle_is_open(places):
    plan = arrange(RoomShape(width=20, depth=15), "hollow_square", places)
    xs, ys = [table.x for table in plan.tables], [table.y for table in plan.tables]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)

    assert not any(contains(outline(table), middle) for table in plan.tables)
    assert max(xs) - min(xs) > 1.4 < max(ys) - min(ys)


def test_columns_stand_in_the_open_middle_or_outside():
    room = RoomShape(width=12, depth=10, columns=(Column(x=6, y=5, width=0.8),))

    assert capacity(room, "hollow_square") == capacity(RoomShape(width=12, depth=10), "hollow_square")


def test_a_narrow_room_lets_its_long_sides_span_the_corners():
    plan = arrange(RoomShape(width=4.7, depth=10), "hollow_square", 16)

    # One table across between two sides: 0.50 + 1.40 + 0.50.
    assert max(t.x for t in plan.tables) - min(t.x for t in plan.tables) == pytest.approx(1.9)
