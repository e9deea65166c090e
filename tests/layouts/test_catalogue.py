"""What every layout must keep, in every room, with all extras, for few and for many: the suite over the whole catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from math import cos, radians, sin

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.layouts.catalogue import LAYOUTS, arrange, capacity, places_for
from meetbot.layouts.errors import DoesNotFit, NoPlaces, UnknownLayout
from meetbot.layouts.plan import Extras, Plan
from meetbot.layouts.shape import Door, RoomShape, Wall
from tests.layouts.geometry import (
    columns,
    contains,
    distance_to_edge,
    doors,
    front_edge,
    outline,
    outside,
    overlaps,
    pieces,
)
from tests.layouts.rooms import EXTRAS, ROOMS

SIZES = (1, 8, 13, 20, 60, 200)


def cases() -> Iterator[ParameterSet]:
    for room, layout, extras in product(ROOMS, LAYOUTS, EXTRAS):
        limit = capacity(ROOMS[room], layout, EXTRAS[extras])
        for places in sorted({*(size for size in SIZES if size < limit), limit} - {0}):
            yield pytest.param(room, layout, places, extras, id=f"{layout} for {places} in {room}, {extras}")


@cache
def plan_for(room: str, layout: str, places: int, extras: str) -> Plan:
    return arrange(ROOMS[room], layout, places, EXTRAS[extras])


every_plan = pytest.mark.parametrize(("room", "layout", "places", "extras"), list(cases()))


@every_plan
def test_nothing_stands_in_anything_or_in_a_wall_or_in_a_door(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    things = pieces(plan)

    standing = overlaps(things)
    in_columns = [pair for pair in overlaps(things | columns(plan)) if any("column" in name for name in pair)]
    in_doors = [pair for pair in overlaps(things | doors(plan)) if sum("door" in name for name in pair) == 1]

    assert (standing, in_columns, in_doors, outside(plan, things)) == ([], [], [], [])


@every_plan
def test_every_chair_touches_its_table_with_its_front_edge_and_faces_it(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    tables = [outline(table) for table in plan.tables]
    # A curved edge is drawn as short straight ones; the oval's own test measures against the ellipse.
    tolerance = 0.01 if any(table.outline for table in plan.tables) else 0.001

    for seat in plan.seats:
        x, y = front_edge(seat)
        # A hand ahead, and a finger aside: the middle of a side may be a joint of two tables.
        right, up = sin(radians(seat.facing)), cos(radians(seat.facing))
        a_hand_ahead = x + 0.1 * right + 0.01 * up, y - 0.1 * up + 0.01 * right

        assert distance_to_edge((x, y), tables) < tolerance, seat
        assert any(contains(table, a_hand_ahead) for table in tables), seat


@every_plan
def test_there_are_as_many_places_as_asked_for_or_slightly_more(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)

    # 6 is the least that a square or an oval with a rostrum has.
    assert places <= plan.places <= max(6, places + 3)


@every_plan
def test_every_seat_and_table_has_its_own_name(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)

    assert [seat.number for seat in plan.seats] == list(range(1, plan.places + 1))
    for names in (
        [seat.id for seat in plan.seats],
        [seat.label for seat in plan.seats],
        [each.id for each in plan.tables],
    ):
        assert len(set(names)) == len(names)
    assert plan == arrange(ROOMS[room], layout, places, EXTRAS[extras])


@every_plan
def test_the_aisles_are_clear_of_furniture(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    aisles = {
        f"aisle {n}": ((a.x, a.y), (a.x + a.width, a.y), (a.x + a.width, a.y + a.depth), (a.x, a.y + a.depth))
        for n, a in enumerate(plan.aisles)
    }

    found = overlaps(pieces(plan) | aisles)

    assert [pair for pair in found if any("aisle" in name for name in pair)] == []
    assert (len(aisles) >= 2) == (layout == "classroom")


@every_plan
def test_what_was_asked_for_besides_seats_is_there(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    asked, counts = EXTRAS[extras], plan.counts()

    assert {name: counts[name] > 0 for name in ("rostrum", "lectern", "whiteboard", "side_table", "flowers")} == {
        name: getattr(asked, name) for name in ("rostrum", "lectern", "whiteboard", "side_table", "flowers")
    }
    assert counts["chairs"] == plan.places
    assert (plan.rostrum_places > 0) == asked.rostrum


@every_plan
def test_microphones_stand_at_the_places_of_those_who_lead(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    by_role = {seat.role: seat.id for seat in plan.seats if seat.role}
    led_from = [role for role in ("chair", "vice_chair", "speaker") if role in by_role]

    assert led_from == ["chair", "vice_chair", "speaker"][: min(plan.places, 2 if plan.lectern else 3)]
    if EXTRAS[extras].microphones:
        expected = set(by_role.items()) | ({("speaker", "")} if plan.lectern else set())
        assert {(microphone.role, microphone.seat) for microphone in plan.microphones} == expected


@every_plan
def test_rostrum_seats_look_away_from_the_screen_wall(room, layout, places, extras):
    plan = plan_for(room, layout, places, extras)
    away = {Wall.NORTH: 180, Wall.EAST: 270, Wall.SOUTH: 0, Wall.WEST: 90}[plan.shape.screen_wall]

    assert {seat.facing for seat in plan.seats if seat.at_rostrum} <= {away}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("extras", EXTRAS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_takes_everybody_up_to_its_capacity_and_nobody_beyond(room, layout, extras):
    limit = capacity(ROOMS[room], layout, EXTRAS[extras])

    for places in range(1, limit + 1, 1 if limit < 60 else 7):
        assert places <= arrange(ROOMS[room], layout, places, EXTRAS[extras]).places <= max(6, places + 3)

    for places in (limit + 1, 10_000):
        with pytest.raises(DoesNotFit) as refused:
            arrange(ROOMS[room], layout, places, EXTRAS[extras])
        assert refused.value == DoesNotFit(layout, places, limit)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("places", [0, -1, -10_000])
def test_a_meeting_of_nobody_has_no_plan(layout, places):
    with pytest.raises(NoPlaces) as refused:
        arrange(ROOMS["bare"], layout, places)

    assert refused.value == NoPlaces(places)


@pytest.mark.parametrize("ask", [lambda room: arrange(room, "theatre", 8), lambda room: capacity(room, "theatre")])
def test_an_unknown_layout_is_named(ask):
    with pytest.raises(UnknownLayout) as refused:
        ask(ROOMS["bare"])

    assert refused.value == UnknownLayout("theatre")


def test_a_broom_cupboard_holds_no_meeting():
    cupboard = RoomShape(width=1, depth=0.8)

    assert [capacity(cupboard, layout) for layout in LAYOUTS] == [0, 0, 0]


sizes = st.floats(min_value=1, max_value=40).map(lambda metres: round(metres, 2))
more = st.one_of(st.just(0.0), st.floats(min_value=0, max_value=3).map(lambda metres: round(metres, 2)))


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=150, deadline=None)
@given(
    width=sizes, depth=sizes, wider=more, deeper=more, wall=st.sampled_from(Wall),
    extras=st.builds(Extras, **dict.fromkeys(("rostrum", "lectern", "whiteboard", "side_table"), st.booleans())),
)  # fmt: skip
def test_a_larger_room_never_holds_fewer(layout, width, depth, wider, deeper, wall, extras):
    room = RoomShape(width=width, depth=depth, screen_wall=wall)
    larger = RoomShape(width=width + wider, depth=depth + deeper, screen_wall=wall)

    assert capacity(larger, layout, extras) >= capacity(room, layout, extras)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_way_a_room_is_turned_does_not_change_what_it_holds(layout):
    capacities = {
        capacity(RoomShape(width=9, depth=7, screen_wall=Wall.NORTH, doors=(Door(wall=Wall.SOUTH, at=1),)), layout),
        capacity(RoomShape(width=9, depth=7, screen_wall=Wall.SOUTH, doors=(Door(wall=Wall.NORTH, at=1),)), layout),
        capacity(RoomShape(width=7, depth=9, screen_wall=Wall.EAST, doors=(Door(wall=Wall.WEST, at=1),)), layout),
        capacity(RoomShape(width=7, depth=9, screen_wall=Wall.WEST, doors=(Door(wall=Wall.EAST, at=1),)), layout),
    }

    assert len(capacities) == 1


@pytest.mark.parametrize(
    ("heads", "spare_percent", "places"),
    [(20, 0, 20), (20, 5, 21), (21, 5, 23), (1, 5, 2), (60, 5, 63), (30, 10, 33), (0, 5, 0)],
)
def test_places_are_the_heads_or_slightly_more(heads, spare_percent, places):
    assert places_for(heads, spare_percent) == places
