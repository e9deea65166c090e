"""
The database: one engine per process and the two kinds of transaction, reading and writing.

One rule on both databases: **a writing transaction has the house to itself, and takes its turn before it looks.** So a check
and the insert that follows it are one step, in every service, without a thought. SQLite does it with BEGIN IMMEDIATE, PostgreSQL
with one advisory lock that ends with the transaction. Readers see one moment of the database and wait for nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, create_engine

from meetbot.kept import execute

# mmap and a large cache would cost more resident memory than they save time at this size (measured: 66 and 145 MB).
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a confirmed booking survives a power cut
    "busy_timeout=5000",
    "foreign_keys=ON",
    "cache_size=-8192",
    "temp_store=MEMORY",
    "mmap_size=0",
)


# Advisory locks have two numbers; the first says that they are meetbot's, the second what for.
OURS = 0x6D656574
_WRITING = 1
_POSTGRESQL_SETTINGS = (
    # A process that froze in the middle of a transaction (a machine asleep, a cable) must not hold up the others.
    "idle_in_transaction_session_timeout = '60s'",
    "lock_timeout = '15s'",
    "timezone = 'UTC'",
    "jit = off",  # every question here is small: compiling it would take longer than answering it
)
# Of a cable that was cut nobody hears: what is not taken in, and a probe that is not answered, ends the connection.
_POSTGRESQL_CONNECTION = {
    "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}  # fmt: skip
_REPEATABLE_READ = 3  # psycopg's number for it, which is not installed everywhere
_TURN = f"SELECT pg_advisory_xact_lock({OURS}, {_WRITING})"


class DatabaseAway(Exception):
    """
    The database cannot be used at the moment (locked, full, started anew).

    No MeetbotError: nothing is wrong with what was asked, so no handler answers it; it is asked again (handlers.patience).
    """


class Database:
    """
    An engine with its two transactions. ``url`` is a SQLAlchemy URL; the file's folder is made when missing.

    At most so many ``connections`` at once; who wants one more waits for it.
    """

    def __init__(self, url: str, connections: int = 15) -> None:
        self.url = make_url(url)
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        if self.is_sqlite:
            self.engine: Engine = create_engine(self.url)
            _prepare_sqlite(self.engine)
        else:
            # Asked whether it is still there before it is used: the server may have been started anew meanwhile.
            self.engine = create_engine(
                self.url, pool_pre_ping=True, pool_size=5, max_overflow=max(0, connections - 5),
                connect_args=_POSTGRESQL_CONNECTION,
            )  # fmt: skip
            _prepare_postgresql(self.engine)
        event.listen(self.engine, "reset", _leave_nothing_open)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only looks; whatever it changed is rolled back."""
        with (
            self.engine.connect().execution_options(write=False) as connection,
            Session(connection, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session
            if not self.is_sqlite:
                connection.commit()  # nothing was written; after a ROLLBACK the driver would prepare every statement anew

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that holds the write lock from its first statement; commits at the end, rolls back on an error."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def writing_together(self) -> Iterator[Callable[[], AbstractContextManager[Session]]]:
        """
        ``writing`` for several, one after the other: what it yields opens a session behind a savepoint, and rolls back to it on
        an error. All of it is committed at the end.
        """
        with self.engine.connect() as connection, connection.begin():

            @contextmanager
            def behind_a_savepoint() -> Iterator[Session]:
                with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
                    yield session
                    session.commit()

            yield behind_a_savepoint

    @contextmanager
    def writing_beside(self) -> Iterator[Session]:
        """
        ``writing`` for what decides nothing by what it read (a row into the inbox, a mark): on PostgreSQL it waits for no turn.

        A commit waits for the disk; with the turn in hand, everybody would wait along.
        """
        with (
            self.engine.connect().execution_options(write="beside") as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    def close(self) -> None:
        """Give every connection back; the object is not used afterwards."""
        self.engine.dispose()


# Primary result codes of SQLite: busy, locked, no memory, read-only, input/output, full, cannot open.
_SQLITE_PASSING = frozenset({5, 6, 7, 8, 10, 13, 14})
# Classes of PostgreSQL: connection, rollback (deadlock), resources (disk full), lock not available, operator (restart), system.
_SQLITE_FULL, _POSTGRESQL_FULL = 13, "53100"
_POSTGRESQL_PASSING = ("08", "40", "53", "55P03", "57", "58", "25P03")


def is_passing(error: BaseException) -> bool:
    """Whether it is the database that has trouble, and not what was asked of it: the same may work in a moment."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_PASSING
    if type(error.orig).__module__.startswith("psycopg"):
        state = getattr(error.orig, "sqlstate", None)
        return state.startswith(_POSTGRESQL_PASSING) if state else isinstance(error, OperationalError)
    return False


def is_full(error: BaseException) -> bool:
    """Whether the database had no room for what was to be written: the disk is full, or what it may take of it."""
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    return (
        code & 0xFF == _SQLITE_FULL if code is not None else getattr(error.orig, "sqlstate", None) == _POSTGRESQL_FULL
    )


def _leave_nothing_open(connection: Any, _record: Any, _state: Any) -> None:
    """
    What a COMMIT that failed left behind. SQLAlchemy thinks that nothing is open then: on SQLite nobody else could write, on
    PostgreSQL the next transaction would take it along. Costs nothing where nothing is open.
    """
    connection.rollback()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # else sqlite3 opens a DEFERRED transaction of its own
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write", True)
        execute(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # a setting made in a transaction would go with its rollback
        for setting in _POSTGRESQL_SETTINGS:
            connection.execute(f"SET {setting}")
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write", True)
        driver: Any = connection.connection.driver_connection
        if bool(driver.read_only) == bool(writes):  # it was used for the other kind; the driver says so with its BEGIN
            driver.isolation_level = None if writes else _REPEATABLE_READ
            driver.read_only = None if writes else True
        if writes is True:
            execute(connection, _TURN)
