"""The real service in one process, with the local chat and a clock that is set: what the day is played on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr
from sqlmodel import Session

from meetbot.app import Connection, Service, build, prepare
from meetbot.clock import SimulatedClock
from meetbot.db import Database
from meetbot.demo.transcript import Transcript
from meetbot.handlers.limits import UNLIMITED
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import Message, User
from meetbot.localchat.store import Json
from meetbot.settings import Settings, Site

T = TypeVar("T")
_MOST_MOMENTS = 500


class StepMissing(Exception):
    """The day did not go as it must: a step found nothing to press, or nothing came of it."""


@dataclass
class Stage:
    """A running service, its chat, its clock, and who writes it all down."""

    service: Service
    chat: LocalChat
    clock: SimulatedClock
    database: Database
    site: Site
    transcript: Transcript
    taps: int = 0
    offset: int | None = None
    is_quiet: bool = False

    @property
    def now(self) -> datetime:
        return self.clock.now()

    # What people do.

    async def writes(self, who: User, text: str) -> None:
        """``who`` sends a message."""
        self.transcript.did(who, text)
        who.says(text)
        await self.settle()

    async def sends_photo(self, who: User, picture: bytes, name: str, caption: str) -> None:
        """``who`` sends a picture."""
        path = self.transcript.keep(name, picture)
        self.transcript.seen(picture)
        self.transcript.did(who, f"📷 {caption} ({path})")
        who.sends_photo(picture, caption)
        await self.settle()

    async def presses(self, who: User, verb: str, *arguments: object) -> None:
        """
        ``who`` presses the newest button with this verb whose arguments begin like that; ``...`` stands for any one.

        Raises StepMissing naming the buttons that are there.
        """
        self.taps_now(who, verb, *arguments)
        await self.settle()

    def taps_now(self, who: User, verb: str, *arguments: object) -> None:
        """The same without waiting for what comes of it, as fast fingers do. Raises StepMissing."""
        button, message = self.button(who, verb, *arguments)
        self.taps += 1
        if not self.is_quiet:
            self.transcript.did(who, f"[{button['text']}]")
        who.taps(button["callback_data"], message.chat_id, message.message_id)

    def button(self, who: User, verb: str, *arguments: object) -> tuple[Json, Message]:
        """The newest such button and its message. Raises StepMissing."""
        parts = ["[^:]*" if each is ... else re.escape(str(each)) for each in (verb, *arguments)]
        wanted = re.compile(f"{':'.join(parts)}(:.*)?")
        for message in reversed(who.received):
            for button in (each for row in message.keyboard for each in row):
                if wanted.fullmatch(button.get("callback_data", "")):
                    return button, message
        there = [each.get("callback_data") for row in who.received[-1].keyboard for each in row] if who.received else []
        raise StepMissing(f"{who.name} sees no button {wanted.pattern}; the newest message has {there}")

    def has(self, who: User, verb: str, *arguments: object) -> bool:
        """Whether there is such a button."""
        try:
            self.button(who, verb, *arguments)
        except StepMissing:
            return False
        return True

    @contextmanager
    def quietly(self, who: User, what: str) -> Iterator[None]:
        """Many presses as one line of the transcript."""
        self.is_quiet = True
        self.transcript.did(who, what)
        try:
            yield
        finally:
            self.is_quiet = False
        self.transcript.look(self.chat.users)

    # What happens by itself.

    async def settle(self) -> None:
        """Everything written and pressed is answered, everything due was sent, every live card shows the present."""
        while True:
            updates = await self.service.application.bot.get_updates(offset=self.offset, timeout=0)
            for update in updates:
                await self.service.intake.take(update.to_json())
                self.offset = update.update_id + 1
            await self.service.settle()
            if not updates:
                break
        if not self.is_quiet:
            self.transcript.look(self.chat.users)

    async def until(self, moment: datetime) -> None:
        """Let time pass; whatever falls due on the way comes at its own moment."""
        for _ in range(_MOST_MOMENTS):
            due = await self.service.ticker.next_moment()
            if due is None or due >= moment:
                break
            await self._at(max(due, self.now))
        else:
            raise StepMissing(f"time does not get on: something is due at {due} again and again")
        await self._at(moment)

    async def passes(self, **time: float) -> None:
        """Let so much time pass (``minutes=5``)."""
        await self.until(self.now + timedelta(**time))

    async def _at(self, moment: datetime) -> None:
        self.clock.jump(moment)
        self.transcript.passes(moment)
        await self.settle()

    # What must be the case.

    def look(self, function: Callable[[Session], T]) -> T:
        """Something read straight from the database."""
        with self.database.reading() as session:
            return function(session)

    def must(self, holds: object, what: str) -> None:
        """Raises StepMissing saying ``what`` did not happen."""
        if not holds:
            raise StepMissing(what)


@asynccontextmanager
async def open_stage(
    start: datetime, site: Site, config: Path, transcript: Transcript, database_url: str | None = None
) -> AsyncIterator[Stage]:
    """The service at ``start`` on an empty database: one of its own, which is gone afterwards, or ``database_url``."""
    clock = SimulatedClock(start)
    with tempfile.TemporaryDirectory(prefix="meetbot-demo-") as folder:
        url = database_url or f"sqlite:///{Path(folder) / 'demo.db'}"
        settings = Settings().model_copy(
            update={"config": config, "database_url": SecretStr(url), "token": None, "admins": ()}
        )
        chat, database = LocalChat(None, clock), Database(url)
        try:
            prepare(database, settings, start)
            connection = Connection(
                chat.token, "http://127.0.0.1/local", InProcessRequest(chat), InProcessRequest(chat), UNLIMITED
            )
            service = build(settings, site, clock, database, connection)
            await service.start()
            transcript.passes(start)
            try:
                yield Stage(service, chat, clock, database, site, transcript)
            finally:
                await service.stop()
        finally:
            database.close()
            chat.close()
