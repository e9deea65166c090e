"""
Row 5 and the dues of 1,000 and of 10,000 meetings in a day: a pass with nothing due, and one that works everything out anew.

A day of 10,000 meetings (1,000 rooms, a meeting of half an hour every hour), and one of 1,000, stand beside one of 100. All that is due by the
morning goes out first, to a delivery that takes no time. Then a pass has nothing to do; and then every booking's next moment is
emptied, as a start of the bot does it, and one pass fills them again, while somebody presses every 20 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import select
from sqlmodel import Session, col

from benchmarks.city import City, Day, build
from benchmarks.results import Row
from meetbot.booking.models import Booking
from meetbot.clock import SimulatedClock
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.reminders.claims import Process
from meetbot.reminders.due import agenda, forget
from meetbot.reminders.dues import Due
from meetbot.reminders.models import Card
from meetbot.reminders.ticker import Ticker
from meetbot.seam import Seam

_HOURS = tuple(range(8, 18))
_DAYS = (Day(10, _HOURS, 30), Day(100, _HOURS, 30), Day(1_000, _HOURS, 30))
_STAFF = (Role.ATTENDANT, Role.ATTENDANT, Role.SUPERVISOR, Role.MAINTENANCE)
_EVERY = 0.02  # seconds between two presses
_LOOKS = 60


class _Nowhere:
    """A delivery and an alarm that take no time."""

    async def send(self, due: Due, recipient: Member) -> int:  # noqa: ARG002
        return 1

    async def refresh(self, card: Card) -> str:
        return card.shown

    def set(self, moment: datetime | None) -> None:
        """Nobody is woken here."""


@dataclass
class _Figures:
    """Of one day, a figure a run: looks and presses in milliseconds, passes in seconds."""

    look: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)


def measure(runs: int) -> list[Row]:
    few, *more = (asyncio.run(_day(day, runs)) for day in _DAYS)
    return [row for day, found in zip(_DAYS[1:], more, strict=True) for row in _beside(few, found, day)]


def _beside(few: _Figures, many: _Figures, day: Day) -> list[Row]:
    name, bound = f"{day.meetings:,} meetings a day", f"the same at {_DAYS[0].meetings:,} meetings a day"
    return [
        Row("5", f"a pass with nothing due, {name}", bound, "ms", many.look, few.look, 1.5, "passes"),
        Row("5", f"everything worked out anew, {name}", bound, "s", many.anew, few.anew, None, "passes"),
        Row("5", f"a press meanwhile, 95th, {name}", "a press with no pass going on", "ms", many.beside, many.alone, None, "passes"),
    ]  # fmt: skip


async def _day(day: Day, runs: int) -> _Figures:
    with tempfile.TemporaryDirectory() as folder:
        now = datetime.combine(datetime.now(UTC).date(), time(6), UTC)
        city = build(Path(folder), f"sqlite:///{folder}/day.db", day.meetings, now.date(), now, day)
        with city.database.writing() as session:
            for number, role in enumerate(_STAFF):
                _hire(session, role, number, now)
            forget(session, now)
        seam, nowhere = Seam(city.database), _Nowhere()
        ticker = Ticker(seam, SimulatedClock(now), nowhere, nowhere, is_alone=True)
        await ticker.run(now)
        figures = _Figures()
        for _ in range(runs):
            figures.look.append(_look(city, now))
            figures.alone.append(await _presses(seam, asyncio.create_task(asyncio.sleep(1.0))))
            with city.database.writing() as session:
                forget(session, now)
            began = perf_counter()
            pass_ = asyncio.create_task(ticker.run(now))
            figures.beside.append(await _presses(seam, pass_))
            figures.anew.append(perf_counter() - began)
        seam.close()
        return figures


def _hire(session: Session, role: Role, number: int, now: datetime) -> None:
    person = Person(telegram_id=8000 + number, name=f"Alan {number}", joined_at=now)
    session.add(person)
    session.flush()
    session.add(RoleGrant(person_id=person.id or 0, role=role, granted_at=now))


def _look(city: City, now: datetime) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(_LOOKS):
        began = perf_counter()
        with city.database.reading() as session:
            found = agenda(session, Process("bench", is_alone=True), now + timedelta(seconds=1))
        taken.append((perf_counter() - began) * 1e3)
        assert not found.subjects
    return statistics.median(taken)


async def _presses(seam: Seam, until: asyncio.Task[None]) -> float:
    """Somebody writes a little every now and then; the 95th of what they waited, in milliseconds."""
    taken = []
    while not until.done():
        began = perf_counter()
        await seam.write(_press)
        taken.append((perf_counter() - began) * 1e3)
        await asyncio.sleep(_EVERY)
    until.result()
    return sorted(taken)[len(taken) * 95 // 100] if taken else 0.0


def _press(session: Session) -> None:
    """About what a press asks and writes, without anything that is due by it."""
    for number in range(1, 6):
        session.connection().execute(select(col(Booking.title)).where(col(Booking.id) == number)).all()
    person = session.get_one(Person, 1)
    person.name = f"{person.name[:1]}{perf_counter()}"
    session.add(person)
