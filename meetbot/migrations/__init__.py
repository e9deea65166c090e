"""The schema's history (Alembic), and the one call that brings a database up to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meetbot.errors import MeetbotError
from meetbot.migrations.waiting import after_others, say_upgrading

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from meetbot.db import Database

_FOLDER = Path(__file__).parent


@dataclass(unsafe_hash=True)
class TooNew(MeetbotError):
    """The database has the schema of a later version (``found``); this one knows schemas up to ``known``."""

    found: str
    known: str


def newest() -> str:
    """The revision that the code works with: the number that the last file in ``versions`` begins with."""
    return max(_known())


def upgrade(database: Database, on_wait: Callable[[], None] = lambda: None) -> None:
    """
    Bring the schema to the newest version; a database that is there already is left as it is.

    While another process upgrades it, wait for that (``after_others``). Raises TooNew.
    """
    if not _is_there(database):
        after_others(database, lambda: _run_migrations(database), on_wait)


def _is_there(database: Database) -> bool:
    """Raises TooNew."""
    present = _revision(database)
    if present is not None and present not in _known():
        raise TooNew(present, newest())
    return present == newest()


def is_newest(database: Database) -> bool:
    """Whether the schema is the one that the code works with."""
    return _revision(database) == newest()


def _known() -> set[str]:
    return {path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py")}


def _revision(database: Database) -> str | None:
    """Asked without Alembic: importing it takes a tenth of a second and 10 MB, and hardly any start needs it."""
    from sqlalchemy import inspect, text

    with database.engine.connect().execution_options(write=False) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(database: Database) -> None:
    if _is_there(database):  # somebody else has done it meanwhile
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    with _without_foreign_keys(database) as connection, connection.begin():
        say_upgrading(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _without_foreign_keys(database: Database) -> Iterator[Connection]:
    """
    A connection on which SQLite does not look at foreign keys, as its manual asks for where a table is built anew.

    Dropping the old one would else be refused as soon as rows refer to it. The keys themselves stay.
    """
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection if database.is_sqlite else None
        if driver is None:
            yield connection
            return
        driver.execute("PRAGMA foreign_keys=OFF")  # says nothing within a transaction: before one begins
        try:
            yield connection
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")
