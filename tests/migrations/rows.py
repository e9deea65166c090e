"""
A database as an earlier version left it: its schema, and rows in all of its tables.

The rows come from that schema alone, read back from the database, so that this needs no model of that time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table

from meetbot import migrations
from meetbot.db import Database

_ROWS = 3
_BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
_VERSIONS = "alembic_version"
# The columns by which several tables begin and end, an hour each and no two at the same time.
_ENDS = frozenset({"ends_at", "until_at", "reserved_until", "until"})
# By the type as the database names it; an Enum comes before, as it is a String too.
_VALUES: tuple[tuple[type[sa.types.TypeEngine[Any]], Callable[[int], object]], ...] = (
    (sa.Boolean, lambda number: number % 2 == 1),
    (sa.Integer, lambda number: number),
    (sa.Numeric, lambda number: number / 2),
    (sa.JSON, lambda number: {"words": f"第{number} row"}),
    (sa.LargeBinary, lambda number: b"\x00\xff" * number),
    (sa.Date, lambda number: _BEGIN.date() + timedelta(days=number)),
    (sa.Time, lambda number: _BEGIN.time().replace(hour=number)),
    (sa.String, lambda number: f"words {number}, 会议室"),
)

Rows = dict[str, list[Mapping[str, Any]]]


def revisions() -> list[str]:
    """Every version of the schema, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return [each.revision for each in script.walk_revisions()][::-1]


def bring_to(database: Database, revision: str) -> None:
    """Run the migrations up to this one."""
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def fill(connection: Connection) -> None:
    """Rows in every table; each refers to a row of the same number, to itself at most to one before it."""
    for table in _tables(connection):
        for number in range(1, _ROWS + 1):
            connection.execute(table.insert().values(dict(_values(table, number))))


def rows_of(connection: Connection, like: Rows | None = None) -> Rows:
    """All rows by table, in order; with ``like`` only its tables and columns."""
    return {
        table.name: [
            {name: value for name, value in row.items() if like is None or name in like[table.name][0]}
            for row in connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()
        ]
        for table in _tables(connection)
        if like is None or table.name in like
    }


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != _VERSIONS]


def _values(table: Table, number: int) -> Iterator[tuple[str, object]]:
    for column in table.columns:
        referred = {key.column.table.name for key in column.foreign_keys}
        if table.name in referred:
            yield column.name, number - 1 or None
        elif referred or column.primary_key:
            yield column.name, number
        else:
            yield column.name, _value(column, number)


def _value(column: Column[Any], number: int) -> object:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[number % len(column.type.enums)]
    if isinstance(column.type, sa.DateTime):
        moment = _BEGIN + timedelta(days=number, hours=int(column.name in _ENDS))
        return moment if column.type.timezone else moment.replace(tzinfo=None)
    return next(value(number) for kind, value in _VALUES if isinstance(column.type, kind))
