"""
A database of any earlier version becomes one of this version and loses nothing.

No version of the schema is too old: each was the newest once, and somebody may have stayed with it. There is no way back;
who needs one restores the backup from before.
"""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from meetbot.db import Database
from meetbot.migrations import TooNew, newest, upgrade
from meetbot.migrations.metadata import metadata
from meetbot.migrations.overlap import is_guarded
from tests.migrations.rows import bring_to, fill, revisions, rows_of


@pytest.mark.parametrize("revision", revisions())
def test_a_database_of_any_version_is_brought_up_to_date_with_all_its_rows(blank: Database, revision: str) -> None:
    bring_to(blank, revision)
    with blank.engine.begin() as connection:
        fill(connection)
        before = rows_of(connection)
    assert all(len(rows) == 3 for rows in before.values())

    upgrade(blank)

    with blank.engine.connect() as connection:
        assert rows_of(connection, like=before) == before
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert is_guarded(connection)
        assert _dangling(connection) == []
    _require_guard(blank)


def test_a_database_of_a_later_version_is_refused_and_left_as_it_is(blank: Database) -> None:
    upgrade(blank)
    with blank.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(TooNew) as refusal:
        upgrade(blank)

    assert refusal.value == TooNew("9999", newest())
    with blank.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def _require_guard(database: Database) -> None:
    """A reservation over one that is there is refused by the database itself."""
    twice = (
        "INSERT INTO reservation (id, booking_id, room_id, from_at, until_at, is_active)"
        " SELECT 99, booking_id, room_id, from_at, until_at, is_active FROM reservation WHERE id = 1"
    )
    with pytest.raises(IntegrityError, match="reservation_no_overlap"), database.engine.begin() as connection:
        connection.execute(text(twice))


def _dangling(connection: Connection) -> list[object]:
    """References to rows that are not there. PostgreSQL never has any; SQLite checks them when a row is written only."""
    if connection.dialect.name == "postgresql":
        return []
    return list(connection.execute(text("PRAGMA foreign_key_check")).all())
