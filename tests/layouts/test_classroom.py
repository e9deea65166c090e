"""Rows that are straight whichever way one looks, and a small classroom worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from meetbot.layouts.catalogue import arrange, capacity
from meetbot.layouts.classroom import row_name
from meetbot.layouts.plan import Aisle, Extras, Fitting, Microphone, Plan, Seat, Table
from meetbot.layouts.shape import Column, RoomShape, Wall
from tests.layouts.rooms import EXTRAS, ROOMS

SMALL = RoomShape(width=5, depth=5)


def test_four_people_in_a_room_of_five_by_five_metres():
    plan = arrange(SMALL, "classroom", 4)

    # 5.00 - 2 x 0.80 of aisle leaves two tables. The row starts at 1.50 and moves back a quarter of the spare
    # 2.90 - 0.98 = 1.92, that is 0.48.
    assert plan == Plan(
        shape=SMALL,
        layout="classroom",
        extras=Extras(),
        tables=(Table("r1t1", 1.8, 2.23, 1.4, 0.5, 0), Table("r1t2", 3.2, 2.23, 1.4, 0.5, 0)),
        seats=(
            Seat("r1s1", 1, "A1", 1.45, 2.72, 0),
            Seat("r1s2", 2, "A2", 2.15, 2.72, 0, role="vice_chair"),
            Seat("r1s3", 3, "A3", 2.85, 2.72, 0, role="chair"),
            Seat("r1s4", 4, "A4", 3.55, 2.72, 0, role="speaker"),
        ),
        aisles=(Aisle(0.3, 1.98, 0.8, 0.98), Aisle(3.9, 1.98, 0.8, 0.98)),
        precedence=("r1s3", "r1s2", "r1s4", "r1s1"),
    )


def test_the_same_room_turned_a_quarter_gives_the_same_plan_turned():
    east = RoomShape(width=5, depth=5, screen_wall=Wall.EAST)

    plan = arrange(east, "classroom", 4)

    assert plan.tables == (Table("r1t1", 2.77, 1.8, 1.4, 0.5, 90), Table("r1t2", 2.77, 3.2, 1.4, 0.5, 90))
    assert [(seat.label, seat.x, seat.y, seat.facing) for seat in plan.seats] == [
        ("A1", 2.28, 1.45, 90), ("A2", 2.28, 2.15, 90), ("A3", 2.28, 2.85, 90), ("A4", 2.28, 3.55, 90),
    ]  # fmt: skip
    assert plan.aisles == (Aisle(2.04, 0.3, 0.98, 0.8), Aisle(2.04, 3.9, 0.98, 0.8))


def test_a_rostrum_stands_before_the_rows_with_its_chair_in_the_middle_and_the_lectern_beside_it():
    room = RoomShape(width=8, depth=6)
    extras = Extras(rostrum=True, lectern=True, whiteboard=True, flowers=True, microphones=True)

    plan = arrange(room, "classroom", 15, extras)

    assert plan.rostrum == Fitting(4, 1.29, 2.8, 0.98, 180)
    assert [table for table in plan.tables if table.id.startswith("rt")] == [
        Table("rt1", 3.3, 1.53, 1.4, 0.5, 0), Table("rt2", 4.7, 1.53, 1.4, 0.5, 0),
    ]  # fmt: skip
    assert [seat for seat in plan.seats if seat.at_rostrum] == [
        Seat("rs1", 1, "R1", 3.0667, 1.04, 180, at_rostrum=True),
        Seat("rs2", 2, "R2", 4.0, 1.04, 180, at_rostrum=True, role="chair"),
        Seat("rs3", 3, "R3", 4.9333, 1.04, 180, at_rostrum=True, role="vice_chair"),
    ]
    assert plan.lectern == Fitting(1.9, 1.53, 0.7, 0.5, 180)
    assert plan.microphones == (
        Microphone(4.0, 1.58, "chair", "rs2"),
        Microphone(4.9333, 1.58, "vice_chair", "rs3"),
        Microphone(1.9, 1.53, "speaker"),
    )
    assert plan.flowers == ((2.1, 1.63),)
    assert (plan.places, plan.rostrum_places) == (15, 3)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("extras", EXTRAS)
def test_rows_are_straight_across_along_and_diagonally(room, extras):
    limit = capacity(ROOMS[room], "classroom", EXTRAS[extras])
    for places in {max(1, limit // 3), limit // 2, limit} if limit else ():
        cells = grid_cells(arrange(ROOMS[room], "classroom", places, EXTRAS[extras]))
        across, away = zip(*cells, strict=True)

        # Seats 0.70 m apart and rows equally far apart: whole numbers both ways, so every diagonal is straight too.
        for steps in (across, away):
            assert all(abs(step - round(step)) < 0.001 for step in steps)
        assert len({(round(a), round(b)) for a, b in cells}) == len(cells)


def grid_cells(plan: Plan) -> list[tuple[float, float]]:
    """Every seat of the rows as steps from the first: along its row in places, away from the screen in rows."""
    seats = [seat for seat in plan.seats if not seat.at_rostrum]
    sideways = plan.shape.screen_wall in {Wall.EAST, Wall.WEST}
    points = [(seat.y, seat.x) if sideways else (seat.x, seat.y) for seat in seats]
    rows = sorted({away for _, away in points})
    pitch = round(min((b - a for a, b in pairwise(rows)), default=1.4), 2)
    return [((across - points[0][0]) / 0.7, (away - rows[0]) / pitch) for across, away in points]


def test_a_column_takes_positions_away_and_shifts_none():
    room = RoomShape(width=12, depth=9)
    with_column = RoomShape(width=12, depth=9, columns=(Column(x=3, y=4.4, width=0.4),))
    full = arrange(room, "classroom", capacity(room, "classroom"))

    thinned = arrange(with_column, "classroom", capacity(with_column, "classroom"))

    before, after = ({(seat.x, seat.y) for seat in plan.seats} for plan in (full, thinned))
    assert after < before
    assert len(before - after) == 2


def test_long_rows_have_an_aisle_in_the_middle():
    plan = arrange(ROOMS["a hall"], "classroom", 120)
    middle = [aisle for aisle in plan.aisles if aisle.x < 13 < aisle.x + aisle.width]

    assert [(aisle.width, aisle.x + aisle.width / 2) for aisle in middle] == [(1.4, 13)]


def test_nobody_sits_more_than_six_tables_from_an_aisle():
    plan = arrange(ROOMS["a hall"], "classroom", 300)
    rows = defaultdict(list)
    for table in plan.tables:
        rows[table.y].append(table.x)

    for xs in rows.values():
        run = longest = 1
        for a, b in pairwise(sorted(xs)):
            run = run + 1 if b - a < 1.41 else 1
            longest = max(longest, run)
        assert longest <= 6


def test_row_letters_leave_out_what_is_read_wrongly():
    assert [row_name(row) for row in (0, 7, 8, 12, 13, 15, 22, 23, 24, 46)] == [
        "A", "H", "J", "N", "P", "S", "Z", "AA", "AB", "BA",
    ]  # fmt: skip
