"""
The state of a room and how far a meeting's preparation is; both follow from facts, nothing is stored.

A room, from the first that is true:

1. out of order: a closure is in force (a blocking defect makes one, and mending it ends it);
2. in use: a meeting runs, until somebody says that it ended, else until its planned end;
3. to inspect: the list after its last meeting is not finished (D1, D3: a room not checked since its last use is not ready);
4. ready: everything to prepare for its next meeting is done, and of the last hour's items all that are due;
5. preparing: somebody began with that, or the time reserved for setting up has begun;
6. free.

A divisible hall is what the first of these says of any of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from meetbot.booking.models import Booking, Closure, Reservation, Room
from meetbot.booking.rooms import physical
from meetbot.checklists.view import Checklist, checklists
from meetbot.standard.document import Phase


class RoomState(StrEnum):
    """What can be said of a room at a moment; the order is that of precedence."""

    OUT_OF_ORDER = "out_of_order"
    IN_USE = "in_use"
    TO_INSPECT = "to_inspect"
    PREPARING = "preparing"
    READY = "ready"
    FREE = "free"


def prep(checklist: Checklist) -> tuple[int, int]:
    """How many items before the meeting are done, and of how many: the organiser's card says "prep 7/9"."""
    count = checklist.count(Phase.PREPARE, Phase.BEFORE)
    return count.done, count.total


def room_state(session: Session, room: Room, now: datetime) -> RoomState:
    """The state of ``room``: at most three index look-ups for each physical room, and the lists of two meetings of it."""
    parts = physical(session, room)
    if _is_closed(session, [room, *parts], now):
        return RoomState.OUT_OF_ORDER
    uses = [_use(session, part, now) for part in parts]
    lists = {found.meeting.id: found for found in checklists(session, _ids(uses))}
    states = {_state(use, lists, now) for use in uses}
    return next(state for state in RoomState if state in states)


def is_ready(checklist: Checklist, now: datetime) -> bool:
    """Whether the room is ready for this meeting: prepared, and of the last hour's items nothing overdue."""
    return all(
        entry.state.is_done
        for entry in checklist.entries
        if entry.item.phase is Phase.PREPARE or (entry.item.phase is Phase.BEFORE and entry.calls_at < now)
    )


def has_begun(checklist: Checklist) -> bool:
    """Whether somebody dealt with an item before the meeting."""
    return prep(checklist)[0] > 0


def is_inspected(checklist: Checklist) -> bool:
    """Whether the list after the meeting is finished: the room's cycle is closed (F5)."""
    count = checklist.count(Phase.AFTER)
    return count.done == count.total


@dataclass(frozen=True)
class _Use:
    """The meetings on both sides of a moment in one physical room; the last one may still run."""

    last: Booking | None
    next: Booking | None


def _use(session: Session, part: Room, now: datetime) -> _Use:
    begun = (
        select(Booking)
        .join(Reservation, col(Reservation.booking_id) == col(Booking.id))
        .where(Reservation.room_id == part.id, col(Reservation.is_active), col(Reservation.from_at) <= now)
        .order_by(col(Reservation.from_at).desc())
        .limit(2)  # the first may still be set up; reservations do not overlap, so the second has begun
    )
    coming = (
        select(Booking)
        .join(Reservation, col(Reservation.booking_id) == col(Booking.id))
        .where(Reservation.room_id == part.id, col(Reservation.is_active), col(Reservation.from_at) > now)
        .order_by(col(Reservation.from_at))
        .limit(1)
    )
    known = [*session.exec(begun), *session.exec(coming)]
    return _Use(
        last=max((each for each in known if each.starts_at <= now), key=lambda each: each.starts_at, default=None),
        next=min((each for each in known if each.starts_at > now), key=lambda each: each.starts_at, default=None),
    )


def _ids(uses: Iterable[_Use]) -> list[int]:
    return list({each.id for use in uses for each in (use.last, use.next) if each is not None and each.id is not None})


def _state(use: _Use, lists: Mapping[int, Checklist], now: datetime) -> RoomState:
    last, coming = _list(use.last, lists), _list(use.next, lists)
    if last is not None and now < last.meeting.end:
        return RoomState.IN_USE
    if last is not None and not is_inspected(last):
        return RoomState.TO_INSPECT
    if coming is not None and (has_begun(coming) or coming.meeting.reserved.start <= now):
        return RoomState.READY if is_ready(coming, now) else RoomState.PREPARING
    return RoomState.FREE


def _list(booking: Booking | None, lists: Mapping[int, Checklist]) -> Checklist | None:
    return None if booking is None or booking.id is None else lists[booking.id]


def _is_closed(session: Session, candidates: Sequence[Room], now: datetime) -> bool:
    in_force = select(Closure.id).where(
        col(Closure.room_id).in_([room.id for room in candidates]),
        col(Closure.from_at) <= now,
        or_(col(Closure.until_at).is_(None), col(Closure.until_at) > now),
    )
    return session.exec(in_force.limit(1)).first() is not None
