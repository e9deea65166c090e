"""The facts of a house as rows, and whom or what each of them names; made from the models."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Table
from sqlmodel import Session, SQLModel

# What follows from facts: messages that go out and where they stand.
FOLLOWS = frozenset({"sent", "card", "inbox_update", "sqlite_sequence", "alembic_version", "stored_file"})
# Table, and its columns with their values in order.
Row = tuple[str, tuple[tuple[str, object], ...]]
# Different each time, whatever was done.
_MADE_UP = {"id", "update_id", "draft_id", "secret", "secret_sha256", "token_sha256"}


def facts(session: Session) -> frozenset[Row]:
    """Every fact."""
    return frozenset(row for table in _tables() for row in _rows(session, table))


def naming(session: Session, table: str, ids: Collection[int | None]) -> frozenset[Row]:
    """Every fact that names one of these bookings, or people."""
    return frozenset(
        row
        for each in _tables()
        for row in _rows(session, each)
        if any(value in ids for column, value in row[1] if column in _keys(each, table))
    )


def key_of(row: Row) -> tuple[str, object]:
    """Which row it is, whatever stands in it."""
    return row[0], row[1][0]


def what_of(row: Row, now: datetime) -> Row:
    """The row without who, and when it was: what two people who do the same have in common."""
    table = SQLModel.metadata.tables[row[0]]
    left_out = _MADE_UP | _keys(table, "person") | ({"uid"} if table.name in {"booking", "series"} else set())
    said = now.strftime("%Y-%m-%d %H:%M:%S")
    return row[0], tuple((name, value) for name, value in row[1] if name not in left_out and said not in str(value))


def _tables() -> list[Table]:
    return [each for each in SQLModel.metadata.sorted_tables if each.name not in FOLLOWS]


def _rows(session: Session, table: Table) -> Iterator[Row]:
    found = session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"')
    columns = tuple(found.keys())
    for row in found:
        yield table.name, tuple(zip(columns, row, strict=True))


def _keys(table: Table, name: str) -> set[str]:
    """The columns that name a row of the table ``name``."""
    if table.name == name:
        return {"id"}
    return {each.name for each in table.columns if any(key.column.table.name == name for key in each.foreign_keys)}
