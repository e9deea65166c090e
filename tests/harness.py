"""Runs the service for tests: people write and press, ``settle`` lets the bot answer and the ticker pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session

from meetbot.app import Connection, Service, build, prepare
from meetbot.clock import SimulatedClock
from meetbot.db import Database
from meetbot.handlers.limits import UNLIMITED
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import User
from meetbot.mail.delivery import Carrier
from meetbot.people.roles import Role
from meetbot.settings import Settings, read_site
from tests.factories import NOW, add_person

T = TypeVar("T")
_FIRST_ID = 5001


@dataclass
class Harness:
    """A running service, its chat and its clock."""

    service: Service
    chat: LocalChat
    clock: SimulatedClock
    database: Database
    offset: int | None = None
    people: int = 0

    def person(self, name: str, *roles: Role, language: str = "en", department: str = "Finance") -> User:
        """Somebody in the chat who has these roles already; without roles a stranger."""
        telegram_id = _FIRST_ID + self.people
        self.people += 1
        user = self.chat.user(telegram_id, name, language_code=language)
        if roles:
            with self.database.writing() as session:
                add_person(session, name, *roles, telegram_id=telegram_id, department=department, language=language)
        user.starts()
        return user

    async def settle(self) -> None:
        """Everything written and pressed is answered, everything due by now was sent, every stale card refreshed."""
        while True:
            updates = await self.service.application.bot.get_updates(offset=self.offset, timeout=0)
            for update in updates:
                await self.service.intake.take(update.to_json())
                self.offset = update.update_id + 1
            await self.service.settle()
            if not updates:
                return

    async def advance(self, **by: float) -> None:
        """Let time pass (``minutes=20``) and settle; moments in between are visited one by one, as a clock does."""
        until = self.clock.now() + timedelta(**by)
        while (moment := await self.service.ticker.next_moment()) is not None and moment < until:
            if moment > self.clock.now():
                self.clock.jump(moment)
            await self.settle()
            if await self.service.ticker.next_moment() == moment:
                break  # nothing became of it: do not go round in circles
        self.clock.jump(until)
        await self.settle()

    def look(self, function: Callable[[Session], T]) -> T:
        """Something read straight from the database."""
        with self.database.reading() as session:
            return function(session)


@asynccontextmanager
async def open_harness(
    folder: Path,
    config: Path,
    url: str | None = None,
    post: Carrier | None = None,
    reach: Callable[[LocalChat], AbstractAsyncContextManager[Connection]] | None = None,
    **more: Any,
) -> AsyncIterator[Harness]:
    """
    A service over an empty database: a SQLite file in ``folder``, or what is at ``url``.

    ``more``: settings that differ; ``post`` carries mail in place of the one that they name; ``reach`` is how the bot gets to
    the chat, where that is not within the process.
    """
    clock = SimulatedClock(NOW)
    chat = LocalChat(None, clock)
    address = url or f"sqlite:///{folder / 'meetbot.db'}"
    settings = Settings(_env_file=None, config=config, database_url=address, **more)  # type: ignore[call-arg, arg-type]
    database = Database(settings.database_url.get_secret_value())
    prepare(database, settings, clock.now())
    async with (reach or _within)(chat) as connection:
        service = build(settings, read_site(config), clock, database, connection, post)
        await service.start()
        try:
            yield Harness(service, chat, clock, database)
        finally:
            await service.stop()
            chat.close()


@asynccontextmanager
async def _within(chat: LocalChat) -> AsyncIterator[Connection]:
    """Without a socket."""
    yield Connection(chat.token, "http://127.0.0.1/local", InProcessRequest(chat), InProcessRequest(chat), UNLIMITED)
