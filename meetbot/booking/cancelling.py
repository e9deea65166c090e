"""
Cancelling a booking: its rooms are free at once, the row stays. Where people are in the room already, or its furniture stands
half moved, it is free when it is cleared, as after any other end; who wants it then can book it from that moment on.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.breaks import close_breaks
from meetbot.booking.ending import clear_by
from meetbot.booking.history import changing
from meetbot.booking.models import Booking
from meetbot.booking.reservations import hold, release
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.people.members import Member


def cancel(session: Session, booking_id: int, by: Member, now: datetime, *, is_begun: bool = False) -> Booking:
    """
    The booking, cancelled, its rooms free; one that was cancelled before stays as it is. ``is_begun``: somebody has prepared
    something already, which has to be cleared away. Raises NotYourBooking, MeetingOver.
    """
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    if booking.cancelled_at is not None:
        return booking
    check_standing(booking, now)
    with changing(session, booking, "cancel", by, now):
        booking.cancelled_at, booking.cancelled_by = now, by.id
        if now < booking.starts_at and not (is_begun and booking.reserved_from <= now):
            release(session, booking_id)
        else:
            _leave(session, booking, now)
    return booking


def _leave(session: Session, booking: Booking, now: datetime) -> None:
    """Everybody leaves now, and the room is cleared."""
    assert booking.id is not None
    room = room_of(session, booking)
    close_breaks(session, booking.id, now)
    booking.reserved_until = clear_by(session, booking, room.physical_ids, now)
    hold(session, booking, room.spec.code, room.physical_ids)
