"""
Rows 3, 4 and 5: booking, free rooms and an idle look of the ticker among 1,000 rooms with 10k, 100k and 1M bookings.

The bound of row 3 is sqlite3 alone, told the same: the last start before the end of the span, then the same three rows
(booking, reservation, history), durably. Ours decides more: rules, the layout's places, set-up from the changeover.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from benchmarks.city import FREE_HOUR, ROOMS, City, build
from benchmarks.house import CONFIG
from benchmarks.results import Row
from meetbot.booking.availability import free_rooms
from meetbot.booking.rooms import bookables
from meetbot.booking.service import Wish, book, offers
from meetbot.clock import SystemClock
from meetbot.db import SQLITE_PRAGMAS, Database
from meetbot.reminders.claims import Process
from meetbot.reminders.due import agenda
from meetbot.settings import Site, read_site
from meetbot.times import Interval

_SIZES = (10_000, 100_000, 1_000_000)
_TRIES = 60
# As SQLAlchemy writes moments on SQLite.
_FORMAT = "%Y-%m-%d %H:%M:%S.%f"
_LAST = """SELECT until_at > ? FROM reservation WHERE room_id = ? AND is_active = 1 AND from_at < ?
ORDER BY from_at DESC LIMIT 1"""
_FREE = """SELECT id FROM room WHERE is_active = 1 AND coalesce((SELECT until_at <= ? FROM reservation
WHERE room_id = room.id AND is_active = 1 AND from_at < ? ORDER BY from_at DESC LIMIT 1), 1)"""
_BOOK = """INSERT INTO booking (uid, room_id, organiser_id, title, meeting_type, layout, heads, places, starts_at, ends_at,
reserved_from, reserved_until, needs, standard_id, told_at, schedule, sequence, made_by, made_at, changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_HOLD = "INSERT INTO reservation (booking_id, room_id, from_at, until_at, is_active) VALUES (?, ?, ?, ?, 1)"
_NOTE = (
    """INSERT INTO booking_change (booking_id, verb, before, after, "by", at) VALUES (?, 'book', '{}', '{}', ?, ?)"""
)


@dataclass(frozen=True)
class Slot:
    """An hour of a room that nobody has."""

    code: str
    room_id: int
    span: Interval


def measure(runs: int) -> list[Row]:
    site, now = read_site(CONFIG), SystemClock().now()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            city = build(Path(folder), size, now.astimezone(site.zone).date(), now)
            rows += _measured(city, site, now, runs)
            city.database.close()
            (Path(folder) / f"{size}.db").unlink()
    growth = [_growth([row for row in rows if row.what.startswith(what)], what) for what in ("book", "free", "idle")]
    return sorted([*(row for row in rows if row.number != "5"), *growth], key=lambda row: row.number)


def _growth(rows: list[Row], what: str) -> Row:
    return replace(rows[-1], what=f"{what}: growth from 10k to 1M", against="at 10k", bound=rows[0].ours, target=1.2)


def _measured(city: City, site: Site, now: datetime, runs: int) -> Iterator[Row]:
    """In turn with the bound, run by run; the first run warms up."""
    slots = _slots(city, now)
    figures: dict[str, list[float]] = {name: [] for name in ("book", "raw", "free", "free raw", "search", "idle")}
    with closing(_connected(city.database)) as connection:
        for _ in range(runs + 1):
            span = next(slots).span
            for name, work in {
                "book": partial(_book, city, site, now, slots),
                "raw": partial(_book_raw, connection, city, now, slots),
                "free": partial(_free, city, span),
                "free raw": partial(_free_raw, connection, span),
                "search": partial(_search, city, site, now, span),
                "idle": partial(_look, city, now),
            }.items():
                figures[name].append(_median(work))
    took = {name: found[1:] for name, found in figures.items()}
    size = f"{city.bookings:,} bookings"
    yield Row("3", f"book, {size}", "sqlite3, same rows", "ms", took["book"], took["raw"], 2.0, "bookings")
    yield Row("4", f"free of {ROOMS:,} rooms, {size}", "sqlite3", "ms", took["free"], took["free raw"], 1.5, "bookings")
    yield Row("4", f"and fit, with set-up, {size}", "sqlite3", "ms", took["search"], took["free raw"], None, "bookings")
    yield Row("5", f"idle look of the ticker, {size}", "", "ms", took["idle"], took["idle"], None, "bookings")


def _slots(city: City, now: datetime) -> Iterator[Slot]:
    """From tomorrow on, in room after room's free hours: never the same twice."""
    with city.database.reading() as session:
        rooms = [(room.spec.code, room.physical_ids[0]) for room in bookables(session)]
    day = now.date() + timedelta(days=2)
    while True:
        start = datetime.combine(day, time(FREE_HOUR), UTC)
        for code, room_id in rooms:
            yield Slot(code, room_id, Interval(start, start + timedelta(hours=1)))
        day += timedelta(days=1)


def _book(city: City, site: Site, now: datetime, slots: Iterator[Slot]) -> None:
    slot = next(slots)
    wish = Wish(
        slot.span.start, slot.span.end, heads=10, meeting_type="general", layout="hollow_square",
        title="Planning the year", room=slot.code,
    )  # fmt: skip
    with city.database.writing() as session:
        book(session, wish, city.organiser, now, site, confirmed_closed=True)


def _book_raw(connection: sqlite3.Connection, city: City, now: datetime, slots: Iterator[Slot]) -> None:
    """What ``book`` asks and writes, by hand."""
    slot, at = next(slots), _text(now)
    begins, ends = slot.span.start - timedelta(minutes=15), slot.span.end + timedelta(minutes=15)
    connection.execute("BEGIN IMMEDIATE")
    taken = connection.execute(_LAST, (_text(begins), slot.room_id, _text(ends))).fetchone()
    assert taken is None or not taken[0]
    booking = connection.execute(
        _BOOK,
        (
            f"{uuid4()}@bench.example", slot.room_id, city.organiser.id, "Planning the year", "general", "hollow_square", 10, 10,
            _text(slot.span.start), _text(slot.span.end), _text(begins), _text(ends), "{}", 1, at, 1, 0, city.organiser.id, at, at,
        ),
    ).lastrowid  # fmt: skip
    connection.execute(_HOLD, (booking, slot.room_id, _text(begins), _text(ends)))
    connection.execute(_NOTE, (booking, city.organiser.id, at))
    connection.execute("COMMIT")


def _free(city: City, span: Interval) -> None:
    with city.database.reading() as session:
        free_rooms(session, span)


def _free_raw(connection: sqlite3.Connection, span: Interval) -> None:
    connection.execute(_FREE, (_text(span.start), _text(span.end))).fetchall()


def _search(city: City, site: Site, now: datetime, span: Interval) -> None:
    wish = Wish(span.start, span.end, heads=10, meeting_type="general", layout="hollow_square", title="")
    with city.database.reading() as session:
        offers(session, wish, now, site, city.organiser)


def _look(city: City, now: datetime) -> None:
    with city.database.reading() as session:
        agenda(session, Process("bench", is_alone=True), now)


def _connected(database: Database) -> sqlite3.Connection:
    """On the same file, with the same promises to the disk."""
    connection = sqlite3.connect(str(database.url.database), isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORMAT)


def _median(work: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(_TRIES):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1e3)
    return statistics.median(taken)
