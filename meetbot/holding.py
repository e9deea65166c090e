"""
What a process holds among those that share a PostgreSQL database: names that only one can hold at a time, each for as long
as the process lives.

A name is a session's advisory lock on one connection of its own. A process that dies closes its connection, and PostgreSQL
gives its names to whoever asks next. One that froze, or whose cable was cut, stops beating, and PostgreSQL ends the
connection itself after ``_SILENCE``: one clock judges, the server's.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from meetbot.db import OURS, Database

# Seconds between two beats; a process that was not heard for so long is gone.
BEAT = 1.0
_SILENCE = "8s"
# Second number of the lock with ``OURS``: who polls and sends what is due.
_WATCH = 2
# First number of the lock that tells that a process lives; the second is its name.
_LIVES = OURS + 1
_ALIVE = f"""SELECT array_agg(objid::bigint) FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = {_LIVES}
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""  # noqa: S608  (our own numbers)
_CHANNEL = "meetbot"


@dataclass(frozen=True)
class Beat:
    """What a beat brought: whether this process is on watch, whether it was told of a change, and who is alive."""

    is_on_watch: bool
    is_told: bool
    alive: frozenset[str]


class Holding:
    """
    One process's names. Not for several threads at once.

    Every call raises SQLAlchemyError when the connection is lost; from then on nothing is held, and the next call begins anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._number = secrets.randbits(31)
        self._connection: Connection | None = None
        self._lanes: set[int] = set()
        self._is_on_watch = False
        self._heard: list[object] = []

    @property
    def name(self) -> str:
        """The process's name, among ``Beat.alive`` as long as it lives."""
        return f"{self._number:08x}"

    def take_lane(self, lane: int) -> bool:
        """Hold a lane; whether it is held now. A lane that is held already is not taken twice."""
        if lane in self._lanes:
            return True
        if self._ask(f"SELECT pg_try_advisory_lock({lane:d})"):
            self._lanes.add(lane)
        return lane in self._lanes

    def holds_lane(self, lane: int) -> bool:
        """Whether it was held when the connection was last used."""
        return lane in self._lanes

    def let_go(self, lane: int) -> None:
        if lane in self._lanes:
            self._lanes.discard(lane)
            self._ask(f"SELECT pg_advisory_unlock({lane:d})")

    def beat(self) -> Beat:
        """Say that this process lives, take the watch if nobody has it, and look around."""
        if not self._is_on_watch:
            self._is_on_watch = bool(self._ask(f"SELECT pg_try_advisory_lock({OURS}, {_WATCH})"))
        alive = self._ask(_ALIVE)
        is_told = bool(self._heard)
        self._heard.clear()
        return Beat(self._is_on_watch, is_told, frozenset(f"{number:08x}" for number in alive or ()))

    def tell(self) -> None:
        """Let whoever is on watch know that something changed."""
        self._ask(f"SELECT pg_notify('{_CHANNEL}', '')")

    def close(self) -> None:
        """Let everything go; whoever asks next gets it."""
        if self._connection is not None:
            # The session's end gives it back too, but the server sees that end only a moment later.
            with suppress(SQLAlchemyError):
                self._ask("SELECT pg_advisory_unlock_all()")
        self._lose()

    def _lose(self) -> None:
        connection, self._connection = self._connection, None
        self._lanes.clear()
        self._is_on_watch = False
        if connection is not None:
            connection.invalidate()  # ends the session, and with it its locks; a pooled one would keep them
            connection.close()

    def _ask(self, statement: str) -> Any:
        try:
            if self._connection is None:
                self._connection = self._connected()
            return self._connection.exec_driver_sql(statement).scalar()
        except SQLAlchemyError:
            self._lose()
            raise

    def _connected(self) -> Connection:
        connection = self._database.engine.connect()
        try:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT", write="beside")
            connection.exec_driver_sql(f"SET idle_session_timeout = '{_SILENCE}'")
            connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LIVES}, {self._number})")
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.add_notify_handler(self._heard.append)
            connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        return connection
