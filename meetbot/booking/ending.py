"""How a meeting ends: later than planned, earlier, or after an overrun."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from meetbot.booking.availability import closures, next_holds
from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.breaks import close_breaks
from meetbot.booking.errors import (
    AlreadyCancelled,
    EndBeforeStart,
    MeetingOver,
    NextBookingInTheWay,
    NotStarted,
    RoomClosed,
)
from meetbot.booking.history import changing
from meetbot.booking.models import Booking
from meetbot.booking.reservations import hold
from meetbot.booking.rules import LONGEST_OVERRUN, check_may_run, check_span
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.times import Interval


def extend(session: Session, booking_id: int, by: Member, until: datetime, now: datetime, site: Site) -> Booking:
    """
    The booking with a later planned end; the end it has already changes nothing, so a second press is harmless.

    Opening hours are not asked: the people are in the room. Raises NotYourBooking, AlreadyCancelled, MeetingOver, TooLong,
    EndBeforeStart (``until`` is earlier than planned), RoomClosed, NextBookingInTheWay (with the latest end possible).
    """
    booking = booking_of(session, booking_id)
    check_may_run(by, booking)
    _check_not_over(booking, now)
    if until == booking.ends_at:
        return booking
    if until < booking.ends_at or until <= now:
        raise EndBeforeStart(max(booking.ends_at, now), until)
    check_span(booking.starts_at, until, site)
    latest = latest_end(session, booking)
    room = room_of(session, booking)
    if latest is not None and until > latest:
        raise NextBookingInTheWay(room.spec.code, latest)
    _check_not_closed(session, booking, room.spec.code, room.physical_ids, until)
    with changing(session, booking, "extend", by, now):
        booking.reserved_until = until + _clearing(booking)
        booking.ends_at = until
        hold(session, booking, room.spec.code, room.physical_ids)
    return booking


def latest_end(session: Session, booking: Booking) -> datetime | None:
    """Until when the meeting can go on before the next booking's set-up; never before its planned end. None: as long as it likes."""
    following = next_holds(session, room_of(session, booking).physical_ids, booking.reserved_until, booking.id)
    if not following:
        return None
    return max(booking.ends_at, min(each.start for each in following.values()) - _clearing(booking))


def end(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    """
    The booking, really over now, the rest of its reservation free after clearing; ending again changes nothing.

    An overrun is recorded too, up to a limit. Raises NotYourBooking, AlreadyCancelled, NotStarted, MeetingOver.
    """
    booking = booking_of(session, booking_id)
    check_may_run(by, booking)
    if booking.ended_at is not None:
        return booking
    _check_running(booking, now)
    room = room_of(session, booking)
    with changing(session, booking, "end", by, now):
        close_breaks(session, booking_id, now)
        booking.reserved_until = clear_by(session, booking, room.physical_ids, now)
        booking.ended_at, booking.ended_by = now, by.id
        hold(session, booking, room.spec.code, room.physical_ids)
    return booking


def _check_not_over(booking: Booking, now: datetime) -> None:
    """A meeting may be extended a little late, while the room is still reserved for it."""
    _check_not_cancelled(booking)
    if booking.ended_at is not None or now >= booking.reserved_until:
        raise MeetingOver(booking.ended_at or booking.ends_at)


def _check_running(booking: Booking, now: datetime) -> None:
    _check_not_cancelled(booking)
    if now <= booking.starts_at:
        raise NotStarted(booking.starts_at)
    if now > booking.ends_at + LONGEST_OVERRUN:
        raise MeetingOver(booking.ends_at)


def _check_not_cancelled(booking: Booking) -> None:
    assert booking.id is not None
    if booking.cancelled_at is not None:
        raise AlreadyCancelled(booking.id)


def _check_not_closed(
    session: Session, booking: Booking, code: str, room_ids: Collection[int], until: datetime
) -> None:
    more = Interval(booking.ends_at, until + _clearing(booking))
    # The closure that began during the meeting does not stop it; one that begins later does.
    found = [each for each in closures(session, room_ids, more) if each.start > booking.ends_at]
    if found:
        raise RoomClosed(code, max((each.end for each in found if each.end), default=None))


def clear_by(session: Session, booking: Booking, room_ids: Collection[int], now: datetime) -> datetime:
    """When clearing ends; after an overrun the next booking's reservation, once begun, stays as it is."""
    cleared = now + _clearing(booking)
    if cleared <= booking.reserved_until:
        return cleared
    following = next_holds(session, room_ids, booking.reserved_until, booking.id).values()
    return max(booking.reserved_until, min([cleared, *(each.start for each in following)]))


def _clearing(booking: Booking) -> timedelta:
    """As it was fixed when the booking was confirmed."""
    return booking.reserved_until - booking.ends_at
