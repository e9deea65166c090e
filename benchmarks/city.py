"""A city's worth of rooms: 1,000 of them, booked for years in every hour of the working day."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import Session, select

from benchmarks.house import ADMIN, CONFIG, ORGANISER
from meetbot.app import prepare
from meetbot.booking.rooms import bookables
from meetbot.db import Database
from meetbot.migrations.metadata import metadata
from meetbot.migrations.overlap import CONSTRAINT, guard_reservations, is_guarded
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.settings import Settings
from meetbot.standard.models import StandardVersion
from meetbot.times import NEVER

ROOMS = 1_000
# Hours of a day that are booked, as wall time; the hour after each stays free for set-up and clearing, and 18:00 always.
_HOURS = (8, 10, 12, 14, 16)
FREE_HOUR = 18


@dataclass(frozen=True)
class Day:
    """How a working day is booked: in so many rooms a meeting of so many minutes from each of these hours on."""

    rooms: int = ROOMS
    hours: Sequence[int] = _HOURS
    minutes: int = 60

    @property
    def meetings(self) -> int:
        return self.rooms * len(self.hours)


_MANY = 20_000
_ROOM = """
  - code: r{number}
    name: {{en: Room {number}, zh: {number}室}}
    shape: {{width: 8.0, depth: 10.0, screen_wall: north, doors: [{{wall: south, at: 3.0, width: 1.2}}]}}
    equipment: [projector, screen]
"""


@dataclass(frozen=True)
class City:
    """
    A database with so many bookings, all before ``first_free_day``; ``organiser`` may book more.

    ``guarded_in``: the seconds in which the guard against double booking was built on them, where it looks at every row.
    """

    database: Database
    bookings: int
    organiser: Member
    first_free_day: date
    guarded_in: float | None


def build(folder: Path, url: str, bookings: int, today: date, now: datetime, day: Day = Day()) -> City:
    """The newest half of the bookings lies ahead of ``today``, the rest behind it: what a house knows after some years."""
    config = folder / "config"
    if not config.exists():
        shutil.copytree(CONFIG, config)
        (config / "rooms.yaml").write_text("rooms:" + room_entries(ROOMS), "utf-8")
    database = Database(url)
    settings = Settings(_env_file=None, config=config, database_url=url, admins=(ADMIN,))  # type: ignore[call-arg, arg-type]
    prepare(database, settings, now)
    with database.writing() as session:
        organiser = _organiser(session, now)
        standard_id = session.exec(select(StandardVersion.id)).first()
        room_ids = [room.physical_ids[0] for room in bookables(session)][: day.rooms]
    days = -(-bookings // day.meetings)
    first_day = today - timedelta(days=days // 2)
    with database.engine.begin() as connection:
        _unguard(connection)
        _fill(connection, _rows(room_ids, first_day, organiser.id, standard_id, day), bookings)
    guarded_in = _guard(database)
    return City(database, bookings, organiser, first_day + timedelta(days=days), guarded_in)


def room_entries(count: int) -> str:
    """So many rooms ("r0", "r1", ...) for rooms.yaml."""
    return "".join(_ROOM.format(number=number) for number in range(count))


def _organiser(session: Session, now: datetime) -> Member:
    person = Person(telegram_id=ORGANISER, name="Olga", department="Finance", joined_at=now)
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id or 0, role=Role.ORGANISER, granted_at=now))
    session.flush()
    return members(session, [person.id or 0])[person.id or 0]


def _rows(
    room_ids: list[int], date_: date, organiser_id: int, standard_id: int | None, day: Day
) -> Iterator[dict[str, Any]]:
    """Bookings day by day, room by room; told of long ago, with nothing due (``next_due`` is known)."""
    number = 0
    while True:
        for hour in day.hours:
            start = datetime.combine(date_, time(hour), UTC)
            end = start + timedelta(minutes=day.minutes)
            for room_id in room_ids:
                number += 1
                yield {
                    "id": number, "uid": f"{number}@bench.example", "room_id": room_id, "organiser_id": organiser_id,
                    "title": "Planning the year", "meeting_type": "general", "layout": "hollow_square", "heads": 10, "places": 10,
                    "starts_at": start, "ends_at": end,
                    "reserved_from": start - timedelta(minutes=15), "reserved_until": end + timedelta(minutes=15),
                    "needs": {}, "standard_id": standard_id, "told_at": start - timedelta(days=9), "schedule": 1, "sequence": 0,
                    "made_by": organiser_id, "made_at": start - timedelta(days=9), "changed_at": start - timedelta(days=9),
                    "next_due": NEVER,
                }  # fmt: skip
        date_ += timedelta(days=1)


def _unguard(connection: Connection) -> None:
    """The guard would look at every row as it comes; it is back before anybody books."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE reservation DROP CONSTRAINT {CONSTRAINT}")
        return
    for event in ("insert", "update"):
        connection.exec_driver_sql(f"DROP TRIGGER {CONSTRAINT}_{event}")


def _guard(database: Database) -> float | None:
    """The guard is back, and what a database knows of its rows after a night is known."""
    began = perf_counter()
    with database.engine.begin() as connection:
        guard_reservations(connection)
    took = perf_counter() - began
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")
    if database.is_sqlite:
        return None  # a trigger looks at no row that is there
    with database.engine.connect() as connection:
        assert is_guarded(connection)
    return took


def _fill(connection: Connection, rows: Iterator[dict[str, Any]], count: int) -> None:
    wanted = islice(rows, count)
    while batch := list(islice(wanted, _MANY)):
        held = [
            {
                "booking_id": row["id"], "room_id": row["room_id"], "is_active": True,
                "from_at": row["reserved_from"], "until_at": row["reserved_until"],
            }
            for row in batch
        ]  # fmt: skip
        for table, values in (("booking", batch), ("reservation", held)):
            _put(connection, table, values)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval('booking_id_seq', :last)"), {"last": count})


def _put(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """PostgreSQL takes a million rows by COPY in a minute, by INSERT in several."""
    if connection.dialect.name != "postgresql":
        connection.execute(insert(metadata.tables[table]), rows)
        return
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({', '.join(rows[0])}) FROM STDIN") as into:
        for row in rows:
            into.write_row([json.dumps(value) if isinstance(value, dict) else value for value in row.values()])
