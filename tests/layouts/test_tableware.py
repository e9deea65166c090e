"""Ashtrays and fruit plates on the plan: as many as are asked for, on the tables, between the guests whom they are for."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import ceil, dist

import pytest

from meetbot.layouts.catalogue import LAYOUTS, arrange, capacity
from meetbot.layouts.plan import Extras, Plan, Point
from meetbot.layouts.shape import RoomShape
from meetbot.layouts.tableware import NOTHING, tableware
from tests.layouts.geometry import outline
from tests.layouts.rooms import EXTRAS, ROOMS

PLAIN = RoomShape(width=9, depth=9)
# Fruit plates are drawn 30 cm wide, ashtrays 22: they may touch.
TOUCHING = 0.22


def plans() -> list[Plan]:
    """Every layout in every room, in front of it nothing or everything, half full and full."""
    found = []
    for shape in ROOMS.values():
        for layout in LAYOUTS:
            for extras in (EXTRAS["nothing"], EXTRAS["everything"]):
                limit = capacity(shape, layout, extras)
                found += [arrange(shape, layout, places, extras) for places in {limit, limit // 2 + 1} if limit]
    return found


def is_on(point: Point, corners: tuple[Point, ...]) -> bool:
    """Whether the point lies in the polygon: a ray to the right crosses its edge an odd number of times."""
    x, y = point
    crossed = 0
    for (x1, y1), (x2, y2) in pairwise((*corners, corners[0])):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed += 1
    return crossed % 2 == 1


def stands_on_a_table(plan: Plan, point: Point) -> bool:
    """Also where two tables touch: what is less than two millimetres is rounding."""
    x, y = point
    around = [(x + right, y + down) for right in (-0.002, 0, 0.002) for down in (-0.002, 0, 0.002)]
    return any(is_on(near, outline(table)) for table in plan.tables for near in around)


def nearest_pair(plan: Plan, point: Point) -> set[int]:
    """The numbers of the two guests who are nearest."""
    return {seat.number for seat in sorted(plan.seats, key=lambda seat: dist((seat.x, seat.y), point))[:2]}


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: f"{plan.layout}-{plan.places}-{plan.rostrum_places}")
@pytest.mark.parametrize("every", [None, 4])
def test_as_many_as_asked_for_stand_on_the_tables_and_clear_of_each_other(plan: Plan, every: int | None) -> None:
    bowls, plates = ceil(plan.places / (every or 2)), ceil(plan.places / 4)

    found = tableware(plan, bowls, plates, every)

    assert (len(found.ashtrays), len(found.fruit_plates)) == (bowls, plates)
    assert all(stands_on_a_table(plan, point) for point in (*found.ashtrays, *found.fruit_plates))
    assert all(dist(*two) >= TOUCHING for two in combinations((*found.ashtrays, *found.fruit_plates), 2))


def test_nothing_is_asked_for_and_nothing_stands_there() -> None:
    assert tableware(arrange(PLAIN, "oval", 16), 0, 0) == NOTHING


def test_from_the_main_guest_on_three_persons_sit_between_two_ashtrays() -> None:
    plan = arrange(PLAIN, "oval", 16)

    found = tableware(plan, 4, 0, from_main_guest_every=4)

    assert plan.seats[0].role == "chair"
    assert [nearest_pair(plan, point) for point in found.ashtrays] == [{1, 2}, {5, 6}, {9, 10}, {13, 14}]


def test_with_a_rostrum_the_count_begins_at_the_main_guest_in_its_middle() -> None:
    plan = arrange(ROOMS["a hall"], "oval", 23, Extras(rostrum=True))
    head = next(seat for seat in plan.seats if seat.role == "chair")
    assert head.number != 1

    found = tableware(plan, 6, 0, from_main_guest_every=4)

    assert head.number in nearest_pair(plan, found.ashtrays[0])


def test_in_rows_an_ashtray_stands_between_two_neighbours_and_a_fruit_plate_between_four() -> None:
    plan = arrange(ROOMS["a hall"], "classroom", 16)
    row = [seat.number for seat in plan.seats]

    found = tableware(plan, 8, 4)

    assert [nearest_pair(plan, point) for point in found.ashtrays] == [set(row[at : at + 2]) for at in range(0, 16, 2)]
    assert [nearest_pair(plan, point) for point in found.fruit_plates] == [{2, 3}, {6, 7}, {10, 11}, {14, 15}]


def test_a_number_that_no_usual_step_makes_is_spread_evenly() -> None:
    plan = arrange(PLAIN, "oval", 16)

    assert len(tableware(plan, 3, 1).ashtrays) == 3
    assert len(tableware(plan, 3, 1).fruit_plates) == 1
    assert len(tableware(plan, 16, 0).ashtrays) == 16
