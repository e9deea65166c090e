"""Cancelling a booking: its rooms are free at once, the row stays."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.history import changing
from meetbot.booking.models import Booking
from meetbot.booking.reservations import release
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.people.members import Member


def cancel(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    """The booking, cancelled, its rooms free; one that was cancelled before stays as it is. Raises NotYourBooking, MeetingOver."""
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    if booking.cancelled_at is not None:
        return booking
    check_standing(booking, now)
    with changing(session, booking, "cancel", by, now):
        booking.cancelled_at, booking.cancelled_by = now, by.id
        release(session, booking_id)
    return booking
