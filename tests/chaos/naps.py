"""
The machine sleeps in the middle of the day: its processes stand still, the clock on the wall goes on, and so do the people.

Afterwards what fell due meanwhile has ended as the rules say, nothing was said twice, and what was written during it is answered in order.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

import aiohttp
from sqlmodel import col, select

from meetbot.booking import service as booking
from meetbot.booking.wishes import Wish
from meetbot.checklists import service as checklists
from meetbot.db import Database
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.settings import read_site
from tests.chaos.account import CONFIG
from tests.chaos.chat import Carried
from tests.chaos.house import House
from tests.chaos.ledger import Booked, Ledger, Said
from tests.chaos.people import Town
from tests.factories import SHANGHAI, at

# What somebody writes meanwhile, one after the other without waiting.
_WRITTEN = ("/help", "/floor", "/standard tea", "/help", "/roster", "/help")
_READY_WITHIN = 60.0


# Meetings that last, one after the other, so that tea is due whenever the machine sleeps.
_LONG = (("08:30", "12:30"), ("13:30", "17:30"))


@dataclass(frozen=True)
class Nap:
    """For so many real ``seconds`` nothing runs; the house's clock shows so many ``hours`` more when it is over."""

    seconds: float
    hours: float

    def skips(self, speed: float) -> float:
        """Real seconds that the clocks have to be set forward for that."""
        return self.hours * 3600 / speed - self.seconds


@dataclass
class Slept:
    """How it was. ``since`` and ``until`` by the house's clock; ``woken`` by the machine's; ``missing``: what /readyz said after it."""

    since: datetime
    until: datetime
    woken: float
    missing: list[tuple[float, str]] = field(default_factory=list)


def book_long_meetings(database: Database, ledger: Ledger, organiser: int, attendant: int, now: datetime) -> None:
    """In a room and at times of their own, taken by an attendant."""
    site, day = read_site(CONFIG), now.astimezone(SHANGHAI).date()
    for start, end in _LONG:
        begins, ends = at(f"{day} {start}"), at(f"{day} {end}")
        wish = Wish(begins, ends, 8, "general", "hollow_square", title="Long", room="boardroom")
        with database.writing() as session:
            olga, alan = member(session, organiser), member(session, attendant)
            assert olga is not None
            assert alan is not None
            made = booking.book(session, wish, olga, now, site, None, confirmed_closed=True)
            session.flush()
            checklists.take(session, made.id or 0, alan, now)
        minutes = int((ends - begins).total_seconds() // 60)
        ledger.booked.append(Booked(organiser, begins, minutes, made.id or 0, is_in_own_room=False))


async def sleep(house: House, town: Town, nap: Nap, writer: int) -> Slept:
    """All the bots, in the middle of whatever they are at."""
    since, speed = town.clock.now(), house.clock[2]
    town.is_asleep = True
    for each in house.running:
        await each.serves()
        os.kill(each.pid, signal.SIGSTOP)
    house.chronicle.note("everything sleeps")
    began = monotonic()
    for text in _WRITTEN:
        said = town.chat.user(writer).says(text)
        town.ledger.said.append(Said(writer, said, text))
    await asyncio.sleep(nap.seconds)
    house.skipped.value += nap.skips(speed)
    slept = Slept(since, town.clock.now(), monotonic())
    for each in house.running:
        os.kill(each.pid, signal.SIGCONT)
    town.slept += monotonic() - began
    town.is_asleep = False
    house.chronicle.note(f"everything wakes, {nap.hours:g} hours later")
    await asyncio.gather(*(_ready(slept, each.port) for each in house.running))
    return slept


async def _ready(slept: Slept, port: int) -> None:
    """Ask until it is."""
    async with aiohttp.ClientSession(trust_env=False) as client:
        while monotonic() - slept.woken < _READY_WITHIN:
            async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                found = await answer.json()
            missing = ", ".join(name for name, is_well in found.items() if not is_well)
            slept.missing.append((monotonic() - slept.woken, missing or "ready"))
            if not missing:
                return
            await asyncio.sleep(0.1)


def told(slept: Slept, database: Database, carried: Sequence[Carried]) -> Iterator[str]:
    """What became of what fell due meanwhile."""
    with database.reading() as session:
        rows = _due_meanwhile(slept, session.exec(select(Sent).order_by(col(Sent.due_at))).all())
    outcomes = Counter(f"{row.rule} {row.outcome}" for row in rows)
    causes = {_cause(row) for row in rows if row.outcome is SentOutcome.DELIVERED}
    last = max(
        (each.at - slept.woken for each in carried if each.cause in causes and each.at > slept.woken), default=0.0
    )
    yield f"Asleep from {slept.since:%H:%M} to {slept.until:%H:%M} UTC. Due meanwhile: {len(rows)}; the last of those still of use went out after {last:.1f} s."
    yield "  " + ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    yield "  /readyz: " + ", ".join(f"{at:.1f} s {what}" for at, what in slept.missing[:8])


def wrongs(slept: Slept, database: Database) -> Iterator[str]:
    """What the rules would not have sent."""
    if not any(what == "ready" for _, what in slept.missing):
        yield f"not ready {_READY_WITHIN:.0f} s after it slept: {slept.missing[-1:]}"
    with database.reading() as session:
        rows = _due_meanwhile(slept, session.exec(select(Sent).where(Sent.rule == "round")).all())
        missed = session.exec(
            select(Sent).where(Sent.rule == "rounds_missed", Sent.outcome == SentOutcome.DELIVERED)
        ).all()
    for told_of, times in Counter((row.subject, row.recipient_id, row.due_at) for row in missed).items():
        if times > 1:
            yield f"{told_of[1]} was told {times} times which rounds of {told_of[0]} were missed"
    rounds: defaultdict[tuple[str, int, str], list[Sent]] = defaultdict(list)
    for row in rows:
        rounds[row.subject, row.recipient_id, row.occurrence.rpartition(".")[0]].append(row)
    for (subject, recipient, kind), found in rounds.items():
        newest = max(row.due_at for row in found)
        late = [row.occurrence for row in found if row.outcome is SentOutcome.DELIVERED and row.due_at < newest]
        if late:
            yield f"rounds {kind} of {subject} went to {recipient} though a newer one was due: {', '.join(late)}"


def _due_meanwhile(slept: Slept, rows: Sequence[Sent]) -> list[Sent]:
    return [row for row in rows if slept.since < row.due_at <= slept.until]


def _cause(row: Sent) -> str:
    return f"due {row.rule} {row.subject} {row.occurrence} {row.recipient_id}"


def out_of_order(carried: Sequence[Carried]) -> Iterator[str]:
    """Answers that came before those of what was written earlier in the same chat."""
    newest: dict[int, int] = {}
    seen: set[str] = set()
    for each in carried:
        kind, _, number = each.cause.partition(" ")
        if kind != "update" or each.cause in seen or not each.chat_id:
            continue
        seen.add(each.cause)
        if int(number) < newest.get(each.chat_id, 0):
            yield f"chat {each.chat_id}: {each.cause} was answered after update {newest[each.chat_id]}"
        newest[each.chat_id] = max(int(number), newest.get(each.chat_id, 0))
