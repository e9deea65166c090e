"""
What booking a room by its name asks, in one statement, and what it writes, in one on PostgreSQL, where each is a turn to the server.

The plain ways are ``current_standard``, ``bookable``, ``standing`` and ``closures``, and one INSERT after the other. What is asked
at once depends on how long the standard has rooms cleared, so it is asked with what the standard said lately; whatever turns out
otherwise (another standard, a divided hall, a closure) is asked in the plain ways.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Text, bindparam, cast, exists, false, insert, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from meetbot.booking.availability import NOBODY, Hold, last_id
from meetbot.booking.history import FORGET_BESIDE, facts_in, forgotten, tell_the_log
from meetbot.booking.models import Booking, BookingChange, Closure, Reservation, Room
from meetbot.booking.offers import LONGEST_SETUP, Around, check_fits, least_span, offer_beside
from meetbot.booking.reservations import inserted
from meetbot.booking.rooms import Bookable, known_room
from meetbot.booking.setup import Standing, clearing_time, planned
from meetbot.booking.standards import NEWEST, CurrentStandard, known_standard, lately
from meetbot.booking.wishes import Offer, Wish
from meetbot.kept import fetch
from meetbot.people.members import Member
from meetbot.times import NEVER


@dataclass(frozen=True)
class Seen:
    """What a booking of one room that nothing closes follows from: the standard in force, the room, what stands there before."""

    current: CurrentStandard
    room: Bookable
    last: Hold | None
    standing: Standing

    def offer(self, wish: Wish, now: datetime) -> Offer:
        """As ``offers.offer_in``: raises LacksEquipment, RoomTooSmall, SlotTaken."""
        standard, holds = self.current.standard, check_fits(wish, self.room.spec)
        last = {self.last.room_id: self.last} if self.last else {}
        around = Around(least_span(wish, standard, now), last, (), self.standing)
        return offer_beside(wish, self.room, holds, around, standard, now)


def see(session: Session, wish: Wish, now: datetime) -> Seen | None:
    """All of it in one statement; none where it has to be asked in the plain ways."""
    standard = lately()
    if standard is None or wish.room is None or not (now - LONGEST_SETUP < wish.starts_at < wish.ends_at < NEVER):
        return None
    values = {"after": wish.starts_at - LONGEST_SETUP, "before": wish.ends_at + clearing_time(standard.values)}
    found = fetch(session, _SEEN, code=wish.room, booking=NOBODY, **values)
    if len(found) != 1:
        return None
    [(standard_id, digest, is_closed, *row)] = found
    room, held, plan = known_room(*row[:4]), row[4:8], row[8:]
    if known_standard(digest) is not standard or is_closed or room.spec.parts or not room.spec.is_bookable:
        return None
    last = None if held[0] is None else Hold(*held)
    return Seen(
        CurrentStandard(standard_id, standard), room, last, Standing({last.booking_id: tuple(plan)} if last else {})
    )


_OF = aliased(Room)  # the room that was booked before: a hall, where this one is a part of it
_NEWEST = NEWEST.subquery()
_CLOSED = (
    exists()
    .where(
        col(Closure.room_id) == col(Room.id),
        col(Closure.from_at) < bindparam("before"),
        or_(col(Closure.until_at).is_(None), col(Closure.until_at) > bindparam("after")),
    )
    .correlate(Room)
)
_SEEN = (
    select(
        _NEWEST.c.id, _NEWEST.c.sha256, _CLOSED, col(Room.id), col(Room.code), col(Room.position), cast(col(Room.spec), Text),
        col(Reservation.booking_id), col(Reservation.room_id), col(Reservation.from_at), col(Reservation.until_at), *planned(_OF),
    )
    .select_from(Room)
    .join(_NEWEST, true())
    .outerjoin(Reservation, col(Reservation.id) == last_id())
    .outerjoin(Booking, col(Booking.id) == col(Reservation.booking_id))
    .outerjoin(_OF, col(_OF.id) == col(Booking.room_id))
    .where(col(Room.code) == bindparam("code"), col(Room.is_active))
)  # fmt: skip


def can_write_at_once(session: Session) -> bool:
    """SQLite has no statement that writes to several tables; there one after the other costs no turn to a server either."""
    return session.get_bind().dialect.name == "postgresql"


def write_at_once(session: Session, values: Mapping[str, Any], room_ids: Collection[int], by: Member) -> Booking:
    """``making.write_in_turn`` in one statement."""
    row = {_said(name): value for name, value in values.items()}
    more = {"rooms": list(room_ids), "moment": values["reserved_from"], "booking": NOBODY, "after": facts_in(values)}
    (id_, _), *beside = sorted(fetch(session, _WRITE, **row, **more), key=itemgetter(1), reverse=True)
    forgotten(session, [booking_id for booking_id, _ in beside])
    tell_the_log(session, id_, "book", by)
    return inserted(session, values, id_)


def _said(column: str) -> str:
    """The value of a column of the booking; SQLAlchemy keeps the bare name for itself."""
    return f"said_{column}"


def _booking(column: str) -> Any:
    return bindparam(_said(column), type_=Booking.__table__.c[column].type)  # type: ignore[attr-defined]


_MADE = (
    insert(Booking)
    .values({name: _booking(name) for name in Booking.model_fields if name != "id"})
    .returning(col(Booking.id))
    .cte("made")
)
_HELD = (
    insert(Reservation)
    .from_select(
        ["booking_id", "room_id", "from_at", "until_at", "is_active"],
        select(_MADE.c.id, col(Room.id), _booking("reserved_from"), _booking("reserved_until"), true()).where(
            col(Room.id).in_(bindparam("rooms", expanding=True))
        ),
    )
    .cte("held")
)
_ENTERED = (
    insert(BookingChange)
    .from_select(
        ["booking_id", "verb", "before", "after", "by", "at"],
        select(
            _MADE.c.id, literal("book"), literal({}, JSON), bindparam("after", type_=JSON),
            _booking("made_by"), _booking("made_at"),
        ),
    )
    .cte("entered")
)  # fmt: skip
_FORGOTTEN = FORGET_BESIDE.cte("forgotten")
_WRITE = union_all(select(_MADE.c.id, true()), select(_FORGOTTEN.c.id, false())).add_cte(_HELD, _ENTERED)
