"""
Backups of a PostgreSQL database, and the way from one kind of database to the other.

A backup is the same whatever it was taken from: a SQLite file with meetbot's tables in it. So nothing of PostgreSQL's own need be
installed, and a house that outgrows SQLite takes its backup and restores it into PostgreSQL (or goes back the same way).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import JSON, Connection, LargeBinary, MetaData, Table, func, insert, select, text
from sqlmodel import Session

from meetbot.backup import AlreadyThere, NotEmpty, beside, require_backup
from meetbot.db import Database
from meetbot.migrations import upgrade
from meetbot.migrations.metadata import metadata

_ROWS_AT_A_TIME = 500
_FILES_AT_A_TIME = 4  # pictures and documents are rows of up to 20 MB


def back_up_rows(database: Database, file: Path) -> int:
    """
    Write every row of ``database``, as of one moment, to the new file; how many. The bot may go on meanwhile.

    Raises AlreadyThere, NotABackup, SQLAlchemyError, OSError.
    """
    if file.exists():
        raise AlreadyThere(file)
    with beside(file) as copy:
        copy.unlink()
        count = _into_file(database, copy)
        require_backup(copy, file)
        with copy.open("rb") as written:
            os.fsync(written.fileno())
        os.link(copy, file)  # unlike a rename it never replaces a file that appeared meanwhile
    return count


def restore_rows(file: Path, database: Database) -> int:
    """
    Put every row of the backup into ``database``, which must be empty: all of them or, on an error, none; how many.

    Raises NotABackup, NotEmpty, SQLAlchemyError, OSError.
    """
    require_backup(file, file)
    with beside(file) as copy:
        shutil.copyfile(file, copy)
        backup = Database(f"sqlite:///{copy}")
        try:
            upgrade(backup)  # it may come from an older version
            upgrade(database)
            return _move(backup, database)
        finally:
            backup.close()
            for suffix in ("-wal", "-shm"):
                Path(f"{copy}{suffix}").unlink(missing_ok=True)


def digest(session: Session) -> str:
    """Of every row, the same on every kind of database."""
    found = sha256()
    for table in metadata.sorted_tables:
        found.update(table.name.encode())
        for batch in _batches(session.connection(), table):
            for row in batch:
                found.update(repr(sorted(row.items())).encode())
    return found.hexdigest()


def _into_file(database: Database, path: Path) -> int:
    target = Database(f"sqlite:///{path}")
    try:
        upgrade(target)
        count = _move(database, target)
        with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT", write=False) as connection:
            connection.exec_driver_sql("ROLLBACK")  # the transaction that every connection begins with
            connection.exec_driver_sql("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        target.close()
    return count


def _move(source: Database, target: Database) -> int:
    count = 0
    with source.reading() as rows, target.writing() as into:
        connection = into.connection()
        if any(
            connection.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables
        ):
            raise NotEmpty(target.url.render_as_string(hide_password=True))
        for table in metadata.sorted_tables:
            writing = insert(_literally(table))
            for batch in _batches(rows.connection(), table):
                connection.execute(writing, batch)
                count += len(batch)
        if not target.is_sqlite:
            _number_on(connection)
    return count


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    """The rows of a table by their key, a few at a time."""
    is_heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    size = _FILES_AT_A_TIME if is_heavy else _ROWS_AT_A_TIME
    literal = _literally(table)
    statement = select(literal).order_by(*literal.primary_key.columns)
    result = connection.execution_options(yield_per=size).execute(statement)
    for batch in result.mappings().partitions(size):
        yield [dict(row) for row in batch]


def _literally(table: Table) -> Table:
    """The table, with nothing for nothing: SQLAlchemy would write the JSON word null where there was no value."""
    copy = table.to_metadata(MetaData())
    for column in copy.columns:
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=True)
    return copy


def _number_on(connection: Connection) -> None:
    """Have PostgreSQL give the next numbers, not those that the rows brought along."""
    owned = connection.execute(
        text(
            "SELECT s.relname, t.relname, a.attname FROM pg_class s"
            " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
            " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
            " WHERE s.relkind = 'S' AND pg_table_is_visible(t.oid)"
        )
    ).all()
    for sequence, table, column in owned:
        highest = connection.execute(select(func.max(metadata.tables[table].c[column]))).scalar()
        if highest:
            connection.execute(
                text("SELECT setval(CAST(:name AS regclass), :highest)"), {"name": sequence, "highest": highest}
            )
