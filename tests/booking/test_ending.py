from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.errors import (
    AlreadyCancelled,
    EndBeforeStart,
    MeetingOver,
    NextBookingInTheWay,
    NotStarted,
    NotYourBooking,
    RoomClosed,
    TooLong,
)
from meetbot.booking.models import Booking, Closure, Room
from meetbot.booking.service import cancel, end, extend, history, latest_end
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.factories import at

Held = Callable[[Booking], dict[int, tuple[datetime, datetime]]]
DURING = at("2026-11-24 15:50")


def _extend(desk: Desk, booking: Booking, until: str, by: Role = Role.ORGANISER, now: datetime = DURING) -> Booking:
    assert booking.id is not None
    return extend(desk.session, booking.id, desk.staff[by], at(until), now, desk.site)


def _end(desk: Desk, booking: Booking, now: datetime, by: Role = Role.ORGANISER) -> Booking:
    assert booking.id is not None
    return end(desk.session, booking.id, desk.staff[by], now)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ATTENDANT, Role.SUPERVISOR, Role.ADMIN])
def test_an_extended_meeting_holds_its_room_longer(session: Session, desk: Desk, held: Held, role: Role) -> None:
    booking = desk.book()
    begins = booking.reserved_from
    booking.next_due = DURING

    _extend(desk, booking, "2026-11-24 16:15", by=role)

    assert (booking.ends_at, booking.reserved_until) == (at("2026-11-24 16:15"), at("2026-11-24 16:30"))
    assert list(held(booking).values()) == [(begins, at("2026-11-24 16:30"))]
    assert [booking.schedule, booking.sequence, booking.next_due] == [1, 1, None]
    assert booking.id is not None
    assert history(session, booking.id)[-1].verb == "extend"


def test_pressing_extend_twice_extends_once(desk: Desk) -> None:
    booking = desk.book()

    for _ in range(2):
        _extend(desk, booking, "2026-11-24 16:30")

    assert (booking.ends_at, booking.sequence) == (at("2026-11-24 16:30"), 1)


def test_a_meeting_is_extended_right_up_to_the_next_set_up(desk: Desk) -> None:
    following = desk.book("2026-11-24 17:15", "2026-11-24 18:00")
    booking = desk.book()
    assert following.reserved_from < at("2026-11-24 17:15")
    latest = following.reserved_from - timedelta(minutes=15)

    assert latest_end(desk.session, booking) == latest
    with pytest.raises(NextBookingInTheWay) as refusal:
        _extend(desk, booking, "2026-11-24 17:00")
    assert refusal.value == NextBookingInTheWay("room-301", latest)

    assert booking.id is not None
    extend(desk.session, booking.id, desk.staff[Role.ORGANISER], latest, DURING, desk.site)
    assert booking.reserved_until == following.reserved_from


def test_a_meeting_that_is_followed_at_once_cannot_be_extended_at_all(desk: Desk) -> None:
    booking = desk.book()
    desk.book("2026-11-24 16:30", "2026-11-24 17:30")

    with pytest.raises(NextBookingInTheWay) as refusal:
        _extend(desk, booking, "2026-11-24 16:15")

    assert refusal.value == NextBookingInTheWay("room-301", booking.ends_at)


def test_the_whole_hall_is_extended_only_when_both_halves_are_free(desk: Desk) -> None:
    booking = desk.book(room="hall", heads=20)
    half = desk.book("2026-11-24 17:30", "2026-11-24 18:00", room="hall-b")

    with pytest.raises(NextBookingInTheWay) as refusal:
        _extend(desk, booking, "2026-11-24 18:00")

    assert refusal.value == NextBookingInTheWay("hall", half.reserved_from - timedelta(minutes=15))


def test_a_room_that_closes_soon_is_not_extended_in(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    booking = desk.book()
    session.add(Closure(room_id=building["room-301"].id or 0, from_at=at("2026-11-24 16:20"), reason="painters"))
    session.flush()

    with pytest.raises(RoomClosed) as refusal:
        _extend(desk, booking, "2026-11-24 16:30")

    assert refusal.value == RoomClosed("room-301", None)


def test_a_defect_found_during_the_meeting_does_not_end_it(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    booking = desk.book()
    session.add(Closure(room_id=building["room-301"].id or 0, from_at=at("2026-11-24 15:00"), reason="lamp"))
    session.flush()

    assert _extend(desk, booking, "2026-11-24 16:30").ends_at == at("2026-11-24 16:30")


@pytest.mark.parametrize(
    ("until", "now", "wrong"),
    [
        ("2026-11-24 15:30", DURING, EndBeforeStart(at("2026-11-24 16:00"), at("2026-11-24 15:30"))),
        ("2026-11-24 16:05", at("2026-11-24 16:10"), EndBeforeStart(at("2026-11-24 16:10"), at("2026-11-24 16:05"))),
        ("2026-11-24 16:30", at("2026-11-24 16:15"), MeetingOver(at("2026-11-24 16:00"))),
        ("2026-11-28 16:00", DURING, TooLong(timedelta(hours=72))),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(desk: Desk, until: str, now: datetime, wrong: Exception) -> None:
    booking = desk.book()

    with pytest.raises(type(wrong)) as refusal:
        _extend(desk, booking, until, now=now)

    assert refusal.value == wrong


def test_a_meeting_is_still_extended_a_little_late(desk: Desk) -> None:
    booking = desk.book()

    assert _extend(desk, booking, "2026-11-24 16:30", now=at("2026-11-24 16:10")).ends_at == at("2026-11-24 16:30")


def test_what_others_organise_is_not_extended_or_ended_by_a_stranger_to_it(desk: Desk) -> None:
    booking = desk.book()

    for role in (Role.CLEANER, Role.MAINTENANCE):
        with pytest.raises(NotYourBooking):
            _extend(desk, booking, "2026-11-24 16:30", by=role)
        with pytest.raises(NotYourBooking):
            _end(desk, booking, DURING, by=role)


def test_a_meeting_that_ends_early_gives_back_the_rest_of_its_room(session: Session, desk: Desk, held: Held) -> None:
    booking = desk.book()
    following = desk.book("2026-11-24 18:00", "2026-11-24 19:00")
    following.next_due = booking.next_due = DURING
    session.flush()

    _end(desk, booking, at("2026-11-24 14:40"), by=Role.ATTENDANT)

    assert (booking.ended_at, booking.ended_by) == (at("2026-11-24 14:40"), desk.staff[Role.ATTENDANT].id)
    assert (booking.ends_at, booking.reserved_until) == (at("2026-11-24 16:00"), at("2026-11-24 14:55"))
    assert [until for _, until in held(booking).values()] == [at("2026-11-24 14:55")]
    assert [booking.sequence, booking.next_due, following.next_due] == [1, None, None]
    assert desk.book("2026-11-24 15:30", "2026-11-24 16:30")


def test_ending_twice_keeps_the_first_end(session: Session, desk: Desk) -> None:
    booking = desk.book()

    for minute in (40, 50):
        _end(desk, booking, at(f"2026-11-24 14:{minute}"))

    assert (booking.ended_at, booking.sequence) == (at("2026-11-24 14:40"), 1)
    assert booking.id is not None
    assert [each.verb for each in history(session, booking.id)] == ["book", "end"]


def test_a_meeting_does_not_end_before_it_began(desk: Desk) -> None:
    booking = desk.book()

    for now in (at("2026-11-24 13:59"), booking.starts_at):
        with pytest.raises(NotStarted) as refusal:
            _end(desk, booking, now)
        assert refusal.value == NotStarted(booking.starts_at)


def test_an_overrun_is_recorded_and_holds_the_room(desk: Desk) -> None:
    booking = desk.book()

    _end(desk, booking, at("2026-11-24 16:40"))

    assert (booking.ended_at, booking.reserved_until) == (at("2026-11-24 16:40"), at("2026-11-24 16:55"))


def test_an_overrun_does_not_reach_into_the_next_reservation(desk: Desk) -> None:
    booking = desk.book()
    following = desk.book("2026-11-24 17:00", "2026-11-24 18:00")

    _end(desk, booking, at("2026-11-24 16:50"))

    assert booking.ended_at == at("2026-11-24 16:50")
    assert booking.reserved_until == following.reserved_from


def test_a_press_long_after_the_planned_end_records_no_overrun(desk: Desk) -> None:
    booking = desk.book()

    with pytest.raises(MeetingOver) as refusal:
        _end(desk, booking, at("2026-11-24 20:01"))

    assert refusal.value == MeetingOver(booking.ends_at)


def test_a_meeting_that_ended_or_was_cancelled_is_not_extended(session: Session, desk: Desk) -> None:
    ended, cancelled = desk.book(), desk.book(room="room-402")
    assert cancelled.id is not None
    _end(desk, ended, at("2026-11-24 15:00"))
    cancel(session, cancelled.id, desk.staff[Role.ORGANISER], DURING)

    with pytest.raises(MeetingOver):
        _extend(desk, ended, "2026-11-24 16:30")
    with pytest.raises(AlreadyCancelled):
        _extend(desk, cancelled, "2026-11-24 16:30")
    with pytest.raises(AlreadyCancelled):
        _end(desk, cancelled, DURING)
