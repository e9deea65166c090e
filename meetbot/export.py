"""Bookings as CSV for a spreadsheet: one line a booking, wall times with their offset, cancelled ones included."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, Room
from meetbot.people.models import Person

COLUMNS = (
    "id", "room", "title", "organiser", "department", "type", "layout", "heads", "places",
    "starts_at", "ends_at", "reserved_from", "reserved_until", "ended_at", "made_at", "cancelled_at",
)  # fmt: skip
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_bookings(session: Session, out: TextIO, zone: ZoneInfo) -> int:
    """Write every booking by its start; how many there were."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    count = 0
    for row in _rows(session, zone):
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def _rows(session: Session, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    found = session.exec(
        select(Booking, Room, Person)
        .join(Room, col(Room.id) == col(Booking.room_id))
        .join(Person, col(Person.id) == col(Booking.organiser_id))
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    for booking, room, person in found:
        moments = (
            booking.starts_at, booking.ends_at, booking.reserved_from, booking.reserved_until,
            booking.ended_at, booking.made_at, booking.cancelled_at,
        )  # fmt: skip
        yield (
            booking.id, room.code, booking.title, person.name, person.department, booking.meeting_type,
            booking.layout, booking.heads, booking.places, *(_local(moment, zone) for moment in moments),
        )  # fmt: skip


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).isoformat(timespec="minutes")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
