"""
When rooms are free. The statements here run for every booking and every search, so they are SQLAlchemy Core, built once.

Active reservations of a room never overlap (the database refuses it). So only the last one that starts before a span
ends can reach into the span: one index lookup a room, however long the room's past is. Which of *all* rooms are free is asked
the other way round, so that it reads the same few pages however many bookings there are: one that reaches into a span began at
most a day before it, or is one of the few that last longer than a day, which have an index of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, bindparam, or_, select, union, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from meetbot.booking.models import LONG, Closure, Reservation, Room, lasts_long
from meetbot.kept import ONE, fetch
from meetbot.times import Interval

NOBODY = 0  # no booking has this number
# About more rooms than this everything is read: a list of a thousand numbers takes longer than some rows too many.
FEW = 64


@dataclass(frozen=True)
class Hold:
    """A reservation as others may see it: which booking's, which physical room's, from when until when."""

    booking_id: int
    room_id: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Closed:
    """A physical room that may not be used; without an end: until somebody opens it again."""

    room_id: int
    start: datetime
    end: datetime | None

    def reaches_into(self, interval: Interval) -> bool:
        return self.start < interval.end and (self.end is None or self.end > interval.start)


def is_free(session: Session, room_ids: Collection[int], interval: Interval, except_booking: int | None = None) -> bool:
    """Whether nobody holds and nothing closes any of these physical rooms during ``interval``."""
    return clash(session, room_ids, interval, except_booking) is None and not closures(session, room_ids, interval)


def clash(
    session: Session, room_ids: Collection[int], interval: Interval, except_booking: int | None = None
) -> Hold | None:
    """A hold on one of these physical rooms that overlaps ``interval``."""
    last = last_holds(session, room_ids, interval.end, except_booking).values()
    return next((hold for hold in last if hold.end > interval.start), None)


def taken_rooms(session: Session, interval: Interval) -> set[int]:
    """
    The ids of the physical rooms that somebody holds or something closes during ``interval``: one statement, however many rooms.

    A hall that is divided holds nothing itself: it is free when all its parts are.
    """
    values = {"after": interval.start, "before": interval.end, "since": interval.start - _REACH}
    return {room_id for (room_id,) in fetch(session, _TAKEN, **values)}


def last_holds(
    session: Session, room_ids: Collection[int] | None, before: datetime, except_booking: int | None = None
) -> dict[int, Hold]:
    """By physical room (none: all of them), its last hold that starts before ``before``, where it has one."""
    values = {"before": before, "booking": except_booking or NOBODY}
    return _by_room(session, LAST_OF_ALL if room_ids is None else LAST, values, room_ids)


def next_holds(
    session: Session, room_ids: Collection[int], since: datetime, except_booking: int | None = None
) -> dict[int, Hold]:
    """By physical room, its first hold that starts at ``since`` or later, where it has one."""
    return _by_room(session, _NEXT, {"since": since, "booking": except_booking or NOBODY}, room_ids)


def holds(
    session: Session, room_ids: Collection[int], window: Interval, except_booking: int | None = None
) -> list[Hold]:
    """Every hold on these physical rooms that overlaps ``window``, and the last one before it, by start."""
    before = last_holds(session, room_ids, window.start, except_booking).values()
    values = {"after": window.start, "before": window.end, "booking": except_booking or NOBODY}
    within = [Hold(*row) for row in fetch(session, _WITHIN, **values, rooms=list(room_ids))]
    return sorted([*before, *within], key=lambda hold: hold.start)


def closures(session: Session, room_ids: Collection[int] | None, interval: Interval) -> list[Closed]:
    """What closes these physical rooms (none: any room) during ``interval``."""
    values = {"after": interval.start, "before": interval.end}
    if room_ids is None or len(room_ids) > FEW:
        found = fetch(session, _ALL_CLOSURES, **values)
        return [Closed(*row) for row in found if room_ids is None or row[0] in room_ids]
    return [Closed(*row) for row in fetch(session, _CLOSURES, **values, rooms=list(room_ids))]


def _by_room(
    session: Session, statement: Executable, values: dict[str, Any], room_ids: Collection[int] | None
) -> dict[int, Hold]:
    given = values if room_ids is None else {**values, "rooms": list(room_ids)}
    return {hold.room_id: hold for hold in (Hold(*row) for row in fetch(session, statement, **given))}


_ROOMS = col(Room.id).in_(bindparam("rooms", expanding=True))
_FIELDS = (
    col(Reservation.booking_id),
    col(Reservation.room_id),
    col(Reservation.from_at),
    col(Reservation.until_at),
)


def _active(kind: Any) -> tuple[Any, ...]:
    """Active, and not the booking's own."""
    return (col(kind.is_active), kind.booking_id != bindparam("booking"))


def last_id(before: str = "before") -> Any:
    """The reservation that starts last before ``before`` in the room of the outer query (partial index, backwards)."""
    last = aliased(Reservation)
    return (
        select(col(last.id))
        .where(col(last.room_id) == Room.id, *_active(last), col(last.from_at) < bindparam(before))
        .order_by(col(last.from_at).desc())
        .limit(ONE)
        .correlate(Room)
        .scalar_subquery()
    )


def _next_id(since: str = "since") -> Any:
    following = aliased(Reservation)
    return (
        select(col(following.id))
        .where(col(following.room_id) == Room.id, *_active(following), col(following.from_at) >= bindparam(since))
        .order_by(col(following.from_at))
        .limit(ONE)
        .correlate(Room)
        .scalar_subquery()
    )


LAST_OF_ALL = select(*_FIELDS).join_from(Room, Reservation, col(Reservation.id) == last_id()).where(col(Room.is_active))
LAST = select(*_FIELDS).join_from(Room, Reservation, col(Reservation.id) == last_id()).where(_ROOMS)
_NEXT = select(*_FIELDS).join_from(Room, Reservation, col(Reservation.id) == _next_id()).where(_ROOMS)
_WITHIN = select(*_FIELDS).where(
    col(Reservation.room_id).in_(bindparam("rooms", expanding=True)),
    *_active(Reservation),
    col(Reservation.from_at) >= bindparam("after"),
    col(Reservation.from_at) < bindparam("before"),
)
# The bookings just before and just after a moment at which a booking begins.
BESIDE = union(
    select(col(Reservation.booking_id))
    .join_from(Room, Reservation, col(Reservation.id) == last_id("moment"))
    .where(_ROOMS),
    select(col(Reservation.booking_id))
    .join_from(Room, Reservation, col(Reservation.id) == _next_id("moment"))
    .where(_ROOMS),
)
_ALL_CLOSURES = select(col(Closure.room_id), col(Closure.from_at), col(Closure.until_at)).where(
    col(Closure.from_at) < bindparam("before"),
    or_(col(Closure.until_at).is_(None), col(Closure.until_at) > bindparam("after")),
)
_CLOSURES = _ALL_CLOSURES.where(col(Closure.room_id).in_(bindparam("rooms", expanding=True)))
# SQLite counts days in fractions that are exact to a ten-thousandth of a second: a minute more is certain.
_REACH = LONG + timedelta(minutes=1)
_TAKEN = union_all(
    select(col(Reservation.room_id)).where(
        col(Reservation.is_active),
        col(Reservation.from_at) > bindparam("since"),
        col(Reservation.from_at) < bindparam("before"),
        col(Reservation.until_at) > bindparam("after"),
    ),
    select(col(Reservation.room_id)).where(
        col(Reservation.is_active),
        lasts_long(),
        col(Reservation.until_at) > bindparam("after"),
        col(Reservation.from_at) < bindparam("before"),
    ),
    _ALL_CLOSURES.with_only_columns(col(Closure.room_id)),
)
