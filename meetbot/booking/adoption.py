"""A booking that was made under an older version of the standard is moved to a newer one, explicitly (X8)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.bookings import booking_of
from meetbot.booking.errors import AlreadyStarted
from meetbot.booking.history import enter
from meetbot.booking.models import Booking
from meetbot.booking.rules import check_standing, check_type
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.service import standard_of


def future_bookings(session: Session, except_standard: int | None, now: datetime) -> list[int]:
    """The ids of the standing bookings that have not begun and were made under another version, by start."""
    ids = session.exec(
        select(Booking.id)
        .where(
            col(Booking.starts_at) > now,
            col(Booking.cancelled_at).is_(None),
            col(Booking.ended_at).is_(None),
            *(() if except_standard is None else (col(Booking.standard_id) != except_standard,)),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    return [id for id in ids if id is not None]


def adopt_standard(session: Session, booking_id: int, standard_id: int, by: Member, now: datetime) -> Booking:
    """
    The booking, served by this version from now on; places, layout and times stay, ticks stay and what they answered
    differently must be seen again.

    Raises NotAllowed, AlreadyCancelled, MeetingOver, AlreadyStarted, and UnknownMeetingType or LayoutNotOffered where the
    version has no such meetings any more.
    """
    by.require(Role.ADMIN)
    booking = booking_of(session, booking_id)
    if booking.standard_id == standard_id:
        return booking
    check_standing(booking, now)
    if booking.starts_at <= now:
        raise AlreadyStarted(booking.starts_at)
    check_type(booking.meeting_type, booking.layout, standard_of(session, standard_id), by)
    before, booking.standard_id = booking.standard_id, standard_id
    booking.changed_at, booking.next_due = now, None
    session.add(booking)
    enter(session, booking_id, "standard", {"standard_id": before}, {"standard_id": standard_id}, by, now)
    return booking
