"""
What is known about a person, as values; and forgetting who they were.

Both are asked for by the person (a right in most places) and done by the office.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Row, Table, delete, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from meetbot.files.models import StoredFile
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.privacy.errors import NoSuchPerson, StillHere
from meetbot.privacy.policy import WRITTEN_NAMES, about, table_of
from meetbot.standard.models import SelfCheck, SelfCheckTick

# Shown where a name was; the same in every language.
NAMELESS = "—"


@dataclass(frozen=True)
class Known:
    """Everything about one person: rows as JSON holds them, by table; and the files that these rows show."""

    rows: dict[str, list[dict[str, Any]]]
    files: tuple[StoredFile, ...]


def known(session: Session, person_id: int) -> Known:
    """Everything about the person, as it stands. Raises NoSuchPerson."""
    person = _person(session, person_id)
    rows = {"person": [_as_json(row) for row in _rows(session, table_of(Person), table_of(Person).c.id == person_id)]}
    for found in about(person):
        theirs = [_as_json(row) for row in _rows(session, found.table, found.are_theirs)]
        if theirs:
            rows[found.table.name] = theirs
    shown = {row["file_id"] for theirs in rows.values() for row in theirs if row.get("file_id")}
    shown |= {piece["file"] for row in rows.get("booking", ()) for piece in (row["needs"] or {}).get("audio", ())}
    files = session.exec(select_rows(StoredFile).where(col(StoredFile.id).in_(shown)).order_by(col(StoredFile.id)))
    return Known(rows, tuple(files))


def forget(session: Session, person_id: int, by: Member | None) -> None:
    """
    The person has no name, no number and no chat any more; what they did stays, done by nobody in particular. Twice is once.

    ``by`` is none at the machine itself. Raises NotAllowed, NoSuchPerson, StillHere.
    """
    if by is not None:
        by.require(Role.ADMIN)
    person = _person(session, person_id)
    if person.deactivated_at is None:
        raise StillHere(person.name)
    session.execute(delete(SelfCheckTick).where(col(SelfCheckTick.self_check_id).in_(_checks_of(person_id))))
    for found in about(person):
        if not found.is_kept:
            session.execute(delete(found.table).where(found.are_theirs))
    if person.name != NAMELESS:
        _take_name_away(session, person.name)
    person.name, person.department, person.phone, person.zone = NAMELESS, "", "", None
    person.telegram_id = -person_id  # no chat has such a number, and no two persons have the same
    session.add(person)
    session.flush()


def _take_name_away(session: Session, name: str) -> None:
    """Where staff wrote down in words who fetched something or cleaned: words with the name in them go as a whole."""
    for column in WRITTEN_NAMES:
        for written in session.exec(select_rows(column).where(column != "").distinct()):
            if _names(written, name):
                session.connection().execute(update(column.table).where(column == written).values({column: NAMELESS}))


def _names(written: str, name: str) -> bool:
    """Whether the name stands in the words by itself: Al is not named by "Alan". Chinese is written without spaces."""
    is_apart = r"(?<![^\W\d_]){}(?![^\W\d_])" if name.isascii() else "{}"
    return re.search(is_apart.format(re.escape(_folded(name))), _folded(written)) is not None


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _checks_of(person_id: int) -> Any:
    return select(col(SelfCheck.id)).where(col(SelfCheck.person_id) == person_id)


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NoSuchPerson(person_id)
    return person


def _rows(session: Session, table: Table, wanted: Any) -> Iterator[Row[Any]]:
    order = [column for column in table.columns if column.primary_key]
    yield from session.connection().execute(select(table).where(wanted).order_by(*order))


def _as_json(row: Row[Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._mapping.items()}  # noqa: SLF001  (SQLAlchemy's documented name)


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
