"""Foreign events as busy time of a room: closure rows of its physical rooms, one for each date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from meetbot.booking.imports.models import ImportedDate
from meetbot.booking.imports.taking import Step, Verb, remember
from meetbot.booking.models import Booking, Closure, Room
from meetbot.booking.rooms import physical
from meetbot.times import Interval

REASON: Final = "calendar"


@dataclass(frozen=True)
class Clash:
    """A booking that stands in the room while a foreign calendar says it is busy. It stays; people have to talk."""

    booking_id: int
    start: datetime
    end: datetime


@dataclass
class Taken:
    """How many dates were made, moved and removed, and which stand as they were."""

    made: int = 0
    moved: int = 0
    removed: int = 0
    kept: int = 0
    left_out: list[tuple[Step, Exception]] = field(default_factory=list)


def clashes(session: Session, room: Room, steps: Sequence[Step]) -> list[Clash]:
    """The bookings in the way of what is made or moved, by start; one statement."""
    spans = [Interval(step.start, step.end) for step in steps if step.verb in (Verb.MAKE, Verb.MOVE)]
    if not spans:
        return []
    whole = Interval(min(span.start for span in spans), max(span.end for span in spans))
    from meetbot.booking.service import in_room  # the service of bookings knows more than this needs at import

    found = [
        Clash(booking.id or 0, booking.starts_at, booking.ended_at or booking.ends_at)
        for booking in in_room(session, room, whole)
        if booking.cancelled_at is None and _is_hit(booking, spans)
    ]
    return sorted(found, key=lambda clash: clash.start)


def _is_hit(booking: Booking, spans: Sequence[Interval]) -> bool:
    held = Interval(booking.reserved_from, booking.reserved_until)
    return any(span.overlaps(held) for span in spans)


def take_over(
    session: Session,
    room: Room,
    steps: Sequence[Step],
    owner: str,
    by: int | None,
    now: datetime,
    import_id: int | None = None,
) -> Taken:
    """Close the room on every date that is made or moved, open it on those that are removed."""
    taken = Taken()
    room_ids = [part.id for part in physical(session, room) if part.id is not None]
    closed = _closures(session, [step.known.id for step in steps if step.known and step.known.id])
    for step in steps:
        match step.verb:
            case Verb.MAKE:
                _close(session, remember(session, step, owner, import_id), room_ids, by)
                taken.made += 1
            case Verb.MOVE:
                row = remember(session, step, owner, import_id)
                for closure in closed[row.id]:
                    closure.from_at, closure.until_at = row.starts_at, row.ends_at
                    session.add(closure)
                taken.moved += 1
            case Verb.REMOVE:
                assert step.known is not None
                _open(session, step.known, closed[step.known.id], now)
                taken.removed += 1
            case Verb.KEEP:
                taken.kept += 1
    session.flush()
    return taken


def open_again(session: Session, rows: Sequence[ImportedDate], now: datetime) -> None:
    """The room is no longer busy on these dates."""
    closed = _closures(session, [row.id for row in rows if row.id is not None])
    for row in rows:
        _open(session, row, closed[row.id], now)
    session.flush()


def _close(session: Session, row: ImportedDate, room_ids: Collection[int], by: int | None) -> None:
    session.add_all(
        Closure(
            room_id=room_id,
            from_at=row.starts_at,
            until_at=row.ends_at,
            reason=REASON,
            closed_by=by,
            imported_id=row.id,
        )
        for room_id in room_ids
    )


def _open(session: Session, row: ImportedDate, closures: Sequence[Closure], now: datetime) -> None:
    """What has begun ends now, what has not begun never was."""
    for closure in closures:
        if closure.from_at < now:
            closure.until_at = now
            session.add(closure)
        else:
            session.delete(closure)
    row.removed_at = now
    session.add(row)


def _closures(session: Session, ids: Sequence[int]) -> dict[int | None, list[Closure]]:
    found: dict[int | None, list[Closure]] = defaultdict(list)
    for first in range(0, len(ids), 500):
        wanted = select(Closure).where(col(Closure.imported_id).in_(ids[first : first + 500]))
        for closure in session.exec(wanted):
            found[closure.imported_id].append(closure)
    return found
