"""Finding one booking to do something with."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import Bookable, physical, spec_of
from meetbot.errors import NotFound


def booking_of(session: Session, booking_id: int) -> Booking:
    """The booking with this number, cancelled ones too. Raises UnknownBooking."""
    found = session.get(Booking, booking_id)
    if found is None:
        raise UnknownBooking(booking_id)
    return found


def room_of(session: Session, booking: Booking) -> Bookable:
    """The booking's room, even one that has left the file."""
    room = session.get_one(Room, booking.room_id)
    ids = tuple(part.id for part in physical(session, room) if part.id is not None)
    return Bookable(room, spec_of(room), ids)


def found_in(session: Session, room_id: int | None, booking_id: int | None) -> int | None:
    """Where something was found: the room that was said, else the booking's. Raises NotFound for one that does not exist."""
    booking = session.get(Booking, booking_id) if booking_id is not None else None
    if booking_id is not None and booking is None:
        raise NotFound
    if room_id is not None and session.get(Room, room_id) is None:
        raise NotFound
    return booking.room_id if room_id is None and booking else room_id
