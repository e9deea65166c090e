"""Setting, replacing, removing and finding how a room should look (P3, P5)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.rooms import bookable
from meetbot.errors import NotFound
from meetbot.files.service import require_kept
from meetbot.layouts.catalogue import LAYOUTS
from meetbot.looks.models import Look
from meetbot.people.members import Member
from meetbot.people.roles import Role

SETTERS = frozenset({Role.SUPERVISOR, Role.ADMIN})


def set_look(session: Session, code: str, layout: str, file_id: int, by: Member, now: datetime) -> Look:
    """
    The kept picture is how the room should look in this layout, in place of an earlier one. The same again changes nothing.

    Raises NotAllowed, UnknownRoom, NotFound (layout, file).
    """
    by.require(*SETTERS)
    room_id = _room_id(session, code)
    if layout not in LAYOUTS:
        raise NotFound
    require_kept(session, file_id)
    standing = look_of(session, room_id, layout)
    if standing is not None and standing.file_id == file_id:
        return standing
    if standing is not None:
        _remove(session, standing, by, now)
    made = Look(room_id=room_id, layout=layout, file_id=file_id, set_by=by.id, set_at=now)
    session.add(made)
    session.flush()
    return made


def remove_look(session: Session, code: str, layout: str, by: Member, now: datetime) -> None:
    """No picture any more; nothing where there is none. Raises NotAllowed, UnknownRoom."""
    by.require(*SETTERS)
    standing = look_of(session, _room_id(session, code), layout)
    if standing is not None:
        _remove(session, standing, by, now)


def look_of(session: Session, room_id: int | None, layout: str) -> Look | None:
    """How this room should look in this layout."""
    return looks_of(session, room_id).get(layout)


def looks_of(session: Session, room_id: int | None) -> dict[str, Look]:
    """The pictures of a room by layout."""
    standing = select(Look).where(Look.room_id == room_id, col(Look.removed_at).is_(None))
    return {each.layout: each for each in session.exec(standing.order_by(col(Look.id)))}


def _room_id(session: Session, code: str) -> int:
    found = bookable(session, code).room.id
    assert found is not None
    return found


def _remove(session: Session, standing: Look, by: Member, now: datetime) -> None:
    standing.removed_at, standing.removed_by = now, by.id
    session.add(standing)
    session.flush()  # before another one of the room and layout may stand
