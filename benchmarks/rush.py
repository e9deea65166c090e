"""
A house where much is due at once: a thousand rooms with a meeting each, an attendant each, and a tea round for all of them in
the same moment; some more rounds before it, one after another; and people at their desks who press meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import insert, update
from sqlmodel import Session, select

from benchmarks.city import room_entries
from benchmarks.house import ADMIN, CONFIG, House, furnish, person
from meetbot.booking.models import Booking, Reservation, Room
from meetbot.checklists.models import Take
from meetbot.db import Database
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.claims import Process
from meetbot.reminders.due import forget
from meetbot.reminders.dues import subject
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.passes import claim
from meetbot.standard.models import StandardVersion

ATTENDANTS = 1_000
FIRST_ATTENDANT = 20_001
# The first tea round of the sample standard.
_FIRST_ROUND = timedelta(minutes=20)
_AT_A_TIME = 50


@dataclass(frozen=True)
class Rush:
    """The house and its config; ``single`` are the moments of the rounds before the rush, ``moments`` those of the two rushes."""

    house: House
    config: Path
    single: Sequence[datetime]
    moments: Sequence[datetime]


def furnished(folder: Path, *, desks: int, single: int, every: timedelta, pause: timedelta) -> Rush:
    """``single`` rounds, one ``every`` so often; ``pause`` later a thousand at once, and as long after them a thousand more."""
    config = folder / "config"
    shutil.copytree(CONFIG, config)
    with (config / "rooms.yaml").open("a", encoding="utf-8") as file:
        file.write(room_entries(2 * ATTENDANTS + single))
    house = furnish(folder, desks, config)
    first = datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(3), UTC)
    alone = [first + number * every for number in range(single)]
    moments = [alone[-1] + pause, alone[-1] + 2 * pause]
    due_at = [*alone, *(moment for moment in moments for _ in range(ATTENDANTS))]
    database = Database(house.url)
    with database.writing() as session:
        ids = [*session.exec(select(Booking.id)), *_booked(session, due_at, first)]
    for start in range(0, len(ids), _AT_A_TIME):
        with database.writing() as session:
            _told(session, ids[start : start + _AT_A_TIME], first - timedelta(seconds=1))
    with database.writing() as session:
        forget(session, first)
    database.close()
    return Rush(house, config, alone, moments)


def _booked(session: Session, due_at: Sequence[datetime], now: datetime) -> list[int]:
    """A meeting for each of the moments, taken by an attendant, whose first tea round is then; their ids."""
    told = now - timedelta(days=2)
    organiser = person(session, "Otto", ADMIN + 7, Role.ORGANISER, told)
    staff = [person(session, f"Beth {n}", FIRST_ATTENDANT + n, Role.ATTENDANT, told) for n in range(ATTENDANTS)]
    standard_id = session.exec(select(StandardVersion.id)).first()
    rooms = session.exec(select(Room.id).where(Room.code.startswith("r")).order_by(Room.id.desc())).all()  # type: ignore[attr-defined, union-attr]
    first_id = 1_000_000
    rows, held, taken = [], [], []
    for number, moment in enumerate(due_at):
        start, booking_id, room_id = moment - _FIRST_ROUND, first_id + number, rooms[number]
        end = start + timedelta(hours=2)
        rows.append(_booking(booking_id, room_id, organiser, start, end, standard_id, told))
        held.append(
            {"booking_id": booking_id, "room_id": room_id, "is_active": True, "from_at": start, "until_at": end}
        )
        taken.append({"booking_id": booking_id, "person_id": staff[number % ATTENDANTS].id, "taken_at": told})
    connection = session.connection()
    for table, values in ((Booking, rows), (Reservation, held), (Take, taken)):
        connection.execute(insert(table), values)
    return [row["id"] for row in rows]  # type: ignore[misc]


def _booking(
    id: int, room_id: int | None, by: Member, start: datetime, end: datetime, standard: int | None, told: datetime
) -> dict[str, object]:
    return {
        "id": id, "uid": f"{id}@bench.example", "room_id": room_id, "organiser_id": by.id, "title": "Planning the year",
        "meeting_type": "general", "layout": "hollow_square", "heads": 10, "places": 10, "starts_at": start, "ends_at": end,
        "reserved_from": start, "reserved_until": end, "needs": {}, "standard_id": standard, "told_at": told, "schedule": 1,
        "sequence": 0, "made_by": by.id, "made_at": told, "changed_at": told, "next_due": None,
    }  # fmt: skip


def _told(session: Session, ids: Sequence[int | None], now: datetime) -> None:
    """Everything that was due about these meetings before ``now`` went out."""
    claim(session, [subject("booking", id) for id in ids], Process("bench"), now)
    session.execute(
        update(Sent).where(Sent.outcome.is_(None)).values(outcome=SentOutcome.DELIVERED, finished_at=now)  # type: ignore[union-attr]
    )
