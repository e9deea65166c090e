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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ScalarSelect
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

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
    """The state of ``room``."""
    assert room.id is not None
    return room_states(session, [room], now)[room.id]


def room_states(session: Session, rooms: Sequence[Room], now: datetime) -> dict[int, RoomState]:
    """The state of each of ``rooms``, by id: the same few queries for all, with three index look-ups for each physical room."""
    parts = {room.id: [part.id for part in physical(session, room) if part.id is not None] for room in rooms if room.id}
    closed = _closed(session, now)
    uses = _uses(session, {part for each in parts.values() for part in each}, now)
    lists = {
        found.meeting.id: found for found in checklists(session, [id_ for use in uses.values() for id_ in use.ids])
    }
    return {
        room_id: RoomState.OUT_OF_ORDER
        if closed.intersection((room_id, *held))
        else _first_of({_state(uses[part], lists, now) for part in held})
        for room_id, held in parts.items()
    }


def _first_of(states: set[RoomState]) -> RoomState:
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
    """The bookings on both sides of a moment in one physical room: the last that has started, and the next."""

    last: int | None
    next: int | None

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(id_ for id_ in (self.last, self.next) if id_ is not None)


def _uses(session: Session, part_ids: Collection[int], now: datetime) -> dict[int, _Use]:
    # The newest that is reserved may still be set up; reservations do not overlap, so the one before it has started.
    rows = session.exec(
        select(Room.id, _reserved(now), _reserved(now, skip=1), _coming(now)).where(col(Room.id).in_(part_ids))
    ).all()
    starts = _starts(session, {id_ for _, *ids in rows for id_ in ids if id_ is not None})
    return {part: _use([id_ for id_ in ids if id_ is not None], starts, now) for part, *ids in rows if part is not None}


def _use(ids: Iterable[int], starts: Mapping[int, datetime], now: datetime) -> _Use:
    by_start = sorted(ids, key=lambda id_: starts[id_])
    return _Use(
        last=next((id_ for id_ in reversed(by_start) if starts[id_] <= now), None),
        next=next((id_ for id_ in by_start if starts[id_] > now), None),
    )


def _reserved(now: datetime, skip: int = 0) -> ScalarSelect[int]:
    """The booking of the room's last reservation that has begun, or one before it."""
    begun = _of_room().where(col(Reservation.from_at) <= now).order_by(col(Reservation.from_at).desc())
    return begun.limit(1).offset(skip).scalar_subquery()


def _coming(now: datetime) -> ScalarSelect[int]:
    """The booking of the room's first reservation that has not begun."""
    coming = _of_room().where(col(Reservation.from_at) > now).order_by(col(Reservation.from_at))
    return coming.limit(1).scalar_subquery()


def _of_room() -> SelectOfScalar[int]:
    active = select(Reservation.booking_id).where(Reservation.room_id == Room.id, col(Reservation.is_active))
    return active.correlate(Room)


def _starts(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    rows = session.exec(select(Booking.id, Booking.starts_at).where(col(Booking.id).in_(ids)))
    return {id_: starts_at for id_, starts_at in rows if id_ is not None}


def _state(use: _Use, lists: Mapping[int, Checklist], now: datetime) -> RoomState:
    last = lists[use.last] if use.last is not None else None
    coming = lists[use.next] if use.next is not None else None
    if last is not None and now < last.meeting.closes_at:
        return RoomState.IN_USE
    if last is not None and not is_inspected(last):
        return RoomState.TO_INSPECT
    if coming is not None and (has_begun(coming) or coming.meeting.reserved.start <= now):
        return RoomState.READY if is_ready(coming, now) else RoomState.PREPARING
    return RoomState.FREE


def _closed(session: Session, now: datetime) -> set[int]:
    """The rooms that a closure in force keeps out of use."""
    in_force = select(Closure.room_id).where(
        col(Closure.from_at) <= now, or_(col(Closure.until_at).is_(None), col(Closure.until_at) > now)
    )
    return set(session.exec(in_force))
