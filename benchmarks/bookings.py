"""
Rows 3, 4 and 5: booking, free rooms and an idle look of the ticker among 1,000 rooms with 1k, 10k, 100k and 1M bookings.

The day that is searched is in the middle of them, and from 10k on booked like any other: what differs is how much there is beside it.

The bound of row 3 is the driver alone, told the same: the last start before the end of the span, then the same three rows
(booking, reservation, history), durably. Ours decides more: rules, the layout's places, set-up from the changeover.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks.city import FREE_HOUR, ROOMS, City, build
from benchmarks.house import CONFIG
from benchmarks.raw import Raw
from benchmarks.results import Row
from meetbot.booking.availability import taken_rooms
from meetbot.booking.rooms import bookables
from meetbot.booking.service import Wish, book, offers
from meetbot.clock import SystemClock
from meetbot.reminders.claims import Process
from meetbot.reminders.due import agenda
from meetbot.settings import Site, read_site
from meetbot.times import Interval

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GROWS_FROM = 10_000
_SEARCHED_IN = timedelta(days=2)
_TRIES = 60
_SHOWN = 8  # rooms that the chat offers
SQLITE, POSTGRESQL = "", ", PostgreSQL"


@dataclass(frozen=True)
class Slot:
    """An hour of a room that nobody has."""

    code: str
    room_id: int
    span: Interval


def measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return measured(lambda size: f"sqlite:///{folder}/{size}.db", Path(folder), runs, "bookings", SQLITE)


def measured(
    address: Callable[[int], str], folder: Path, runs: int, command: str, label: str, sizes: Sequence[int] = SIZES
) -> list[Row]:
    """The rows on databases at these addresses, one after the other; ``label`` is said of each row."""
    site, now = read_site(CONFIG), SystemClock().now()
    rows: list[Row] = []
    growing: list[Row] = []
    for size in sizes:
        city = build(folder, address(size), size, now.date() + _SEARCHED_IN, now)
        found = [*_measured(city, site, now, runs, label)]
        rows += found
        growing += found if size >= _GROWS_FROM else ()
        if city.guarded_in and size >= _GROWS_FROM:  # on a thousand it is the time of a catalogue's change
            what = f"the guard against double booking, built on {size:,} reservations{label}"
            rows.append(Row("-", what, "60 s a million", "s", [city.guarded_in], [60e-6 * size], None, command))
        city.database.close()
        if city.database.is_sqlite and city.database.url.database:
            Path(city.database.url.database).unlink()
    growth = [_growth([row for row in growing if row.what.startswith(what)], what, label) for what in _GROW]
    kept = [replace(row, command=command) for row in (*(row for row in rows if row.number != "5"), *growth)]
    return sorted(kept, key=lambda row: row.number)


_GROW = ("book", "free", "idle")


def _growth(rows: list[Row], what: str, label: str) -> Row:
    what = f"{what}: growth from 10k to 1M{label}"
    return replace(rows[-1], what=what, against="at 10k", bound=rows[0].ours, target=1.2)


def _measured(city: City, site: Site, now: datetime, runs: int, label: str) -> Iterator[Row]:
    """In turn with the bound, run by run; the first run warms up."""
    slots = _slots(city, now)
    with city.database.reading() as session:
        room_ids = [id_ for room in bookables(session) for id_ in room.physical_ids]
    figures: dict[str, list[float]] = {name: [] for name in ("book", "raw", "free", "free raw", "search", "idle")}
    with closing(Raw(city.database, city.organiser.id)) as raw:
        for _ in range(runs + 1):
            span = next(slots).span
            for name, work in {
                "book": partial(_book, city, site, now, slots),
                "raw": partial(_book_raw, raw, now, slots),
                "free": partial(_free, city, room_ids, span),
                "free raw": partial(raw.free, span),
                "search": partial(_search, city, site, now, span),
                "idle": partial(_look, city, now),
            }.items():
                figures[name].append(_median(work))
        by = raw.name
    took = {name: found[1:] for name, found in figures.items()}
    size = f"{city.bookings:,} bookings{label}"
    yield Row("3", f"book, {size}", f"{by}, same rows", "ms", took["book"], took["raw"], 2.0, "")
    yield Row("4", f"free of {ROOMS:,} rooms, {size}", by, "ms", took["free"], took["free raw"], 1.5, "")
    yield Row(
        "4",
        f"and the {_SHOWN} tightest that fit, with set-up, {size}",
        by,
        "ms",
        took["search"],
        took["free raw"],
        None,
        "",
    )
    yield Row("5", f"idle look of the ticker, {size}", "", "ms", took["idle"], took["idle"], None, "")


def _slots(city: City, now: datetime) -> Iterator[Slot]:
    """From tomorrow on, in room after room's free hours: never the same twice."""
    with city.database.reading() as session:
        rooms = [(room.spec.code, room.physical_ids[0]) for room in bookables(session)]
    day = now.date() + _SEARCHED_IN
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


def _book_raw(raw: Raw, now: datetime, slots: Iterator[Slot]) -> None:
    slot = next(slots)
    raw.book(slot.room_id, slot.span, now)


def _free(city: City, room_ids: Sequence[int], span: Interval) -> None:
    """A search has read the rooms already, as it looks first which of them fit."""
    with city.database.reading() as session:
        taken = taken_rooms(session, span)
    [room_id for room_id in room_ids if room_id not in taken]


def _search(city: City, site: Site, now: datetime, span: Interval) -> None:
    wish = Wish(span.start, span.end, heads=10, meeting_type="general", layout="hollow_square", title="")
    with city.database.reading() as session:
        offers(session, wish, now, site, city.organiser, _SHOWN)


def _look(city: City, now: datetime) -> None:
    with city.database.reading() as session:
        agenda(session, Process("bench", is_alone=True), now)


def _median(work: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(_TRIES):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1e3)
    return statistics.median(taken)
