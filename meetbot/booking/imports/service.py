"""
Taking over a calendar that somebody sent as a file: first what would become of it, then the same in one transaction.

Admins take busy time of any room over; whoever may book takes bookings over, for themselves. Every function runs in its
caller's transaction and never commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from meetbot.booking.imports import bookings, busy
from meetbot.booking.imports.bookings import Choice, Outlook
from meetbot.booking.imports.busy import Clash, Taken
from meetbot.booking.imports.errors import NothingToImport
from meetbot.booking.imports.models import CalendarImport, ImportedDate
from meetbot.booking.imports.taking import Step, steps
from meetbot.booking.incoming.values import Incoming
from meetbot.booking.models import Room
from meetbot.booking.rooms import bookable
from meetbot.booking.rules import check_may_book
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from meetbot.texts import one_line, shorten

BUSY: Final = "busy"
BOOKINGS: Final = "bookings"
_LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class BusyPreview:
    """What an import as busy time would do, and which bookings it meets."""

    room: Room
    steps: tuple[Step, ...]
    clashes: tuple[Clash, ...]


def preview_busy(session: Session, calendar: Incoming, room: str, by: Member, now: datetime, site: Site) -> BusyPreview:
    """Raises NotAllowed, UnknownRoom, TooManyDates, NothingToImport."""
    by.require(Role.ADMIN)
    found = bookable(session, room).room
    todo = _something(steps(session, calendar, f"room:{found.id}", now, site))
    return BusyPreview(found, tuple(todo), tuple(busy.clashes(session, found, todo)))


def preview_bookings(
    session: Session, calendar: Incoming, choice: Choice, by: Member, now: datetime, site: Site
) -> list[Outlook]:
    """Each date with what would become of it. Raises NotAllowed, TooManyDates, NothingToImport."""
    check_may_book(by)
    todo = _something(steps(session, calendar, f"person:{by.id}", now, site))
    return bookings.outlook(session, todo, choice, by, now, site)


def import_busy(
    session: Session, calendar: Incoming, room: str, name: str, by: Member, now: datetime, site: Site, draft_id: int
) -> tuple[CalendarImport, Taken]:
    """
    The room closed on the calendar's dates. The same draft again gives what it became.

    Raises what ``preview_busy`` raises.
    """
    preview = preview_busy(session, calendar, room, by, now, site)
    made = _begin(session, BUSY, preview.room.id, name, by, now, draft_id)
    taken = busy.take_over(session, preview.room, preview.steps, f"room:{preview.room.id}", by.id, now, made.id)
    return _end(session, made, taken), taken


def import_bookings(
    session: Session,
    calendar: Incoming,
    choice: Choice,
    name: str,
    by: Member,
    now: datetime,
    site: Site,
    draft_id: int,
) -> tuple[CalendarImport, Taken]:
    """The calendar's dates booked for ``by``; what the rules refuse is left out. Raises what ``preview_bookings`` raises."""
    check_may_book(by)
    owner = f"person:{by.id}"
    todo = _something(steps(session, calendar, owner, now, site))
    made = _begin(session, BOOKINGS, None, name, by, now, draft_id)
    assert made.id is not None
    taken = bookings.take_over(session, todo, choice, by, now, site, made.id, owner)
    return _end(session, made, taken), taken


def imported_from(session: Session, draft_id: int) -> CalendarImport | None:
    """What was made of this draft, if anything was."""
    return session.exec(select(CalendarImport).where(CalendarImport.draft_id == draft_id)).one_or_none()


def undo(session: Session, import_id: int, by: Member, now: datetime) -> tuple[CalendarImport, int, int]:
    """
    Take back what an import made and what is not over: the import, how many dates went, how many could not go any more.

    What it moved or removed stays so. Undone once, it stays undone. Raises NotFound, NotAllowed (who imported, and admins).
    """
    found = session.get(CalendarImport, import_id)
    if found is None:
        raise NotFound
    if found.by != by.id and not by.has(Role.ADMIN):
        raise NotAllowed
    rows = dates_of(session, import_id)
    if found.undone_at is not None:
        return found, 0, 0
    open_rows = [row for row in rows if row.removed_at is None]
    standing = [row for row in open_rows if row.ends_at > now]
    if found.purpose == BUSY:
        busy.open_again(session, standing, now)
        gone, stuck = len(standing), 0
    else:
        gone, stuck = bookings.cancel_all(session, standing, by, now)
    found.undone_at, found.undone_by = now, by.id
    session.add(found)
    session.flush()
    return found, gone, stuck + len(open_rows) - len(standing)


def dates_of(session: Session, import_id: int) -> list[ImportedDate]:
    """The dates that an import made, by start."""
    wanted = select(ImportedDate).where(ImportedDate.import_id == import_id).order_by(col(ImportedDate.starts_at))
    return list(session.exec(wanted))


def _something(todo: list[Step]) -> list[Step]:
    if not todo:
        raise NothingToImport
    return todo


def _begin(
    session: Session, purpose: str, room_id: int | None, name: str, by: Member, now: datetime, draft_id: int
) -> CalendarImport:
    made = CalendarImport(
        purpose=purpose,
        room_id=room_id,
        name=shorten(one_line(name), _LONGEST_NAME),
        by=by.id,
        at=now,
        draft_id=draft_id,
    )
    session.add(made)
    session.flush()
    return made


def _end(session: Session, made: CalendarImport, taken: Taken) -> CalendarImport:
    made.made, made.moved, made.removed, made.left_out = taken.made, taken.moved, taken.removed, len(taken.left_out)
    session.add(made)
    session.flush()
    return made
