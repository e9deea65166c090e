"""Meetings as pure values, and bookings with their rows, under a small standard whose figures the tests work out by hand."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.meeting import Break, Meeting
from meetbot.booking.models import Booking, MeetingBreak, Reservation, Room
from meetbot.booking.rooms import RoomSpec
from meetbot.checklists.items import ItemState
from meetbot.checklists.models import Outcome, Tick
from meetbot.checklists.service import checklist, skip
from meetbot.layouts.shape import RoomShape
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.standard.document import Phase
from meetbot.standard.loading import parse_standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.needs import Needs
from meetbot.texts import Wording
from meetbot.times import Interval
from tests.factories import NOW, add_person, at

TEXT = (Path(__file__).parent / "standard.yaml").read_text(encoding="utf-8")
SMALL = parse_standard(TEXT, "standard.yaml")
QUARTER = timedelta(minutes=15)
# Told three days ahead, so that nothing is at short notice unless a test says so.
TOLD = at("2026-11-21 09:00")
# While the room of ``booked`` is set up, and while it is cleared.
PREPARING, CLEARING = at("2026-11-24 13:10"), at("2026-11-24 16:05")


def spec(code: str = "m-101", **fields: Any) -> RoomSpec:
    shape = RoomShape(width=12, depth=9)
    return RoomSpec(code=code, name=Wording(en=code, zh=code), shape=shape, **fields)


def booking(start: str, end: str, **fields: Any) -> Booking:
    """A booking of 20 heads, 21 places in the hollow square of a general meeting; ``needs`` as a Needs value."""
    starts_at, ends_at = at(start), at(end)
    needs = fields.pop("needs", Needs())
    defaults: dict[str, Any] = {
        "uid": f"{start}-{fields.get('room_id', 1)}", "room_id": 1, "organiser_id": 1, "made_by": 1, "title": "Budget",
        "meeting_type": "general", "layout": "hollow_square", "heads": 20, "places": 21, "standard_id": 1,
        "starts_at": starts_at, "ends_at": ends_at, "reserved_from": starts_at - QUARTER,
        "reserved_until": ends_at + QUARTER, "told_at": TOLD, "made_at": TOLD, "changed_at": TOLD,
        "needs": needs.model_dump(mode="json"),
    }  # fmt: skip
    return Booking(**defaults | fields)


def meeting(
    start: str = "2026-11-24 14:00",
    end: str = "2026-11-24 16:00",
    breaks: tuple[Break, ...] = (),
    used_until: datetime | None = None,
    room: RoomSpec | None = None,
    **fields: Any,
) -> Meeting:
    """A meeting that no database knows."""
    row = booking(start, end, **{"id": 17} | fields)
    room = room or spec()
    return Meeting(
        booking=row,
        room=Room(id=row.room_id, code=room.code, position=1, spec={}),
        spec=room,
        standard=SMALL,
        needs=Needs.model_validate(row.needs),
        event=Interval(row.starts_at, row.ends_at),
        reserved=Interval(row.reserved_from, row.reserved_until),
        breaks=breaks,
        used_until=used_until,
        next_reserved_from=None,
        next_booking_id=None,
    )


@dataclass
class House:
    """A house with one room, a hall of two halves, and staff; bookings are put in as rows, without the booking service."""

    session: Session
    staff: dict[Role, Member]
    standard_id: int
    rooms: dict[str, Room] = field(default_factory=dict)

    def book(self, start: str, end: str, room: str = "m-101", **fields: Any) -> Booking:
        held = self.rooms[room]
        row = booking(start, end, **{
            "room_id": held.id, "organiser_id": self.staff[Role.ORGANISER].id, "standard_id": self.standard_id,
            "made_by": self.staff[Role.ORGANISER].id, "uid": f"{start}-{room}", "next_due": at(start),
        } | fields)  # fmt: skip
        self.session.add(row)
        self.session.flush()
        self.hold(row)
        return row

    def hold(self, row: Booking) -> None:
        """The reservations of ``row``: one for each physical room."""
        room = next(room for room in self.rooms.values() if room.id == row.room_id)
        assert row.id is not None
        for code in RoomSpec.model_validate(room.spec).parts or (room.code,):
            self.session.add(Reservation(
                booking_id=row.id, room_id=self.rooms[code].id or 0, from_at=row.reserved_from, until_at=row.reserved_until,
                is_active=row.cancelled_at is None,
            ))  # fmt: skip
        self.session.flush()

    def pause(self, row: Booking, start: str, end: str | None) -> MeetingBreak:
        found = MeetingBreak(
            booking_id=row.id or 0, starts_at=at(start), ends_at=at(end) if end else None,
            set_by=self.staff[Role.ATTENDANT].id,
        )  # fmt: skip
        self.session.add(found)
        self.session.flush()
        return found


def member(person: Person, *roles: Role) -> Member:
    assert person.id is not None
    return Member(person.id, person.telegram_id, person.name, person.department, "", person.language, frozenset(roles))


def furnish(session: Session, people: dict[Role, Person]) -> House:
    version = StandardVersion(
        name="small", number=1, body=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest(), published_at=NOW
    )
    specs = (spec(), spec("hall", parts=("hall-a", "hall-b")), spec("hall-a"), spec("hall-b"))
    rows = [
        Room(code=each.code, position=number, spec=each.model_dump(mode="json")) for number, each in enumerate(specs)
    ]
    session.add_all([version, *rows])
    session.flush()
    assert version.id is not None
    staff = {role: member(person, role) for role, person in people.items()}
    return House(session, staff, version.id, {row.code: row for row in rows})


@pytest.fixture
def house(session: Session, people: dict[Role, Person]) -> House:
    return furnish(session, people)


@pytest.fixture
def alan(house: House) -> Member:
    return house.staff[Role.ATTENDANT]


@pytest.fixture
def beth(session: Session) -> Member:
    """A second attendant."""
    return member(add_person(session, "Beth", Role.ATTENDANT, telegram_id=2001), Role.ATTENDANT)


@pytest.fixture
def booked(house: House) -> Booking:
    """A meeting tomorrow from two to four."""
    return house.book("2026-11-24 14:00", "2026-11-24 16:00")


@pytest.fixture
def number(booked: Booking) -> int:
    """That meeting's."""
    return id_of(booked)


def id_of(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def state(session: Session, number: int, key: str, now: datetime = PREPARING) -> ItemState:
    """How far an item is."""
    return checklist(session, number, now).entry(key).state


def rows(session: Session, number: int) -> list[tuple[str, Outcome, int | None, bool]]:
    """Every tick of the booking, undone ones too: item, outcome, count, whether it stands."""
    found = session.exec(select(Tick).where(Tick.booking_id == number).order_by(col(Tick.id)))
    return [(each.item, each.outcome, each.count, each.undone_at is None) for each in found]


def finish(session: Session, by: Member, booking: Booking, *phases: Phase, now: datetime) -> None:
    """Everything of these phases is skipped, rounds left out."""
    for entry in checklist(session, id_of(booking), now).entries:
        if entry.item.phase in phases and not entry.item.is_round:
            skip(session, id_of(booking), entry.item.key, by, now, reason="done elsewhere")
