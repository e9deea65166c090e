"""
Which rows are facts that somebody may ask about later: the log tells of each, found out from the rows that a transaction wrote, so
that no service can forget it (the history of a booking tells of itself, see ``booking.history``).

A line has the row's number, those of what it is about and of who did it, and its key words; never what people wrote, a name,
an address or a secret.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, UOWTransaction
from sqlmodel import Session, SQLModel

from meetbot.booking.imports.models import CalendarFetch, ImportedDate
from meetbot.booking.models import Booking, BookingChange, Reservation
from meetbot.checklists.models import Tick
from meetbot.chronicle import note
from meetbot.drafts.models import Draft
from meetbot.files.models import StoredFile
from meetbot.inbox.models import InboxUpdate
from meetbot.nameplates.models import NameEntry
from meetbot.reminders.models import Card, Recipe, Sent

# Of these rows nothing is said: another line tells of it, or it is no fact about the house.
UNTOLD: dict[type[SQLModel], str] = {
    Booking: "by its history",
    BookingChange: "by itself, where it is written",
    Reservation: "by its booking's history",
    NameEntry: "by its list",
    ImportedDate: "by its booking, or the closure",
    CalendarFetch: "every few minutes, mostly that nothing changed",
    Sent: "in /metrics, by rule and outcome; the row says the rest",
    Card: "a message that is kept up to date",
    Recipe: "what the ticker goes by",
    Draft: "half-made",
    InboxUpdate: "the way in",
    StoredFile: "by what shows it",
}
# Beside the keys of other rows. (Not `update_id`: a line bears that of the update in hand, which need not be the first.)
_NUMBERS = frozenset({"id", "defect_id"})
# Columns besides numbers that say which fact it is; what they hold are words of the product, not of people.
_KEY_WORDS = frozenset(
    {"item", "item_key", "outcome", "kind", "step", "role", "severity", "answer", "number", "language"}
)


@event.listens_for(Session, "after_flush")
def _tell(session: Session, _context: UOWTransaction) -> None:
    for row in session.new:
        _tell_of(session, row, "recorded")
    for row in session.dirty:
        if _is_told(row) and (changed := _changed(row)):
            _tell_of(session, row, "changed", changed=changed)
    for row in session.deleted:
        _tell_of(session, row, "taken away")


@event.listens_for(Session, "detached_to_persistent")
def _tell_of_inserted(session: Session, row: object) -> None:
    """Ticks come past the flush: they are written without the unit of work."""
    if isinstance(row, Tick):
        _tell_of(session, row, "recorded")


def _tell_of(session: Session, row: Any, what: str, **more: Any) -> None:
    if _is_told(row):
        values = {said: getattr(row, name) for name, said in _fields(inspect(row).mapper)}
        shown = {said: value.value if isinstance(value, Enum) else value for said, value in values.items()}
        said = {name: value for name, value in shown.items() if value not in (None, "")}
        note(session, f"{row.__tablename__} {what}", **said, **more)


def _is_told(row: Any) -> bool:
    return isinstance(row, SQLModel) and type(row) not in UNTOLD


def _changed(row: Any) -> list[str]:
    return sorted(each.key for each in inspect(row).attrs if each.history.has_changes())


@cache
def _fields(mapper: Mapper[Any]) -> tuple[tuple[str, str], ...]:
    """Column and name in the log: the row's own number, the keys of others, the words of the product."""
    return tuple(
        (each.key, each.key.removesuffix("_id"))
        for each in mapper.columns
        if each.foreign_keys or each.key in _NUMBERS or each.key in _KEY_WORDS
    )
