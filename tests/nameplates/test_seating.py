"""Who sits where by rank: the first in the middle, then left and right by turns (T1.9)."""

from __future__ import annotations

import pytest

from meetbot.layouts.catalogue import LAYOUTS, arrange, capacity
from meetbot.layouts.plan import Extras, Plan, Seat
from meetbot.layouts.shape import RoomShape, Wall
from meetbot.nameplates.reading import Guest
from meetbot.nameplates.seating import Hand, digest_of, seated, seats_by_rank
from tests.layouts.rooms import EXTRAS, ROOMS

ROOM = RoomShape(width=14, depth=12)
ROSTRUM = Extras(rostrum=True)


def seats(plan: Plan, hand: Hand = "left") -> list[Seat]:
    by_id = {seat.id: seat for seat in plan.seats}
    return [by_id[id_] for id_ in seats_by_rank(plan, hand)]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("extras", EXTRAS)
@pytest.mark.parametrize("hand", ["left", "right"])
def test_every_seat_has_one_rank(room: str, layout: str, extras: str, hand: Hand) -> None:
    shape, wanted = ROOMS[room], EXTRAS[extras]
    for places in {1, 7, 12, capacity(shape, layout, wanted)}:
        if 0 < places <= capacity(shape, layout, wanted):
            plan = arrange(shape, layout, places, wanted)
            assert sorted(seats_by_rank(plan, hand)) == sorted(seat.id for seat in plan.seats)


def test_on_an_odd_rostrum_the_first_sits_in_the_middle_the_second_on_the_left_hand() -> None:
    first, second, third, *rest = seats(arrange(ROOM, "classroom", 40, ROSTRUM))
    assert first.at_rostrum
    assert first.x == pytest.approx(ROOM.width / 2)
    # The rostrum looks down the drawing: a left hand there is the drawing's right.
    assert third.x < first.x < second.x
    assert not rest[0].at_rostrum


def test_on_an_even_rostrum_the_first_two_share_the_middle() -> None:
    plan = arrange(RoomShape(width=8, depth=8), "classroom", 8, ROSTRUM)
    rostrum = [seat for seat in seats(plan) if seat.at_rostrum]
    assert len(rostrum) == 2
    assert rostrum[0].x < rostrum[1].x
    assert rostrum[0].x + rostrum[1].x == pytest.approx(8)


def test_in_the_rows_the_left_hand_is_the_drawings_left() -> None:
    plan = arrange(ROOM, "classroom", 16)
    row = [seat for seat in seats(plan) if seat.label.startswith("A")]
    assert row[1].x < row[0].x
    assert row[0].x - row[1].x == pytest.approx(min(abs(a.x - b.x) for a in row for b in row if a is not b))


def test_the_front_row_is_filled_before_those_behind() -> None:
    rows = [seat.label[0] for seat in seats(arrange(ROOM, "classroom", 24))]
    assert rows == sorted(rows)


@pytest.mark.parametrize("layout", ["hollow_square", "oval"])
def test_around_a_table_the_first_sits_at_the_head_and_the_second_on_the_left_hand(layout: str) -> None:
    plan = arrange(ROOM, layout, 15)
    ranks = [seat.number for seat in seats(plan)]
    assert ranks[:5] == [1, 2, 15, 3, 14]
    assert [seat.number for seat in seats(plan, "right")][:5] == [1, 15, 2, 14, 3]


def test_the_other_hand_is_the_same_picture_in_a_mirror() -> None:
    plan = arrange(ROOM, "classroom", 40, ROSTRUM)
    left, right = seats(plan), seats(plan, "right")
    for one, other in zip(left[:3], right[:3], strict=True):
        assert one.x + other.x == pytest.approx(ROOM.width)
        assert one.y == other.y
    row_left, row_right = ([seat for seat in found if seat.label.startswith("A")] for found in (left, right))
    for one, other in zip(row_left, row_right, strict=True):
        assert one.x + other.x == pytest.approx(ROOM.width)


def test_it_does_not_matter_where_the_screen_hangs() -> None:
    for wall in Wall:
        shape = RoomShape(width=12, depth=12, screen_wall=wall)
        assert [seat.number for seat in seats(arrange(shape, "oval", 11))][:3] == [1, 2, 11]


def test_guests_beyond_the_last_seat_have_none_and_seats_may_stay_empty() -> None:
    plan = arrange(ROOM, "oval", 8)
    many = [Guest(f"Guest {n}") for n in range(20)]
    assert len(seated(plan, many)) == plan.places
    assert list(seated(plan, many[:2]).values()) == many[:2]


def test_the_digest_tells_when_somebody_sits_elsewhere() -> None:
    plan, guests = arrange(ROOM, "oval", 8), [Guest("Ann"), Guest("Bo")]
    digest = digest_of(seated(plan, guests))
    assert digest_of(seated(plan, guests)) == digest
    assert digest_of(seated(plan, guests[::-1])) != digest
    assert digest_of(seated(plan, guests, "right")) != digest
