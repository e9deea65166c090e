"""
The bot as an operator starts it (``bot.py run``), with the clock of the chaos run, telling the chat what each request is for.

A life begins as a copy of a process that has imported everything; the rest is the start that an operator has. It dies by
signal 9 at the point that it was told, the ``count``-th time that it comes by; when whoever started it has gone, it ends too.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any, Protocol
from urllib.parse import urlencode

from sqlalchemy import event
from structlog.contextvars import get_contextvars

import meetbot.handlers.areas  # noqa: F401  (what a start imports is there before it is told to begin)
from meetbot import app, migrations, places, running
from meetbot.clock import SimulatedClock
from meetbot.commands import main
from meetbot.db import Database
from meetbot.handlers import alarm
from meetbot.handlers.limits import TELEGRAM
from meetbot.handlers.transport import AiohttpRequest
from meetbot.inbox.service import mark_done, take_in
from meetbot.reminders.cards import refreshed
from meetbot.reminders.claims import expire, fail, finish, put_off
from meetbot.reminders.passes import claim
from meetbot.seam import Seam
from meetbot.web.server import WebServer

# Where it may be told to die, and how many times it may come by before: rare points at once, common ones later.
POINTS = {
    "an update came, not yet in the inbox": 6,
    "an update is in the inbox": 6,
    "a press, before its commit": 8,
    "a press is committed, not answered": 8,
    "an update is answered, not marked": 6,
    "dues, before the claim's commit": 4,
    "a due is claimed, not sent": 4,
    "a due is sent, not marked": 4,
    "a due is marked": 4,
    "a card is edited, not noted": 4,
}
_MARKS = (finish, expire, fail, put_off)
_BEFORE: dict[Any, str] = {
    take_in: "an update came, not yet in the inbox", mark_done: "an update is answered, not marked",
    refreshed: "a card is edited, not noted", **dict.fromkeys(_MARKS, "a due is sent, not marked"),
}  # fmt: skip
_AFTER: dict[Any, str] = {
    take_in: "an update is in the inbox", claim: "a due is claimed, not sent", **dict.fromkeys(_MARKS, "a due is marked"),
}  # fmt: skip
# The chat's limits go faster, too, though not as fast as the clock: a queue is what a death should find.
_FAST = replace(TELEGRAM, overall_per_second=TELEGRAM.overall_per_second * 10, chat_seconds=TELEGRAM.chat_seconds / 10)
STARTING = ("the schema is there, the seeds are not", "the seeds, before their commit", "the service has started")
MIGRATING = "in the middle of the migrations"


class Skipped(Protocol):
    """A number that all processes share."""

    value: float


@dataclass(frozen=True)
class Life:
    """One life of the bot. At ``anchor`` (the machine's monotonic clock) the house's clock showed ``shown``."""

    number: int
    shown: str
    anchor: float
    speed: float

    def clock(self, seconds: Callable[[], float]) -> SimulatedClock:
        passed = timedelta(seconds=(seconds() - self.anchor) * self.speed)
        return SimulatedClock(datetime.fromisoformat(self.shown) + passed, self.speed, seconds)


@dataclass(frozen=True)
class End:
    """Where a life ends."""

    point: str = ""
    count: int = 1


class Reaper:
    """Ends the process at the point that it was told."""

    def __init__(self, end: End) -> None:
        self._point, self._left = end.point, end.count

    def listen(self, told: Connection) -> None:
        """The newest end that it is told counts."""
        try:
            while True:
                end: End = told.recv()
                self._point, self._left = end.point, end.count
        except EOFError:
            os._exit(0)

    def at(self, point: str) -> None:
        if point and point == self._point:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Lay the points into the seam, through which everything goes that is written."""
        self._into_seam()
        self._into_start()
        self._into_migrations()

    def _into_seam(self) -> None:
        announced, giving_way = Seam.write_announced, Seam.write_quietly_giving_way
        beside, along = Seam.write_beside, Seam.write_along

        async def pressed(seam: Seam, on_ready: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
            last = self._last(function, "a press, before its commit")
            result = await announced(seam, on_ready, last, *args, **kwargs)
            self.at("a press is committed, not answered")
            return result

        async def sent(seam: Seam, function: Any, *args: Any, **kwargs: Any) -> Any:
            what = getattr(function, "func", function)
            if what is claim:
                last = self._last(function, "dues, before the claim's commit")
                result = await giving_way(seam, last, *args, **kwargs)
                self._after(claim, result)
                return result
            self.at(_BEFORE.get(what, ""))
            result = await giving_way(seam, function, *args, **kwargs)
            self._after(what, result)
            return result

        async def noted(seam: Seam, function: Any, *args: Any, **kwargs: Any) -> Any:
            self.at(_BEFORE.get(function, ""))
            result = await beside(seam, function, *args, **kwargs)
            self._after(function, result)
            return result

        async def came_along(seam: Seam, function: Any, *args: Any, **kwargs: Any) -> Any:
            self.at(_BEFORE.get(function, ""))
            result = await along(seam, function, *args, **kwargs)
            self._after(function, result)
            return result

        Seam.write_announced, Seam.write_quietly_giving_way = pressed, sent  # type: ignore[assignment,method-assign]
        Seam.write_beside, Seam.write_along = noted, came_along  # type: ignore[assignment,method-assign]

    def _after(self, what: object, result: object) -> None:
        if what is not claim or result:
            self.at(_AFTER.get(what, ""))

    def _last(self, function: Callable[..., Any], point: str) -> Callable[..., Any]:
        """``function``, and the point behind it in the same transaction."""

        def call(session: Any, *args: Any, **kwargs: Any) -> Any:
            result = function(session, *args, **kwargs)
            session.flush()
            self.at(point)
            return result

        return call

    def _into_start(self) -> None:
        seed, start = app._seed, app.Service.start

        def seeded(session: Any, *args: Any) -> None:
            self.at("the schema is there, the seeds are not")
            seed(session, *args)
            session.flush()
            self.at("the seeds, before their commit")

        async def started(service: app.Service) -> None:
            await start(service)
            self.at("the service has started")

        app._seed, app.Service.start = seeded, started  # type: ignore[assignment,method-assign]

    def _into_migrations(self) -> None:
        run = migrations._run_migrations

        def migrated(database: Database) -> None:
            event.listen(database.engine, "before_cursor_execute", lambda *_: self.at(MIGRATING))
            run(database)

        migrations._run_migrations = migrated


def telling(life: int) -> type[AiohttpRequest]:
    """A transport that writes into each call's address who calls, and for which update or which due."""

    class Telling(AiohttpRequest):
        async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            if method == "POST":
                url = f"{url}?{urlencode({'life': life, 'cause': _cause()})}"
            return await super().do_request(url, method, *args, **kwargs)

    return Telling


def _cause() -> str:
    """The log's own words for what is in hand."""
    bound = get_contextvars()
    if "rule" in bound:  # first: what a press has woken bears the press's number, too
        return f"due {bound['rule']} {bound['subject']} {bound['occurrence']} {bound['recipient']}"
    return f"update {bound['update_id']}" if "update_id" in bound else ""


def live(life: Life, end: End, environment: dict[str, str], log: str, line: Connection, skipped: Skipped) -> None:
    """
    A life: what ``line`` brings is its end, and it says there when it serves, and on which port.

    By ``skipped`` real seconds the clock is further than the machine's own: it was set forward while everything slept.
    """
    os.environ.update(environment)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    reaper, clock = Reaper(end), life.clock(lambda: time.monotonic() + skipped.value)
    reaper.install()
    threading.Thread(target=reaper.listen, args=(line,), daemon=True).start()
    vars(places).update(SystemClock=lambda: clock, AiohttpRequest=telling(life.number), TELEGRAM=_FAST)
    alarm._LONGEST_WAIT /= life.speed  # a minute of the house's clock
    webs, bind = list[WebServer](), WebServer.bind

    def bound(web: WebServer) -> None:
        bind(web)
        webs.append(web)

    WebServer.bind = bound  # type: ignore[assignment,method-assign]
    # Instead of printing that it runs.
    running.run.__defaults__ = (lambda _line: line.send((life.number, webs[0].port)), None)
    sys.exit(main(["run"]))
