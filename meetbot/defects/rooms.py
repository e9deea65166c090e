"""
Where a defect is felt: a hall and its parts share their physical rooms, so a broken lamp in a part is one of the hall.

A blocking defect closes the physical rooms: closure rows of booking that name the defect.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.models import Closure, Room
from meetbot.booking.rooms import physical
from meetbot.defects.models import Defect

REASON = "defect"


def close_rooms(session: Session, defect: Defect, by: int, now: datetime) -> None:
    """Nobody may use the defect's rooms from ``now`` on; of a room it has closed already, nothing changes."""
    for room_id in physical_ids(session, defect.room_id) - {each.room_id for each in _closures(session, defect)}:
        session.add(Closure(room_id=room_id, from_at=now, reason=REASON, defect_id=defect.id, closed_by=by))
    session.flush()


def open_rooms(session: Session, defect: Defect, now: datetime) -> None:
    """What this defect closed may be used again from ``now`` on; what else closed the room still does."""
    for closure in _closures(session, defect):
        closure.until_at = now
        session.add(closure)
    session.flush()


def sharing_rooms(session: Session, room_id: int, others: Collection[int | None]) -> set[int]:
    """Those of the ``others`` that share a physical room with ``room_id``."""
    held = physical_ids(session, room_id)
    return {other for other in others if other is not None and held & physical_ids(session, other)}


def physical_ids(session: Session, room_id: int | None) -> set[int]:
    """The ids of the room's parts, or its own; nothing for no room."""
    room = session.get(Room, room_id) if room_id is not None else None
    return {part.id for part in physical(session, room) if part.id is not None} if room else set()


def _closures(session: Session, defect: Defect) -> list[Closure]:
    standing = select(Closure).where(Closure.defect_id == defect.id, col(Closure.until_at).is_(None))
    return list(session.exec(standing))
