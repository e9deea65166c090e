"""The day itself, from the first start on an empty database to the account in the evening."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session, select

import tests.chaos
from meetbot.clock import SimulatedClock
from meetbot.db import Database
from meetbot.inbox.service import open_updates
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.reminders.models import Card, Sent
from tests.chaos.account import HEADER, Account, left_due, settled
from tests.chaos.bot import Skipped
from tests.chaos.chat import WatchedChat, served
from tests.chaos.house import Deaths, House, environment, nothing_skipped
from tests.chaos.ledger import Ledger
from tests.chaos.naps import Nap, book_long_meetings, out_of_order, sleep, told, wrongs
from tests.chaos.people import Attendant, Mender, Organiser, Somebody, Town
from tests.chaos.silences import drafts_of, thread
from tests.factories import add_person, at
from tests.postgresql import make_server, throw_away

# A Tuesday on which the house is open until nine in the evening.
_MORNING = at("2026-11-24 07:40")
_ADA, _SUN, _MAX = 7001, 7002, 7003
_ROOMS = {7101: "Training Room", 7102: "Long Gallery", 7103: "Reception Room", 7104: "Riverside Hall A"}
_ATTENDANTS = (7201, 7202, 7203)
# The last bots have so long to bring to an end what is in hand, in real seconds.
_EVENING = 400.0
_QUIET = 3
# So many silences are told with everything that led to them.
_MOST_THREADS = 8


@dataclass(frozen=True)
class Plan:
    """``speed``: seconds of the house's clock in a real one. ``first_kills``: how many of the kills happen while migrating."""

    seed: int
    kills: int
    speed: float = 60.0
    think_seconds: float = 1.0
    first_kills: int = 3
    together: int = 1
    # Real seconds. A chat shows what came of a press within a second or two; after a death, when the next life has begun.
    patience: float = 60.0
    nap: Nap | None = None


@dataclass
class Day:
    """How it went."""

    plan: Plan
    account: Account
    deaths: Deaths
    seconds: float
    messages: int
    slept: list[str] = field(default_factory=list)

    def told(self, name: str) -> Iterator[str]:
        yield f"### {name}: {self.deaths.ends.total()} kills, seed {self.plan.seed}, {self.seconds:.0f} s"
        yield ""
        yield HEADER
        yield from map(str, self.account.lines)
        yield ""
        yield "| what ended a life | times |\n| --- | --- |"
        yield from (f"| {how} | {times} |" for how, times in sorted(self.deaths.ends.items()))
        yield ""
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.account.outcomes.items()))
        deaths, repeats = self.deaths, self.account.repeats
        yield f"The deaths found {deaths.updates} updates, {deaths.claims} dues and {deaths.calls} calls in hand. Dues: {outcomes} (too late: the office was told)."
        yield f"Messages: {self.messages:,}; repeated: {repeats.messages}, of them in flight at a kill: {repeats.in_flight}."
        yield from self.slept
        yield from (
            f"WRONG: {each}"
            for each in sorted(self.account.complaints, key=lambda each: each.startswith("lost: dues"))[:40]
        )
        for silence, story in zip(self.account.silences, self.account.threads, strict=False):
            yield f"\n--- {silence[:200]}"
            yield from story


async def play(plan: Plan, url: str, folder: Path) -> Day:
    """One day on the empty database at ``url``; files of its own go into ``folder``."""
    dice, began = random.Random(plan.seed), time.monotonic()
    skipped = nothing_skipped()
    clock = SimulatedClock(_MORNING, plan.speed, lambda: time.monotonic() + skipped.value)
    chat = WatchedChat(clock, random.Random(plan.seed + 1))
    async with served(chat) as root, _house(plan, url, chat, root, folder, dice, skipped) as house:
        await house.first_lives(min(plan.first_kills, plan.kills))
        await house.open()
        database = Database(url)
        try:
            people = await asyncio.to_thread(_move_in, database, chat, clock.now())
            town = Town(chat, clock, Ledger(), plan.think_seconds, plan.patience, partial(drafts_of, database))
            if plan.nap is not None:
                book_long_meetings(database, town.ledger, min(_ROOMS), min(_ATTENDANTS), clock.now())
            living = [asyncio.create_task(each.live()) for each in _lives(town, people, dice)]
            slept = None
            while house.deaths.ends.total() < plan.kills and not any(each.done() for each in living):
                if plan.nap is not None and slept is None and house.deaths.ends.total() >= plan.kills // 2:
                    await house.open()
                    slept = await sleep(house, town, plan.nap, _SUN)
                await house.kill_one()
            await house.open()
            town.is_evening = True
            await asyncio.gather(*living)
            await house.close()
            clock.run(1.0)  # or what falls due in an hour would come within the minute, and the evening would never end
            house.begins(clock.now(), clock.speed)
            await house.open()
            await _quiet(database, clock)
            await house.close()
            account = settled(database, town.ledger, chat.carried, house.deaths.killed, clock.now(), house.mistakes)
            account.mistakes += out_of_order(chat.carried)
            account.mistakes += wrongs(slept, database) if slept is not None else ()
            story = list(told(slept, database, chat.carried)) if slept is not None else []
            account.threads = [
                thread(each, town.ledger, chat.carried, house.chronicle, house.log, database)
                for each in town.ledger.silences[:_MOST_THREADS]
            ]
        finally:
            database.close()
        messages = sum(each.is_message for each in chat.carried)
        return Day(plan, account, house.deaths, time.monotonic() - began, messages, story)


@asynccontextmanager
async def _house(
    plan: Plan,
    url: str,
    chat: WatchedChat,
    root: str,
    folder: Path,
    dice: random.Random,
    skipped: Skipped,
) -> AsyncIterator[House]:
    settings = environment(root, chat.token, url, _ADA)
    house = House(url, chat, folder, dice, settings, skipped, plan.together)
    house.begins(_MORNING, plan.speed)
    try:
        yield house
    finally:
        await house.away()


def _move_in(database: Database, chat: WatchedChat, now: datetime) -> dict[int, str]:
    """Everybody gets their role and has opened the bot once; the admin is there by the settings."""
    people = {
        _SUN: ("Sun", Role.SUPERVISOR), _MAX: ("Max", Role.MAINTENANCE),
        **{id: (f"Organiser {id}", Role.ORGANISER) for id in _ROOMS},
        **{id: (f"Attendant {id}", Role.ATTENDANT) for id in _ATTENDANTS},
    }  # fmt: skip
    chat.user(_ADA, "Ada")
    with database.writing() as session:
        for id, (name, role) in people.items():
            chat.user(id, name)
            if session.exec(select(Person).where(Person.telegram_id == id)).first() is None:
                add_person(session, name, role, telegram_id=id, department="Finance")
    return {_ADA: "Ada", **{id: name for id, (name, _) in people.items()}}


def _lives(town: Town, people: dict[int, str], dice: random.Random) -> Iterator[Somebody]:
    for id in people:
        own = random.Random(dice.random())
        if id in _ROOMS:
            yield Organiser(town, id, own, room=_ROOMS[id])
        elif id in _ATTENDANTS:
            yield Attendant(town, id, own)
        elif id == _MAX:
            yield Mender(town, id, own)


async def _quiet(database: Database, clock: SimulatedClock) -> None:
    """Return when nothing is in hand and nothing is due, several looks in a row."""
    calm, deadline = 0, time.monotonic() + _EVENING
    while calm < _QUIET and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        calm = 0 if await asyncio.to_thread(_is_busy, database, clock.now()) else calm + 1


def _is_busy(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return bool(open_updates(session) or _open_claims(session) or _stale(session) or left_due(session, now))


def _open_claims(session: Session) -> bool:
    return session.exec(select(Sent.id).where(Sent.outcome == None)).first() is not None  # noqa: E711


def _stale(session: Session) -> bool:
    return session.exec(select(Card.id).where(Card.is_stale)).first() is not None


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The addresses of an empty database of each kind, and a folder for the rest."""
    server = make_server(is_safe=True)
    folder = tempfile.mkdtemp(prefix="meetbot-chaos-")
    try:
        yield {"SQLite": f"sqlite:///{folder}/house.db", "PostgreSQL": server.create("house"), "folder": folder}
    finally:
        throw_away(server.folder)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.chaos", description=tests.chaos.__doc__)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or random.randrange(1_000_000)))
    parser.add_argument("--kills", type=int, default=int(os.environ.get("KILLS") or 200))
    parser.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--keep-log", type=Path, help="copy the bots' log there")
    parser.add_argument(
        "--asleep", type=float, default=180.0, help="so many seconds in the middle: minutes of the house's clock"
    )
    options = parser.parse_args()
    is_right = True
    with databases() as where:
        for name, together in (("SQLite", 1), ("PostgreSQL", 2)):
            if options.on not in ("both", name.lower()):
                continue
            nap = Nap(options.asleep, options.asleep * 60 / 3600) if options.asleep else None
            plan = Plan(options.seed, options.kills, together=together, nap=nap)
            folder = Path(where["folder"])
            day = asyncio.run(play(plan, where[name], folder))
            print("\n".join(day.told(name)), "\n", flush=True)  # noqa: T201
            is_right = is_right and day.account.is_right
            if options.keep_log:
                shutil.copy(folder / "bots.log", options.keep_log)
    if not is_right:
        print(f"Something was lost or done twice. The same again: make chaos SEED={options.seed} KILLS={options.kills}", file=sys.stderr)  # noqa: T201  # fmt: skip
    return int(not is_right)
