"""
The one-line reader over the tables of phrases (the bound is the target, 2 ms), and a series of fifty dates against the same
fifty meetings booked one by one.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ruamel.yaml import YAML
from sqlmodel import Session

from benchmarks.results import Row
from meetbot.booking.phrases import RoomName, read
from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.booking.series.service import Repeat, Unit, book_series, preview
from meetbot.booking.service import book, quote
from meetbot.booking.wishes import Wish
from meetbot.db import Database
from meetbot.migrations import upgrade
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.settings import Site, read_site
from meetbot.standard.service import seed

_ROOT = Path(__file__).parents[1]
_TABLES = ("phrases", "repeats", "heldout")
_NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
_MOST_MS = 2.0
_DATES = 50


def measure(runs: int) -> list[Row]:
    lines = [_reading() for _ in range(runs + 1)][1:]  # the first one warms up
    middle, worst = [statistics.median(times) for times in lines], [max(times) for times in lines]
    bound = [_MOST_MS] * runs
    looked, quoted, made, one_by_one = zip(*(_series() for _ in range(runs)), strict=True)
    singly = f"{_DATES} meetings, one by one"
    return [
        Row("-", "a line is read, median of the table", "2 ms", "ms", middle, bound, 1.0, "lines"),
        Row("-", "a line is read, slowest of the table", "2 ms", "ms", worst, bound, 1.0, "lines"),
        Row("-", f"a series of {_DATES} dates, looked at", singly, "ms", looked, quoted, 1.0, "lines"),
        Row("-", f"a series of {_DATES} dates, booked", singly, "ms", made, one_by_one, 1.0, "lines"),
    ]


def _reading() -> list[float]:
    site = read_site(_ROOT / "config")
    specs = [spec for spec in read_rooms(_ROOT / "config") if spec.is_bookable]
    rooms = tuple(RoomName(spec.code, spec.name.en, spec.name.zh) for spec in specs)
    rows = [row for name in _TABLES for row in YAML(typ="safe").load(_ROOT / f"tests/booking/phrases/{name}.yaml")]

    def line(said: str) -> Callable[[], object]:
        return lambda: read(said, _NOW, site.zone, None, rooms, site.hours_on)

    # The best of three: a line is read in a fifth of a millisecond, and any other process takes longer than that.
    return [min(_timed(line(row["say"])) for _ in range(3)) for row in rows]


def _series() -> tuple[float, float, float, float]:
    """Milliseconds: the series looked at, its dates quoted singly, the series booked, its dates booked singly."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        upgrade(database)
        with Session(database.engine, expire_on_commit=False) as session:
            site, by = _house(session)
            start = datetime(2026, 11, 24, 6, tzinfo=UTC)
            wish = Wish(start, start + timedelta(hours=2), 10, "general", "hollow_square", room="room-301")
            rule = Repeat(unit=Unit.DAY, count=_DATES)
            days = [dated.starts_at - start for dated in preview(session, wish, rule, _NOW, site, by).booked]
            singly = [replace(wish, starts_at=start + day, ends_at=wish.ends_at + day) for day in days]
            elsewhere = [replace(each, room="room-402") for each in singly]
            found = (
                _timed(lambda: preview(session, wish, rule, _NOW, site, by)),
                _timed(lambda: [quote(session, each, _NOW, site, by) for each in singly]),
                _timed(lambda: book_series(session, wish, rule, by, _NOW, site)),
                _timed(lambda: [book(session, each, by, _NOW, site) for each in elsewhere]),
            )
        database.close()
    return found


def _house(session: Session) -> tuple[Site, Member]:
    site = read_site(_ROOT / "config")
    seed(session, _ROOT / "config" / "standard", _NOW)
    seed_rooms(session, read_rooms(_ROOT / "config"), _NOW)
    person = Person(telegram_id=1, name="Olga", joined_at=_NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add(RoleGrant(person_id=person.id, role=Role.ORGANISER, granted_at=_NOW))
    session.flush()
    return site, members(session, [person.id])[person.id]


def _timed(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return (time.perf_counter() - began) * 1e3
