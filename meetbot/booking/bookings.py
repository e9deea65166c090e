"""Finding one booking to do something with."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import Bookable, physical, spec_of


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
