"""Which cards a change concerns: found out from the rows that a transaction wrote, so that no service can forget it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Update, and_, bindparam, event, inspect, literal_column, or_, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col

from meetbot.booking.models import Booking, Closure, MeetingBreak
from meetbot.checklists.models import Snooze, Take, Tick
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution
from meetbot.guests.models import Guest, GuestAnswer
from meetbot.kept import fetch, holds_any
from meetbot.lost.models import Find, FindPhoto, HandOver
from meetbot.nameplates.models import NameEntry, NameList
from meetbot.papers.models import SignChoice
from meetbot.people.models import AccessRequest
from meetbot.reminders.dues import subject
from meetbot.reminders.models import Card
from meetbot.requests.models import CleanerCall, ServiceRequest
from meetbot.standard.models import ClauseProposal

# A run sheet lists meetings, not items: it follows who took what and when it is, not every tick.
RUN_SHEET = "tasks"
# The cleaners' own sheet: the open calls.
CALLS = "calls"
# What was left behind and waits to be fetched.
FINDS = "finds"
_SUBJECTS: dict[type, Callable[[Any], Iterable[str]]] = {
    # A date of a series shows on the card of the series too.
    Booking: lambda row: [subject("booking", row.id), *([subject("series", row.series_id)] if row.series_id else [])],
    MeetingBreak: lambda row: [subject("booking", row.booking_id)],
    Tick: lambda row: [subject("booking", row.booking_id)],
    Take: lambda row: [subject("booking", row.booking_id)],
    Snooze: lambda row: [subject("booking", row.booking_id)],
    Defect: lambda row: [subject("defect", row.id), *([subject("booking", row.booking_id)] if row.booking_id else [])],
    DefectPhoto: lambda row: [subject("defect", row.defect_id)],
    DefectGrade: lambda row: [subject("defect", row.defect_id)],
    DefectAssignment: lambda row: [subject("defect", row.defect_id)],
    Resolution: lambda row: [subject("defect", row.defect_id)],
    Closure: lambda row: [subject("defect", row.defect_id)] if row.defect_id else [],
    Find: lambda row: [subject("find", row.id)],
    FindPhoto: lambda row: [subject("find", row.find_id)],
    HandOver: lambda row: [subject("find", row.find_id)],
    NameList: lambda row: [subject("booking", row.booking_id)],
    NameEntry: lambda row: [subject("booking", row.booking_id)],
    # Each step is copied to its request, so the request tells of all of them.
    ServiceRequest: lambda row: [subject("request", row.id), subject("booking", row.booking_id)],
    CleanerCall: lambda row: [subject("cleaning", row.id)],
    Guest: lambda row: [subject("booking", row.booking_id)],
    GuestAnswer: lambda row: [subject("booking", row.booking_id)],
    SignChoice: lambda row: [subject("booking", row.booking_id)],
    ClauseProposal: lambda row: [subject("proposal", row.id)],
    AccessRequest: lambda row: [subject("access", row.id)],
}
_MOVES_RUN_SHEETS = (Booking, Take, ServiceRequest, CleanerCall, Find, HandOver)


def _staling(*more: Any) -> Update:
    concerned = or_(col(Card.subject).in_(bindparam("subjects", expanding=True)), *more)
    return update(Card).where(concerned).values(is_stale=True, version=col(Card.version) + 1)


def _pages(sheet: str) -> Any:
    """
    The pages of a list are kinds of their own ("tasks", "tasks/1", ...): what lies between its name and the next word that has as
    many letters, in whatever way the database sorts, is one search of the index.
    """
    following = f"{sheet[:-1]}{chr(ord(sheet[-1]) + 1)}"
    return and_(col(Card.kind) >= literal_column(f"'{sheet}'"), col(Card.kind) < literal_column(f"'{following}'"))


# Built once: building a statement takes longer than running it, and these run with every press on a card.
_STALE = _staling()
_STALE_WITH_SHEETS = _staling(*(_pages(sheet) for sheet in (RUN_SHEET, CALLS, FINDS)))


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: UOWTransaction) -> None:
    """Mark the cards of everything that was written, in the writing transaction itself."""
    written = [*session.new, *filter(_shows_otherwise, session.dirty)]
    subjects = sorted({subject for row in written for subject in _subjects_of(row)})
    if subjects:
        moves_run_sheets = any(isinstance(row, _MOVES_RUN_SHEETS) for row in written)
        _mark(session, _STALE_WITH_SHEETS if moves_run_sheets else _STALE, subjects)


@event.listens_for(Session, "detached_to_persistent")
def _follow_inserted(session: Session, row: object) -> None:
    """New bookings and ticks come past the flush: they are written without the unit of work."""
    if isinstance(row, Booking | Tick):
        _mark(session, _STALE_WITH_SHEETS if isinstance(row, _MOVES_RUN_SHEETS) else _STALE, [*_subjects_of(row)])


def _mark(session: Session, marking: Update, subjects: Sequence[str]) -> None:
    """Cards that the session has in hand are to know, too; mostly it has none, and the rows alone take a fifth of the time."""
    if holds_any(session, Card):
        session.execute(marking, {"subjects": subjects}, execution_options={"synchronize_session": "fetch"})
        return
    with session.no_autoflush:  # it may be in the middle of one
        fetch(session, marking, subjects=subjects)


def _shows_otherwise(row: object) -> bool:
    """Whether anything but the ticker's cache changed."""
    return any(attribute.history.has_changes() for attribute in inspect(row).attrs if attribute.key != "next_due")


def _subjects_of(row: object) -> Iterable[str]:
    found = _SUBJECTS.get(type(row))
    return found(row) if found else ()
