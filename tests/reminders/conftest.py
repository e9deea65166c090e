"""A house with a committed database, a clock that stands still, a ticker, and a delivery that keeps what it carried."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select, update

from meetbot.booking.models import Booking
from meetbot.checklists.models import Take
from meetbot.checklists.service import tick
from meetbot.clock import SimulatedClock
from meetbot.db import Database
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.dues import Due
from meetbot.reminders.models import Card, Sent
from meetbot.reminders.ticker import Ticker
from meetbot.seam import Seam
from tests.checklists.conftest import TOLD, House, furnish
from tests.factories import SHANGHAI, add_person, at

DAY = "2026-11-24"


@dataclass
class RecordingDelivery:
    """Carries everything into a list. ``troubles``: what happens instead, by the recipient's name, one after another."""

    clock: SimulatedClock
    sent: list[tuple[str, str, str, str]] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    refreshed: list[int] = field(default_factory=list)
    troubles: dict[str, list[BaseException]] = field(default_factory=dict)
    card_troubles: list[BaseException] = field(default_factory=list)
    gate: asyncio.Event | None = None
    held: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, due: Due, recipient: Member) -> int:
        if self.gate is not None:
            self.held.set()
            await self.gate.wait()
        if self.troubles.get(recipient.name):
            raise self.troubles[recipient.name].pop(0)
        moment = self.clock.now().astimezone(SHANGHAI).strftime("%H:%M")
        self.sent.append((moment, recipient.name, due.rule, due.occurrence))
        self.dues.append(due)
        return len(self.sent)

    async def refresh(self, card: Card) -> str:
        if self.card_troubles:
            raise self.card_troubles.pop(0)
        self.refreshed.append(card.message_id)
        return f"version {card.version}"

    def of(self, *rules: str) -> list[tuple[str, str, str, str]]:
        return [each for each in self.sent if each[2] in rules]


@dataclass
class RecordingAlarm:
    moments: list[datetime | None] = field(default_factory=list)

    def set(self, moment: datetime | None) -> None:
        self.moments.append(moment)

    @property
    def wall(self) -> str | None:
        last = self.moments[-1]
        return last.astimezone(SHANGHAI).strftime("%d %H:%M") if last else None


@dataclass
class World:
    """Everything that a service day of reminders needs, on one database file."""

    database: Database
    seam: Seam
    clock: SimulatedClock
    delivery: RecordingDelivery
    alarm: RecordingAlarm
    ticker: Ticker

    @contextmanager
    def house(self) -> Iterator[House]:
        """The house in a transaction of its own, committed at the end."""
        with self.database.writing() as session:
            yield _house(session)

    def another_ticker(self, name: str, *, is_alone: bool = False) -> Ticker:
        return Ticker(self.seam, self.clock, self.delivery, self.alarm, is_alone=is_alone, name=name)

    async def run_at(self, wall: str) -> None:
        """One pass at this time of the day."""
        self.clock.jump(at(f"{DAY} {wall}"))
        await self.ticker.run(self.clock.now())

    def claims(self, *rules: str) -> list[tuple[str, str, str | None]]:
        """(occurrence, recipient, outcome) of every claim of these rules, in order."""
        with self.database.reading() as session:
            rows = session.exec(select(Sent).where(col(Sent.rule).in_(rules)).order_by(col(Sent.id))).all()
            names = {member.id: member.name for member in _house(session).staff.values()}
            return [(row.occurrence, names.get(row.recipient_id, "?"), row.outcome) for row in rows]

    def forget_next_due(self) -> None:
        with self.database.writing() as session:
            session.execute(update(Booking).values(next_due=None))


def _house(session: Session) -> House:
    from meetbot.booking.models import Room
    from meetbot.people.service import people
    from meetbot.standard.models import StandardVersion

    staff = {next(iter(member.roles)): member for member in people(session) if len(member.roles) == 1}
    version = session.exec(select(StandardVersion)).one()
    assert version.id is not None
    return House(session, staff, version.id, {room.code: room for room in session.exec(select(Room))})


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    with database.writing() as session:
        names = {
            Role.ORGANISER: "Olga", Role.ATTENDANT: "Alan", Role.SUPERVISOR: "Sun", Role.MAINTENANCE: "Max", Role.ADMIN: "Ada",
        }  # fmt: skip
        people = {
            role: add_person(session, name, role, telegram_id=1000 + number)
            for number, (role, name) in enumerate(names.items())
        }
        furnish(session, people)
    seam, clock = Seam(database), SimulatedClock(at("2026-11-21 09:00"))
    delivery, alarm = RecordingDelivery(clock), RecordingAlarm()
    ticker = Ticker(seam, clock, delivery, alarm, is_alone=True, name="first")
    yield World(database, seam, clock, delivery, alarm, ticker)
    seam.close()


def add_booking(house: House, start: str = "14:00", end: str = "16:00", *, is_taken: bool = True, **fields) -> Booking:
    """A meeting of the day that Alan took when it was told, unless ``is_taken`` says no."""
    early = at(f"{DAY} {start}") - timedelta(minutes=45)  # room enough to set up by the small standard's rates
    booking = house.book(f"{DAY} {start}", f"{DAY} {end}", **{"next_due": None, "reserved_from": early} | fields)
    if is_taken:
        alan = house.staff[Role.ATTENDANT].id
        house.session.add(Take(booking_id=booking.id or 0, person_id=alan, taken_at=TOLD))
    return booking


def prepare(house: House, booking: Booking) -> None:
    """Alan does everything up to the start."""
    from meetbot.checklists.service import checklist
    from meetbot.standard.document import Phase

    alan, now = house.staff[Role.ATTENDANT], booking.starts_at - timedelta(hours=3)
    house.session.flush()
    entries = checklist(house.session, booking.id or 0, now).entries
    for entry in entries:
        if entry.item.phase in (Phase.PREPARE, Phase.BEFORE):
            tick(house.session, booking.id or 0, entry.item.key, alan, now)


BLOCKED = DeliveryFailed(permanent=True, reason="bot was blocked by the user")
