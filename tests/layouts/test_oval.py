"""A true ellipse: chairs on its tangents, evenly spaced, looking square onto the table."""

from __future__ import annotations

from itertools import pairwise
from math import cos, hypot, radians, sin

import pytest

from meetbot.layouts.catalogue import arrange, capacity
from meetbot.layouts.plan import Extras
from meetbot.layouts.shape import Column, RoomShape
from tests.layouts.geometry import front_edge

HALL = RoomShape(width=20, depth=14)


def test_eight_people_sit_around_one_board_table():
    room = RoomShape(width=6, depth=5)

    plan = arrange(room, "oval", 8)

    (table,) = plan.tables
    assert (table.id, table.x, table.y, table.angle) == ("t1", 3, 2.5, 0)
    # 8 x 0.85 m of edge, 6 - 2 x 1.08 to 5 - 2 x 1.08 as the room has it.
    assert table.width / table.depth == pytest.approx(3.84 / 2.84, abs=0.001)
    assert [(seat.label, seat.facing, seat.role) for seat in plan.seats if seat.facing % 90 == 0] == [
        ("1", 180, "chair"),
        ("3", 270, ""),
        ("5", 0, ""),
        ("7", 90, ""),
    ]
    assert [seat.id for seat in plan.seats if seat.role] == ["s1", "s2", "s8"]


@pytest.mark.parametrize("places", [4, 7, 8, 13, 20, 44])
def test_the_front_edge_of_each_chair_is_a_tangent_of_the_ellipse(places):
    plan = arrange(HALL, "oval", places)
    xs, ys = zip(*(point for table in plan.tables for point in table.outline), strict=True)
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    seats = plan.seats
    # The half axes from two seats' own points, not from the code: the head is on the short axis.
    deep = middle_y - front_edge(seats[0])[1]
    x, y = front_edge(seats[len(seats) // 4])
    across = abs(x - middle_x) / (1 - ((y - middle_y) / deep) ** 2) ** 0.5

    for seat in seats:
        x, y = front_edge(seat)
        u, v = (x - middle_x) / across, (y - middle_y) / deep
        normal = (u / across, v / deep)
        inward = (-sin(radians(seat.facing)), cos(radians(seat.facing)))

        assert u * u + v * v == pytest.approx(1, abs=0.005)
        assert normal[0] * inward[1] - normal[1] * inward[0] == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize("places", [8, 20, 44])
def test_people_sit_evenly_along_the_edge(places):
    seats = arrange(HALL, "oval", places).seats
    chords = [hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairwise([front_edge(seat) for seat in (*seats, seats[0])])]

    assert max(chords) - min(chords) < 0.05
    assert min(chords) > 0.70


def test_joints_of_a_ring_lie_between_people():
    plan = arrange(HALL, "oval", 20)
    joints = [table.outline[0] for table in plan.tables]

    assert len(plan.tables) == 10
    for seat in plan.seats:
        x, y = front_edge(seat)
        assert min(hypot(x - jx, y - jy) for jx, jy in joints) > 0.3


def test_a_rostrum_stands_between_screen_and_oval():
    plan = arrange(HALL, "oval", 20, Extras(rostrum=True))

    assert [seat.label for seat in plan.seats] == ["R1", "R2", "R3", *map(str, range(1, 18))]
    assert {seat.id: seat.role for seat in plan.seats if seat.role} == {
        "rs1": "speaker", "rs2": "chair", "rs3": "vice_chair",
    }  # fmt: skip


def test_a_column_in_the_middle_stands_in_the_hole():
    room = RoomShape(width=12, depth=9, columns=(Column(x=6, y=4.5, width=0.6),))
    plan = arrange(room, "oval", 30)

    assert plan.places == 30
    assert capacity(room, "oval") == capacity(RoomShape(width=12, depth=9), "oval")
