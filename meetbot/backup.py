"""
Copies of a SQLite database, taken while the bot runs and put back while it does not.

Pictures and files are rows too, so one file holds everything.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from meetbot.errors import MeetbotError

_SQLITE_MAGIC = b"SQLite format 3\x00"
# Every meetbot database has had these since its first version.
_TABLES = frozenset({"alembic_version", "booking", "inbox_update", "person"})


@dataclass(unsafe_hash=True)
class NoDatabase(MeetbotError):
    """There is no database file at ``path``."""

    path: Path


@dataclass(unsafe_hash=True)
class AlreadyThere(MeetbotError):
    """A file at ``path`` would be overwritten."""

    path: Path


@dataclass(unsafe_hash=True)
class NotABackup(MeetbotError):
    """The file at ``path`` cannot be put back: ``reason`` says why."""

    path: Path
    reason: str


@dataclass(unsafe_hash=True)
class DatabaseInUse(MeetbotError):
    """A bot (or somebody else) has the database at ``path`` open."""

    path: Path


@dataclass(unsafe_hash=True)
class NotEmpty(MeetbotError):
    """The database at ``url`` (without its password) has something in it, and nothing is put over it."""

    url: str


def back_up(database: Path, file: Path) -> None:
    """
    Write a complete, checked copy of ``database`` to ``file``, which must not exist. The bot may go on meanwhile.

    Raises NoDatabase, AlreadyThere, NotABackup (the copy is damaged: so is the original), sqlite3.Error, OSError.
    """
    if not database.is_file():
        raise NoDatabase(database)
    if file.exists():
        raise AlreadyThere(file)
    with beside(file) as copy:
        _copy(database, copy)
        require_backup(copy, database)
        os.link(copy, file)  # unlike a rename it never replaces a file that appeared meanwhile


def restore(file: Path, database: Path, kept_as: Path) -> bool:
    """
    Put the backup ``file`` in the place of ``database``; what was there is kept as ``kept_as``.

    Returns whether anything was kept. Raises NotABackup, DatabaseInUse, AlreadyThere, sqlite3.Error, OSError.
    """
    require_backup(file, file)
    if kept_as.exists():
        raise AlreadyThere(kept_as)
    database.parent.mkdir(parents=True, exist_ok=True)
    had_one = database.exists()
    with beside(database) as copy:
        _copy(file, copy)
        if had_one:
            _require_unused(database)
            database.rename(kept_as)
            for suffix in ("-wal", "-shm"):  # of a damaged database; a sound one has none left
                if (left := Path(f"{database}{suffix}")).exists():
                    left.rename(f"{kept_as}{suffix}")
        copy.replace(database)
    return had_one


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new file in the folder of ``path``, readable by its owner only, and gone afterwards if it is still there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    with target.open("rb") as written:
        os.fsync(written.fileno())


def require_backup(file: Path, named: Path) -> None:
    """Raises NotABackup (about ``named``) unless ``file`` is a sound database of meetbot."""
    try:
        with file.open("rb") as start:
            if start.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC:
                raise NotABackup(named, "it is no SQLite file")
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        raise NotABackup(named, f"it is damaged ({error})") from None
    if verdict != "ok":
        raise NotABackup(named, "it is damaged")
    if not names >= _TABLES:
        raise NotABackup(named, "it is a database of something else")


def _require_unused(database: Path) -> None:
    """
    Raises DatabaseInUse when anybody has it open.

    Leaving the write-ahead log needs the file for oneself: SQLite refuses it while another connection is open.
    """
    try:
        with closing(sqlite3.connect(database, timeout=0.0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise DatabaseInUse(database) from None
        raise
    except sqlite3.DatabaseError:
        return  # it is damaged: that is why somebody restores
