"""
The bound of rows 3 and 4: the same check and the same rows by hand, through sqlite3 or psycopg alone.

One text serves both: SQLite takes moments as SQLAlchemy writes them there, psycopg wants its own place holders.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from meetbot.db import SQLITE_PRAGMAS, Database
from meetbot.times import Interval

# As SQLAlchemy writes moments on SQLite.
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_LAST = """SELECT until_at > ? FROM reservation WHERE room_id = ? AND {active} AND from_at < ?
ORDER BY from_at DESC LIMIT 1"""
_FREE = """SELECT id FROM room WHERE {active} AND coalesce((SELECT until_at <= ? FROM reservation
WHERE room_id = room.id AND {active} AND from_at < ? ORDER BY from_at DESC LIMIT 1), TRUE)"""
_BOOK = """INSERT INTO booking (uid, room_id, organiser_id, title, meeting_type, layout, heads, places, starts_at, ends_at,
reserved_from, reserved_until, needs, standard_id, told_at, schedule, sequence, made_by, made_at, changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"""
_HOLD = "INSERT INTO reservation (booking_id, room_id, from_at, until_at, is_active) VALUES (?, ?, ?, ?, TRUE)"
_NOTE = """INSERT INTO booking_change (booking_id, verb, before, after, "by", at) VALUES (?, 'book', '{{}}', '{{}}', ?, ?)"""


class Raw:
    """A connection of the driver to the same database, with the same promises to the disk."""

    def __init__(self, database: Database, organiser_id: int) -> None:
        self._organiser = organiser_id
        self._is_sqlite = database.is_sqlite
        self.name = "sqlite3" if database.is_sqlite else "psycopg"
        self._connection = _sqlite(database) if database.is_sqlite else _postgresql(database)
        if database.is_sqlite:
            self._begin, said = "BEGIN IMMEDIATE", {"active": "is_active = 1"}
        else:
            self._begin, said = "BEGIN", {"active": "is_active"}
        texts = [text.format(**said) for text in (_LAST, _FREE, _BOOK, _HOLD, _NOTE)]
        self._last, self._free, self._book, self._hold, self._note = (
            texts if database.is_sqlite else [text.replace("?", "%s") for text in texts]
        )

    def book(self, room_id: int, span: Interval, now: datetime) -> None:
        """What ``booking.service.book`` asks at the least, and all that it writes, durably."""
        begins, ends = self._at(span.start - timedelta(minutes=15)), self._at(span.end + timedelta(minutes=15))
        start, end, at = self._at(span.start), self._at(span.end), self._at(now)
        self._run(self._begin)
        taken = self._run(self._last, (begins, room_id, ends)).fetchone()
        assert taken is None or not taken[0]
        [booking] = self._run(
            self._book,
            (
                f"{uuid4()}@bench.example", room_id, self._organiser, "Planning the year", "general", "hollow_square", 10, 10,
                start, end, begins, ends, "{}", 1, at, 1, 0, self._organiser, at, at,
            ),
        ).fetchone()  # fmt: skip
        self._run(self._hold, (booking, room_id, begins, ends))
        self._run(self._note, (booking, self._organiser, at))
        self._run("COMMIT")

    def free(self, span: Interval) -> None:
        """Which rooms are free."""
        self._run(self._free, (self._at(span.start), self._at(span.end))).fetchall()

    def close(self) -> None:
        self._connection.close()

    def _run(self, text: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(text, values)

    def _at(self, moment: datetime) -> Any:
        return moment.astimezone(UTC).strftime(_FORMAT) if self._is_sqlite else moment


def _sqlite(database: Database) -> Any:
    connection = sqlite3.connect(str(database.url.database), isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _postgresql(database: Database) -> Any:
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)
