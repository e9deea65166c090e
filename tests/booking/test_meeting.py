from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.meeting import Break, may_see_title, meeting, meetings, plan_of
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import spec_of
from meetbot.booking.service import cancel, end, nearest_free, offers, plan_break, start_break
from meetbot.booking.setup import setup_shortfall
from meetbot.layouts.shape import RoomShape
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.needs import Needs
from meetbot.times import Interval
from tests.booking.conftest import Desk, wish
from tests.factories import NOW, at


def _id(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def test_a_meeting_brings_everything_that_rules_need(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    booking = desk.book(needs=Needs(fruit=True))
    olga = desk.staff[Role.ORGANISER]
    planned = plan_break(session, _id(booking), olga, at("2026-11-24 14:20"), at("2026-11-24 14:30"), NOW)
    live = start_break(session, _id(booking), olga, at("2026-11-24 15:00"))

    found = meeting(session, _id(booking))

    assert (found.id, found.booking, found.room) == (booking.id, booking, building["room-301"])
    assert (found.spec.code, found.standard.name, found.needs) == ("room-301", "conference-service", Needs(fruit=True))
    assert found.event == Interval(at("2026-11-24 14:00"), at("2026-11-24 16:00"))
    assert found.reserved == Interval(booking.reserved_from, booking.reserved_until)
    assert found.breaks == (
        Break(planned.id or 0, at("2026-11-24 14:20"), at("2026-11-24 14:30")),
        Break(live.id or 0, at("2026-11-24 15:00"), None),
    )
    assert found.break_at(at("2026-11-24 14:30")) is None
    assert found.break_at(at("2026-11-24 15:30")) == found.breaks[1]
    assert (found.start, found.end, found.is_cancelled) == (booking.starts_at, booking.ends_at, False)


def test_a_meeting_that_is_not_there_is_not_found(session: Session, desk: Desk) -> None:
    with pytest.raises(UnknownBooking) as refusal:
        meeting(session, 4711)

    assert refusal.value == UnknownBooking(4711)
    assert meetings(session, [4711]) == []


def test_a_room_is_free_when_the_reservation_before_ends(session: Session, desk: Desk) -> None:
    before = desk.book("2026-11-24 12:00", "2026-11-24 13:00")
    booking = desk.book()
    after = desk.book("2026-11-24 18:00", "2026-11-24 19:00")

    found = meeting(session, _id(booking))

    assert found.room_free_at == before.reserved_until
    assert (found.next_reserved_from, found.next_booking_id) == (after.reserved_from, after.id)

    end(session, _id(before), desk.staff[Role.ORGANISER], at("2026-11-24 12:20"))
    cancel(session, _id(after), desk.staff[Role.ORGANISER], NOW)
    again = meeting(session, _id(booking))

    assert again.room_free_at == at("2026-11-24 12:35")
    assert (again.next_reserved_from, again.next_booking_id) == (None, None)


def test_a_room_where_nobody_was_before_was_free_all_the_time(session: Session, desk: Desk) -> None:
    assert meeting(session, _id(desk.book())).room_free_at == NOW


def test_a_whole_hall_is_free_when_its_later_half_is_and_followed_by_its_earlier_one(
    session: Session, desk: Desk
) -> None:
    desk.book("2026-11-24 09:00", "2026-11-24 10:00", room="hall-a")
    later = desk.book("2026-11-24 09:00", "2026-11-24 11:00", room="hall-b")
    whole = desk.book(room="hall")
    sooner = desk.book("2026-11-24 18:00", "2026-11-24 19:00", room="hall-a")
    desk.book("2026-11-24 19:00", "2026-11-24 20:00", room="hall-b")

    found = meeting(session, _id(whole))

    assert found.room_free_at == later.reserved_until
    assert (found.next_reserved_from, found.next_booking_id) == (sooner.reserved_from, sooner.id)


@pytest.mark.parametrize(
    ("start", "end", "is_short"),
    [("2026-11-24 09:45", "2026-11-24 11:00", True), ("2026-11-24 10:00", "2026-11-24 11:00", False)],
)
def test_told_less_than_a_day_ahead_is_short_notice(
    session: Session, desk: Desk, start: str, end: str, is_short: bool
) -> None:
    assert meeting(session, _id(desk.book(start, end))).is_short_notice is is_short


def test_what_really_happened_counts_as_the_end(session: Session, desk: Desk) -> None:
    booking = desk.book()
    end(session, _id(booking), desk.staff[Role.ORGANISER], at("2026-11-24 15:10"))

    found = meeting(session, _id(booking))

    assert (found.end, found.event.end) == (at("2026-11-24 15:10"), at("2026-11-24 16:00"))


@pytest.mark.parametrize(
    ("room", "tea_every", "expected"), [("room-301", None, None), ("reception", None, 15), ("reception", 10, 10)]
)
def test_a_booking_s_own_interval_goes_before_its_room_s(
    session: Session, desk: Desk, room: str, tea_every: int | None, expected: int | None
) -> None:
    assert meeting(session, _id(desk.book(room=room, tea_every=tea_every))).tea_every == expected


def test_many_meetings_come_by_start_with_their_own_neighbours(session: Session, desk: Desk) -> None:
    second = desk.book("2026-11-24 16:30", "2026-11-24 17:30")
    first = desk.book()
    elsewhere = desk.book(room="room-402")

    found = meetings(session, [_id(second), _id(elsewhere), _id(first), 4711])

    assert [each.booking for each in found] == [first, elsewhere, second]
    assert [each.next_booking_id for each in found] == [second.id, None, None]
    assert found[2].room_free_at == first.reserved_until


def test_a_cancelled_booking_is_still_a_meeting(session: Session, desk: Desk) -> None:
    booking = desk.book()
    cancel(session, _id(booking), desk.staff[Role.ORGANISER], NOW)

    found = meeting(session, _id(booking))

    assert (found.is_cancelled, found.room_free_at, found.next_booking_id) == (True, NOW, None)


def test_the_plan_has_the_places_of_the_booking(session: Session, desk: Desk) -> None:
    booking = desk.book(room="training", heads=13)

    plan = plan_of(meeting(session, _id(booking)))

    assert plan.places == booking.places >= 13


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.ORGANISER, True),  # her own
        (Role.ATTENDANT, True),
        (Role.SUPERVISOR, True),
        (Role.ADMIN, True),
        (Role.MAINTENANCE, False),
        (Role.CLEANER, False),
    ],
)
def test_titles_are_for_the_organiser_and_the_staff(desk: Desk, role: Role, sees: bool) -> None:
    assert may_see_title(desk.staff[role], desk.book(title="Secret")) is sees


def test_another_organiser_sees_no_title(desk: Desk) -> None:
    other = Member(4711, 1, "Otto", "Sales", "", "en", frozenset({Role.ORGANISER}))

    assert not may_see_title(other, desk.book(title="Secret"))


def test_a_neighbour_that_changes_later_can_leave_too_little_set_up(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    training = {"room": "training", "meeting_type": "training"}
    before = desk.book("2026-11-24 09:00", "2026-11-24 10:00", layout="classroom", heads=40, **training)
    booking = desk.book("2026-11-24 10:30", "2026-11-24 11:30", layout="classroom", heads=40, **training)
    ids = [building["training"].id or 0]
    assert setup_shortfall(session, meeting(session, _id(booking)), ids) == timedelta()

    cancel(session, _id(before), desk.staff[Role.ORGANISER], NOW)

    assert setup_shortfall(session, meeting(session, _id(booking)), ids) > timedelta(minutes=10)


def test_a_room_that_was_measured_anew_and_holds_less_can_still_be_booked(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    before = desk.book("2026-11-24 09:00", "2026-11-24 10:00", heads=24)
    after = desk.book("2026-11-24 16:00", "2026-11-24 17:00")

    smaller = RoomShape(width=5, depth=4)
    row = building["room-301"]
    row.spec = spec_of(row).model_copy(update={"shape": smaller}).model_dump(mode="json")
    session.add(row)
    session.flush()

    wanted = wish("2026-11-24 13:00", "2026-11-24 14:00", heads=2, layout="classroom")
    assert "room-301" in {offer.room.code for offer in offers(session, replace(wanted, room=None), NOW, desk.site)}
    assert nearest_free(session, wanted, "room-301", NOW, desk.site, 1) == [Interval(wanted.starts_at, wanted.ends_at)]
    assert desk.fulfil(wanted)
    for booking in (before, after):
        found = meeting(session, _id(booking))
        assert setup_shortfall(session, found, [found.room.id or 0]) == timedelta()
