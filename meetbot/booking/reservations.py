"""The rows by which a booking holds its physical rooms, and what the database says when somebody else was faster."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, col, select

from meetbot.booking.errors import SlotTaken
from meetbot.booking.models import Booking, Reservation, Room
from meetbot.kept import fetch
from meetbot.times import Interval

_log = logging.getLogger(__name__)
# The name of the guard on both databases (migrations.overlap).
_GUARD = "reservation_no_overlap"


def hold(session: Session, booking: Booking, code: str, room_ids: Collection[int]) -> None:
    """
    Make the booking's rows hold exactly these physical rooms from ``reserved_from`` to ``reserved_until``.

    Raises SlotTaken (with the span that was asked for: the database does not say whose it is).
    """
    assert booking.id is not None
    rows = {row.room_id: row for row in reservations(session, booking.id)}
    for room_id in rows.keys() - set(room_ids):
        session.delete(rows[room_id])
    for room_id in room_ids:
        row = rows.get(room_id) or Reservation(
            booking_id=booking.id, room_id=room_id, from_at=booking.reserved_from, until_at=booking.reserved_until
        )
        row.from_at, row.until_at, row.is_active = booking.reserved_from, booking.reserved_until, True
        session.add(row)
    with no_overlap(code, Interval(booking.reserved_from, booking.reserved_until)):
        session.flush()


def hold_anew(session: Session, room: Room, room_ids: Collection[int], now: datetime) -> None:
    """Have the bookings of ``room`` that are not over hold these physical rooms; where one of them is taken, as before."""
    standing = select(Booking).where(
        Booking.room_id == room.id, col(Booking.reserved_until) > now, col(Booking.cancelled_at).is_(None)
    )
    for booking in session.exec(standing).all():
        try:
            with session.begin_nested():
                hold(session, booking, room.code, room_ids)
        except SlotTaken:
            _log.warning("a part of %s is taken: booking %s does not hold it", room.code, booking.id)


def insert_booking(session: Session, values: Mapping[str, Any], room_ids: Collection[int]) -> Booking:
    """
    The booking of which the row has these ``values``, with its reservations; the object is the session's own.

    This is the path that everybody waits on: kept statements take a fifth of the time of a flush, and an object made as
    a query makes it half the time of one that notes every attribute as changed.
    """
    [(id_,)] = fetch(session, _BOOK, **{name: value for name, value in values.items() if value is not None})
    held = {
        "booking_id": id_, "from_at": values["reserved_from"], "until_at": values["reserved_until"], "is_active": True,
    }  # fmt: skip
    for room_id in room_ids:
        fetch(session, _HOLD, **held, room_id=room_id)
    return inserted(session, values, id_)


def inserted(session: Session, values: Mapping[str, Any], id_: int) -> Booking:
    """The booking that was just written as a row of these ``values``, as a query would give it."""
    booking: Booking = inspect(Booking).class_manager.new_instance()
    booking.__dict__.update(values, id=id_)
    make_transient_to_detached(booking)
    session.add(booking)
    return booking


UNSAID = {
    name: field.default for name, field in Booking.model_fields.items() if name != "id" and not field.is_required()
}
_BOOK, _HOLD = insert(Booking).returning(col(Booking.id)), insert(Reservation)


def release(session: Session, booking_id: int) -> None:
    """Let go of the booking's rooms; the rows stay, inactive."""
    for row in reservations(session, booking_id):
        row.is_active = False
        session.add(row)
    session.flush()


def reservations(session: Session, booking_id: int) -> list[Reservation]:
    """The booking's active reservations."""
    wanted = select(Reservation).where(Reservation.booking_id == booking_id, col(Reservation.is_active))
    return list(session.exec(wanted.order_by(col(Reservation.room_id))))


@contextmanager
def no_overlap(code: str, span: Interval) -> Iterator[None]:
    """Turns the refusal of the database's own guard into SlotTaken; anything else stays what it is."""
    try:
        yield
    except IntegrityError as error:
        if _GUARD not in str(error.orig):
            raise
        raise SlotTaken(code, span.start, span.end) from error
