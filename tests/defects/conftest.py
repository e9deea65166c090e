"""A hall of two halves and a small room, meetings in them, and people who report and mend."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Booking, Closure, Reservation, Room
from meetbot.booking.rooms import RoomSpec, physical
from meetbot.db import Database
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.models import StandardVersion
from meetbot.standard.needs import Needs
from meetbot.texts import Wording
from tests.factories import NOW, add_person

T = TypeVar("T")
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class House:
    """The rooms' ids: ``hall`` consists of ``west`` and ``east``."""

    hall: int
    west: int
    east: int
    small: int


@pytest.fixture
def house(session: Session) -> House:
    return build_house(session)


def build_house(session: Session) -> House:
    """The rooms, in the database, with a standard for meetings to keep."""
    session.add(StandardVersion(name="sample", number=1, body="", sha256="", published_at=NOW))
    parts = {"hall": ("west", "east")}
    rows = [
        Room(code=code, position=position, spec=_spec(code, parts.get(code, ())))
        for position, code in enumerate(("hall", "west", "east", "small"))
    ]
    session.add_all(rows)
    session.flush()
    return House(*(row.id or 0 for row in rows))


def _spec(code: str, parts: tuple[str, ...]) -> dict[str, Any]:
    spec = RoomSpec(code=code, name=Wording(en=code.title(), zh=code), parts=parts)
    return spec.model_dump(mode="json")


@dataclass(frozen=True)
class Team:
    """One member of each role that has to do with defects; ``lee`` maintains too."""

    olga: Member
    alan: Member
    sun: Member
    max: Member
    ada: Member
    lee: Member


@pytest.fixture
def team(session: Session, people: dict[Role, Person]) -> Team:
    lee = add_person(session, "Lee", Role.MAINTENANCE, telegram_id=2000)
    order = (Role.ORGANISER, Role.ATTENDANT, Role.SUPERVISOR, Role.MAINTENANCE, Role.ADMIN)
    return Team(*(the(session, person) for person in (*(people[role] for role in order), lee)))


def the(session: Session, person: Person) -> Member:
    """The member that this row is."""
    found = member(session, person.telegram_id)
    assert found is not None
    return found


def add_meeting(session: Session, room_id: int, starts_at: datetime, needs: Needs | None = None) -> Booking:
    """An hour's meeting with half an hour around it, whose next due moment the ticker knows already."""
    organiser = session.exec(select(Person)).first()
    assert organiser is not None
    assert organiser.id is not None
    booking = Booking(
        uid=f"{room_id}-{starts_at.isoformat()}", room_id=room_id, organiser_id=organiser.id, title="Budget",
        meeting_type="general", layout="oval", heads=8, places=9, starts_at=starts_at,
        ends_at=starts_at + 2 * HALF_AN_HOUR, reserved_from=starts_at - HALF_AN_HOUR,
        reserved_until=starts_at + 3 * HALF_AN_HOUR, needs=(needs or Needs()).model_dump(mode="json"), standard_id=1,
        told_at=NOW, made_by=organiser.id, made_at=NOW, changed_at=NOW, next_due=NOW,
    )  # fmt: skip
    session.add(booking)
    session.flush()
    session.add_all(
        Reservation(
            booking_id=booking.id or 0,
            room_id=room.id or 0,
            from_at=booking.reserved_from,
            until_at=booking.reserved_until,
        )
        for room in physical(session, session.get_one(Room, room_id))
    )
    session.flush()
    return booking


def cancel(session: Session, booking: Booking) -> None:
    """Cancel it as booking does: its reservations hold nothing any more."""
    booking.cancelled_at = NOW
    for held in session.exec(select(Reservation).where(Reservation.booking_id == booking.id)):
        held.is_active = False
    session.flush()


def closures(session: Session) -> list[tuple[int, datetime, datetime | None, str, int | None, int | None]]:
    """Every closure: room, from, until, reason, defect, by."""
    return [
        (each.room_id, each.from_at, each.until_at, each.reason, each.defect_id, each.closed_by)
        for each in session.exec(select(Closure).order_by("id"))
    ]


def at_once(database: Database, *calls: Callable[[Session], T]) -> list[T | MeetbotError]:
    """What each call gives, or the error it raises, when all begin together, each in a transaction of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[Session], T]) -> T | MeetbotError:
        start.wait()
        try:
            with database.writing() as session:
                return call(session)
        except MeetbotError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
