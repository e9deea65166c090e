"""Which cards a change concerns: found out from the rows that a transaction wrote, so that no service can forget it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import event, inspect, or_, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col

from meetbot.booking.models import Booking, Closure, MeetingBreak
from meetbot.checklists.models import Snooze, Take, Tick
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution
from meetbot.people.models import AccessRequest
from meetbot.reminders.dues import subject
from meetbot.reminders.models import Card

# A run sheet lists meetings, not items: it follows who took what and when it is, not every tick.
RUN_SHEET = "tasks"

_SUBJECTS: dict[type, Callable[[Any], Iterable[str]]] = {
    Booking: lambda row: [subject("booking", row.id)],
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
    AccessRequest: lambda row: [subject("access", row.id)],
}
_MOVES_RUN_SHEETS = (Booking, Take)


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: UOWTransaction) -> None:
    """Mark the cards of everything that was written, in the writing transaction itself."""
    written = [*session.new, *filter(_shows_otherwise, session.dirty)]
    concerned = list(_concerned(written))
    if concerned:
        session.execute(
            update(Card).where(or_(*concerned)).values(is_stale=True, version=col(Card.version) + 1),
            execution_options={"synchronize_session": "fetch"},
        )


def _shows_otherwise(row: object) -> bool:
    """Whether anything but the ticker's cache changed."""
    return any(attribute.history.has_changes() for attribute in inspect(row).attrs if attribute.key != "next_due")


def _concerned(rows: Iterable[object]) -> Iterator[Any]:
    subjects: set[str] = set()
    moves_run_sheets = False
    for row in rows:
        if (subjects_of := _SUBJECTS.get(type(row))) is not None:
            subjects.update(subjects_of(row))
            moves_run_sheets = moves_run_sheets or isinstance(row, _MOVES_RUN_SHEETS)
    if subjects:
        yield col(Card.subject).in_(sorted(subjects))
    if moves_run_sheets:
        yield or_(col(Card.kind) == RUN_SHEET, col(Card.kind).startswith(f"{RUN_SHEET}/"))
