"""A city's worth of rooms: 1,000 of them, booked for years in every hour of the working day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import Session, select

from benchmarks.house import ADMIN, CONFIG, ORGANISER
from meetbot.app import prepare
from meetbot.booking.models import Booking, Reservation
from meetbot.booking.rooms import bookables
from meetbot.db import Database
from meetbot.migrations.overlap import CONSTRAINT, guard_reservations
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
_MANY = 20_000
_ROOM = """
  - code: r{number}
    name: {{en: Room {number}, zh: {number}室}}
    shape: {{width: 8.0, depth: 10.0, screen_wall: north, doors: [{{wall: south, at: 3.0, width: 1.2}}]}}
    equipment: [projector, screen]
"""


@dataclass(frozen=True)
class City:
    """A database with so many bookings, all before ``first_free_day``; ``organiser`` may book more."""

    database: Database
    bookings: int
    organiser: Member
    first_free_day: date


def build(folder: Path, bookings: int, today: date, now: datetime) -> City:
    """The newest half of the bookings lies ahead of ``today``, the rest behind it: what a house knows after some years."""
    config = folder / "config"
    if not config.exists():
        shutil.copytree(CONFIG, config)
        (config / "rooms.yaml").write_text("rooms:" + "".join(_ROOM.format(number=n) for n in range(ROOMS)), "utf-8")
    database = Database(f"sqlite:///{folder / f'{bookings}.db'}")
    settings = Settings(_env_file=None, config=config, database_url=str(database.url), admins=(ADMIN,))  # type: ignore[call-arg, arg-type]
    prepare(database, settings, now)
    with database.writing() as session:
        organiser = _organiser(session, now)
        standard_id = session.exec(select(StandardVersion.id)).first()
        room_ids = [room.physical_ids[0] for room in bookables(session)]
    days = -(-bookings // (len(room_ids) * len(_HOURS)))
    first_day = today - timedelta(days=days // 2)
    with database.engine.begin() as connection:
        _fill(connection, _rows(room_ids, first_day, organiser.id, standard_id), bookings)
        connection.execute(text("ANALYZE"))
    return City(database, bookings, organiser, first_day + timedelta(days=days))


def _organiser(session: Session, now: datetime) -> Member:
    person = Person(telegram_id=ORGANISER, name="Olga", department="Finance", joined_at=now)
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id or 0, role=Role.ORGANISER, granted_at=now))
    session.flush()
    return members(session, [person.id or 0])[person.id or 0]


def _rows(room_ids: list[int], day: date, organiser_id: int, standard_id: int | None) -> Iterator[dict[str, Any]]:
    """Bookings day by day, room by room; told of long ago, with nothing due (``next_due`` is known)."""
    number = 0
    while True:
        for hour in _HOURS:
            start = datetime.combine(day, time(hour), UTC)
            for room_id in room_ids:
                number += 1
                yield {
                    "id": number, "uid": f"{number}@bench.example", "room_id": room_id, "organiser_id": organiser_id,
                    "title": "Planning the year", "meeting_type": "general", "layout": "hollow_square", "heads": 10, "places": 10,
                    "starts_at": start, "ends_at": start + timedelta(hours=1),
                    "reserved_from": start - timedelta(minutes=15), "reserved_until": start + timedelta(minutes=75),
                    "needs": {}, "standard_id": standard_id, "told_at": start - timedelta(days=9), "schedule": 1, "sequence": 0,
                    "made_by": organiser_id, "made_at": start - timedelta(days=9), "changed_at": start - timedelta(days=9),
                    "next_due": NEVER,
                }  # fmt: skip
        day += timedelta(days=1)


def _fill(connection: Connection, rows: Iterator[dict[str, Any]], count: int) -> None:
    """Without the guard, which would look at every row; it is back before anybody books."""
    for event in ("insert", "update"):
        connection.exec_driver_sql(f"DROP TRIGGER {CONSTRAINT}_{event}")
    wanted = islice(rows, count)
    while batch := list(islice(wanted, _MANY)):
        connection.execute(insert(Booking), batch)
        held = [
            {
                "booking_id": row["id"], "room_id": row["room_id"], "is_active": True,
                "from_at": row["reserved_from"], "until_at": row["reserved_until"],
            }
            for row in batch
        ]  # fmt: skip
        connection.execute(insert(Reservation), held)
    guard_reservations(connection)
