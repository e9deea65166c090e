from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.errors import LacksEquipment, RoomTooSmall, UnknownRoom
from meetbot.booking.models import Closure, Room
from meetbot.booking.service import Wish, nearest_free, other_rooms, quote
from meetbot.standard.needs import Equipment, Needs
from meetbot.times import Interval
from tests.booking.conftest import Desk, wish
from tests.factories import NOW, at


def _span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def _nearest(desk: Desk, wanted: Wish, count: int = 3, room: str = "room-301") -> list[Interval]:
    return nearest_free(desk.session, wanted, room, desk.now, desk.site, count)


def test_the_nearest_free_times_touch_what_is_in_the_way_and_lie_apart(desk: Desk) -> None:
    desk.book("2026-11-24 14:00", "2026-11-24 16:00")

    found = _nearest(desk, wish("2026-11-24 14:30", "2026-11-24 15:30"))

    assert found == [
        _span("2026-11-24 16:30", "2026-11-24 17:30"),
        _span("2026-11-24 12:30", "2026-11-24 13:30"),
        _span("2026-11-24 17:30", "2026-11-24 18:30"),
    ]


def test_every_time_that_is_offered_can_be_booked(desk: Desk) -> None:
    for start, end in (("09:00", "10:00"), ("10:30", "12:00"), ("14:00", "16:00"), ("17:00", "20:00")):
        desk.book(f"2026-11-24 {start}", f"2026-11-24 {end}")
    wanted = wish("2026-11-24 14:00", "2026-11-24 16:00", heads=20, layout="classroom")

    found = _nearest(desk, wanted, count=8)

    assert len(found) == 8
    for span in found:
        assert quote(desk.session, replace(wanted, starts_at=span.start, ends_at=span.end), NOW, desk.site)


def test_times_stay_within_opening_hours_when_the_wish_does(desk: Desk) -> None:
    desk.book("2026-11-28 09:15", "2026-11-28 17:00")

    found = _nearest(desk, wish("2026-11-28 10:00", "2026-11-28 12:00"), count=2)

    assert found == [
        _span("2026-11-27 19:00", "2026-11-27 21:00"),
        _span("2026-11-27 18:00", "2026-11-27 20:00"),
    ]


def test_a_wish_for_the_night_is_answered_with_nights(desk: Desk) -> None:
    desk.fulfil(wish("2026-11-24 22:00", "2026-11-25 00:00"), confirmed_closed=True)

    [found] = _nearest(desk, wish("2026-11-24 22:30", "2026-11-24 23:30"), count=1)

    assert found == _span("2026-11-25 00:30", "2026-11-25 01:30")


def test_nothing_in_the_past_is_offered(desk: Desk) -> None:
    desk.book("2026-11-23 11:00", "2026-11-23 21:00")

    found = _nearest(desk, wish("2026-11-23 11:00", "2026-11-23 12:00"))

    assert all(span.start >= NOW for span in found)
    assert found[0] == _span("2026-11-24 07:30", "2026-11-24 08:30")


def test_a_closed_room_is_offered_for_after_it_opens(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    room = building["room-301"]
    assert room.id is not None
    session.add(Closure(room_id=room.id, from_at=NOW, until_at=at("2026-11-25 12:00"), reason="paint"))
    session.flush()

    [found] = _nearest(desk, wish("2026-11-24 14:00", "2026-11-24 15:00"), count=1)

    assert at("2026-11-25 12:15") <= found.start <= at("2026-11-25 13:00")


def test_a_room_closed_for_good_has_no_free_times(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    session.add(Closure(room_id=building["hall-b"].id or 0, from_at=NOW, reason="flood"))
    session.flush()

    assert _nearest(desk, wish(heads=60), room="hall") == []


def test_the_hall_is_free_when_both_halves_are(desk: Desk) -> None:
    desk.book("2026-11-24 08:00", "2026-11-24 12:00", room="hall-a")
    desk.book("2026-11-24 12:00", "2026-11-24 20:00", room="hall-b")

    [found] = _nearest(desk, wish(room="hall"), count=1, room="hall")

    assert found == _span("2026-11-25 07:30", "2026-11-25 09:30")


def test_a_room_that_does_not_fit_has_no_nearest_time(desk: Desk) -> None:
    with pytest.raises(RoomTooSmall):
        _nearest(desk, wish(heads=100))
    with pytest.raises(LacksEquipment):
        _nearest(desk, wish(needs=Needs(equipment=(Equipment.VIDEO_CALL,))))
    with pytest.raises(UnknownRoom):
        _nearest(desk, wish(), room="lobby")


def test_a_long_wish_looks_as_far_as_the_window_and_not_for_ever(desk: Desk) -> None:
    for day in range(24, 30):
        desk.fulfil(wish(f"2026-11-{day} 08:00", f"2026-11-{day} 20:00"), confirmed_closed=True)

    found = _nearest(desk, wish("2026-11-24 08:00", "2026-11-24 20:00"), count=50)

    assert found
    assert all(abs(span.start - at("2026-11-24 08:00")) <= timedelta(days=14) for span in found)


def test_other_rooms_leave_out_the_room_that_was_wished_for(session: Session, desk: Desk) -> None:
    desk.book()

    found = other_rooms(session, wish(), NOW, desk.site)

    assert len(found) == 3
    assert "room-301" not in [offer.room.code for offer in found]
    assert [offer.capacity for offer in found] == sorted(offer.capacity for offer in found)


def test_where_no_room_fits_there_are_no_other_rooms(session: Session, desk: Desk) -> None:
    assert other_rooms(session, wish(heads=5000), NOW, desk.site) == []


def test_a_booking_is_not_in_its_own_way(desk: Desk) -> None:
    booking = desk.book("2026-11-24 14:00", "2026-11-24 16:00")
    desk.book("2026-11-24 17:00", "2026-11-24 18:00")
    wanted = wish("2026-11-24 15:00", "2026-11-24 17:00")

    [found] = nearest_free(desk.session, wanted, "room-301", NOW, desk.site, 1, except_booking=booking.id)

    assert found == _span("2026-11-24 14:30", "2026-11-24 16:30")
