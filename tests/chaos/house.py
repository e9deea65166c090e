"""The bots of a chaos run: processes that are started, killed and started again, and the database that outlives them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import cast

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from meetbot.backup import require_backup
from meetbot.db import Database
from meetbot.inbox.service import open_updates
from meetbot.reminders.models import Sent
from tests.chaos.bot import MIGRATING, POINTS, STARTING, End, Life, Skipped, live
from tests.chaos.chat import WatchedChat
from tests.chaos.silences import Chronicle

ROOT = Path(__file__).parents[2]
# Real seconds. A life that did not come by its point ends all the same; a random moment lies before that.
_LONGEST_LIFE, _SHORTEST_LIFE = 5.0, 0.2
# A process that neither serves nor dies fails the run instead of standing still for ever.
_HANGS_AFTER = 120.0
# Statements of the migrations of an empty database after which one may die.
_STATEMENTS = 150
_AT_RANDOM = "at a random moment"
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.chaos.bot"])  # imported once, not by each life
_WHILE_COPYING, _COPYING = "while a backup is taken", "the backup itself"


@dataclass
class Bot:
    """A bot's process and the line to it."""

    life: int
    process: ForkServerProcess
    line: Connection
    is_serving: bool = False
    port: int = 0

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def tells(self, end: End) -> None:
        with suppress(BrokenPipeError):  # dead already
            self.line.send(end)

    async def serves(self) -> None:
        """Return when it does. Raises AssertionError when it ends instead."""
        if not self.is_serving:
            self.is_serving = await asyncio.to_thread(self._says_so)
        if not self.is_serving:
            raise AssertionError(f"life {self.life} did not begin to serve (exit code {self.process.exitcode})")

    def _says_so(self) -> bool:
        try:
            if not self.line.poll(_HANGS_AFTER):
                return False
            life, self.port = self.line.recv()
            return bool(life == self.life)
        except (EOFError, ConnectionResetError):
            return False

    async def ended(self, seconds: float = _HANGS_AFTER) -> int | None:
        """Its exit code; none when it lives on after so long."""
        await asyncio.to_thread(self.process.join, seconds)
        return self.process.exitcode


@dataclass
class Deaths:
    """How the lives ended, and what was in hand each time."""

    ends: Counter[str] = field(default_factory=Counter)
    updates: int = 0
    claims: int = 0
    calls: int = 0
    killed: set[int] = field(default_factory=set)


@dataclass
class House:
    """``together`` bots at once, on one database. Their clocks are ``skipped`` real seconds further than the machine's."""

    url: str
    chat: WatchedChat
    folder: Path
    dice: random.Random
    environment: dict[str, str]
    skipped: Skipped
    together: int = 1
    clock: tuple[str, float, float] = ("", 0.0, 0.0)
    running: list[Bot] = field(default_factory=list)
    deaths: Deaths = field(default_factory=Deaths)
    lives: int = 0
    mistakes: list[str] = field(default_factory=list)
    chronicle: Chronicle = field(default_factory=Chronicle)

    @property
    def log(self) -> Path:
        return self.folder / "bots.log"

    def begins(self, shown: datetime, speed: float) -> None:
        """From now on the clocks of those that begin show this, and go on at this speed."""
        self.clock = (shown.isoformat(), time.monotonic() + self.skipped.value, speed)

    async def first_lives(self, kills: int) -> int:
        """Kill so many in the middle of the migrations of the empty database; how many died there."""
        for _ in range(kills):
            begun = await self._begin(End(MIGRATING, self.dice.randint(1, _STATEMENTS)))
            await self._dies(begun, MIGRATING)
        return kills

    async def open(self) -> None:
        """As many bots as there are to be serve."""
        while len(self.running) < self.together:
            begun = await self._begin(End())
            self.running.append(begun)
            await begun.serves()

    async def kill_one(self) -> None:
        """One of them dies, by chance or at a point, and another one takes its place."""
        how = self.dice.choices([_AT_RANDOM, "point", "start", "backup"], [40, 45, 10, 5])[0]
        match how:
            case "point":
                point = self.dice.choice(sorted(POINTS))
                oldest = self.running.pop(0)
                oldest.tells(End(point, self.dice.randint(1, POINTS[point])))
                await self._dies(oldest, point)
            case "start":
                if self.together == 1:  # the next cannot begin while the last one lives
                    await self._kill(self.running.pop(0), _AT_RANDOM)
                begun = await self._begin(End(point := self.dice.choice(STARTING)))
                await self._dies(begun, point)
                if self.together > 1:
                    return
            case "backup":
                await self._backup()
            case _:
                await asyncio.sleep(self.dice.uniform(_SHORTEST_LIFE, _LONGEST_LIFE / 2))
                await self._kill(self.running.pop(0), _AT_RANDOM)
        # It may be killed again before it serves: a restart is as likely a moment as any.
        begun = await self._begin(End())
        self.running.append(begun)
        if self.dice.random() < 0.8:
            await begun.serves()

    async def close(self) -> None:
        """Stop them as an operator does."""
        for each in self.running:
            await each.serves()
            each.process.terminate()
            if (code := await each.ended()) != 0:
                self.mistakes.append(f"life {each.life} ended with {code} when it was told to stop")
        self.running.clear()
        await self.away()

    async def away(self) -> None:
        """Nothing is left running, whatever happened."""
        for each in self.running:
            each.process.kill()
            await each.ended()
        self.running.clear()

    async def _begin(self, end: End) -> Bot:
        self.lives += 1
        life = Life(self.lives, *self.clock)
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=live, args=(life, end, self.environment, str(self.log), theirs, self.skipped))
        await asyncio.to_thread(process.start)
        theirs.close()
        self.chronicle.note(f"life {self.lives} begins")
        return Bot(self.lives, process, ours)

    async def _dies(self, one: Bot, point: str) -> None:
        """It comes by its point, or is killed some time later."""
        if await one.ended(_LONGEST_LIFE) is None:
            point = _AT_RANDOM
        await self._kill(one, point)

    async def _kill(self, one: Bot, how: str) -> None:
        self.deaths.calls += self.chat.under_way.get(one.life, 0)
        one.process.kill()
        if (code := await one.ended()) != -signal.SIGKILL:
            self.mistakes.append(f"life {one.life} ended by itself with {code}")
        self.chronicle.note(f"life {one.life} is dead: {how}")
        self.deaths.killed.add(one.life)
        self.deaths.ends[how] += 1
        updates, claims = await asyncio.to_thread(_in_hand, self.url)
        self.deaths.updates += updates
        self.deaths.claims += claims

    async def _backup(self) -> None:
        """Either the bot or the backup dies while it is taken. What stands there afterwards is whole, or nothing is."""
        file = self.folder / f"backup-{self.lives}.db"
        with self.log.open("ab") as log:
            taking = await asyncio.create_subprocess_exec(
                sys.executable, "bot.py", "backup", str(file), cwd=ROOT, env=self.environment,
                stdout=asyncio.subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        await asyncio.sleep(self.dice.uniform(0.3, 1.2))
        is_to_live = self.dice.random() < 0.5
        if is_to_live:
            await self._kill(self.running.pop(0), _WHILE_COPYING)
        elif taking.returncode is None:
            taking.kill()
            self.deaths.ends[_COPYING] += 1
        code = await taking.wait()
        if is_to_live and code:
            self.mistakes.append(f"a backup during which the bot died ended with {code}")
        if file.exists():
            await asyncio.to_thread(require_backup, file, file)
        elif is_to_live:
            self.mistakes.append("a backup during which the bot died is not there")
        file.unlink(missing_ok=True)
        if not is_to_live:
            await self._kill(self.running.pop(0), _AT_RANDOM)


def nothing_skipped() -> Skipped:
    """To be shared with every bot."""
    return cast(Skipped, _CONTEXT.Value("d", 0.0))


def environment(chat_root: str, token: str, url: str, admin: int) -> dict[str, str]:
    """What an operator sets."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MEETBOT_")}
    return own | {
        "MEETBOT_TOKEN": token, "MEETBOT_API_URL": chat_root, "MEETBOT_DATABASE_URL": url,
        "MEETBOT_ADMINS": str(admin), "MEETBOT_HTTP": "127.0.0.1:0", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1",
        "MEETBOT_LOG": "json",
    }  # fmt: skip


def _in_hand(url: str) -> tuple[int, int]:
    """How many updates and how many claims a death left open."""
    database = Database(url)
    try:
        with database.reading() as session:
            claims = session.exec(select(Sent.id).where(Sent.outcome == None, Sent.retry_at == None)).all()  # noqa: E711
            return len(open_updates(session)), len(claims)
    except SQLAlchemyError:
        return 0, 0  # it died before there were any tables
    finally:
        database.close()
