"""The sample building with its standard, and the people who book in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from meetbot.booking.models import Booking, Reservation, Room
from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.booking.service import Wish, book
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.settings import Site, read_site
from meetbot.standard.document import Standard
from meetbot.standard.loading import read_standards
from meetbot.standard.service import seed
from tests.factories import NOW, at

CONFIG = Path(__file__).parents[2] / "config"
Members = Mapping[Role, Member]


@pytest.fixture(scope="session")
def site() -> Site:
    return read_site(CONFIG)


@pytest.fixture
def building(session: Session) -> dict[str, Room]:
    """The rooms by code, and the standard, in the database."""
    seed(session, CONFIG / "standard", NOW)
    return {room.code: room for room in seed_rooms(session, read_rooms(CONFIG), NOW)}


@pytest.fixture
def staff(session: Session, people: dict[Role, Person]) -> Members:
    """One member of each role."""
    found = members(session, [person.id for person in people.values() if person.id])
    return {role: found[person.id] for role, person in people.items() if person.id}


def wish(start: str = "2026-11-24 14:00", end: str = "2026-11-24 16:00", **fields: Any) -> Wish:
    """A general meeting of ten in Room 301, times on Shanghai's wall clock."""
    plain = Wish(at(start), at(end), heads=10, meeting_type="general", layout="hollow_square", room="room-301")
    return replace(plain, **fields)


@dataclass
class Desk:
    """Books for somebody, by default the organiser, without naming session, now and site each time."""

    session: Session
    staff: Members
    site: Site
    now: datetime = NOW

    def book(self, start: str = "2026-11-24 14:00", end: str = "2026-11-24 16:00", **fields: Any) -> Booking:
        return self.fulfil(wish(start, end, **fields))

    def fulfil(self, wanted: Wish, by: Role = Role.ORGANISER, **options: Any) -> Booking:
        return book(self.session, wanted, self.staff[by], self.now, self.site, **options)


@pytest.fixture
def desk(session: Session, building: dict[str, Room], staff: Members, site: Site) -> Desk:
    return Desk(session, staff, site)


@pytest.fixture
def held(session: Session) -> Callable[[Booking], dict[int, tuple[datetime, datetime]]]:
    """What a booking holds: physical room id -> span of its active reservation."""
    from meetbot.booking.reservations import reservations

    def of(booking: Booking) -> dict[int, tuple[datetime, datetime]]:
        assert booking.id is not None
        rows: list[Reservation] = reservations(session, booking.id)
        return {row.room_id: (row.from_at, row.until_at) for row in rows}

    return of


@pytest.fixture(scope="session")
def standard() -> Standard:
    """The newest of the sample's standards."""
    return max((file.standard for file in read_standards(CONFIG / "standard")), key=lambda found: found.version)
