"""Organisers at a running service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, select

from meetbot.app import Connection, build
from meetbot.booking.models import Booking
from meetbot.db import Database
from meetbot.drafts.models import Draft
from meetbot.handlers.limits import UNLIMITED
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness


@dataclass
class Organiser:
    """Somebody who books: says and presses, and sees what the bot shows."""

    service: Harness
    user: User

    @property
    def last(self) -> Message:
        return self.user.last

    @property
    def text(self) -> str:
        return self.user.last.text

    @property
    def buttons(self) -> list[str]:
        return self.user.last.buttons

    async def says(self, text: str) -> Message:
        self.user.says(text)
        await self.service.settle()
        return self.user.last

    async def presses(self, *labels: str) -> Message:
        """One button after the other, each on the newest message that has it."""
        for label in labels:
            self.user.presses(label)
            await self.service.settle()
        return self.user.last

    async def forges(self, code: str) -> None:
        self.user.forges(code, self.user.last)
        await self.service.settle()

    async def books(self, phrase: str) -> Booking:
        """The booking that a whole line makes."""
        before = {booking.id for booking in bookings(self.service)}
        await self.says(f"/book {phrase}")
        await self.presses("✅ Confirm|✅ 确认预订")
        return next(booking for booking in bookings(self.service) if booking.id not in before)

    def card(self, booking_id: int = 1) -> Message:
        """The newest message that shows the booking's live card."""
        headings = ((each, each.text.partition("\n")[0]) for each in self.user.received)
        asking = ("✨", "🙋")  # the card of special wishes
        return [each for each, head in headings if f"booking {booking_id}" in head and not head.startswith(asking)][-1]


def bookings(service: Harness) -> list[Booking]:
    def read(session: Session) -> list[Booking]:
        found = list(session.exec(select(Booking).order_by(Booking.id)))  # type: ignore[arg-type]
        session.expunge_all()
        return found

    return service.look(read)


def drafts(service: Harness) -> list[Draft]:
    def read(session: Session) -> list[Draft]:
        found = list(session.exec(select(Draft)))
        session.expunge_all()
        return found

    return service.look(read)


async def organiser(service: Harness, name: str = "Olga", *roles: Role, language: str = "en") -> Organiser:
    user = service.person(name, *(roles or (Role.ORGANISER,)), language=language)
    await service.settle()
    return Organiser(service, user)


@asynccontextmanager
async def restarted(service: Harness) -> AsyncIterator[None]:
    """The process ends and begins anew: only the database and the chat know what was."""
    parts, first = service.service.parts, service.service
    await first.stop()
    database = Database(parts.settings.database_url.get_secret_value())
    request = InProcessRequest(service.chat)
    connection = Connection(service.chat.token, "http://127.0.0.1/local", request, request, UNLIMITED)
    service.service = build(parts.settings, parts.site, service.clock, database, connection)
    await service.service.start()
    try:
        yield
    finally:
        await service.service.stop()
        service.service = first


@pytest.fixture
async def olga(service: Harness) -> Organiser:
    return await organiser(service)


@pytest.fixture
async def berlin(tmp_path: Path) -> AsyncIterator[Harness]:
    """The service in a house whose clocks change, at 03:00 on Monday 23 November 2026; open day and night."""
    config = tmp_path / "config"
    (config / "standard").mkdir(parents=True)
    for path in CONFIG.rglob("*.yaml"):
        (config / path.relative_to(CONFIG)).write_bytes(path.read_bytes())
    site = (config / "meetbot.yaml").read_text()
    site = site.replace("Asia/Shanghai", "Europe/Berlin").replace("07:30", "00:00").replace("21:00", "23:59")
    (config / "meetbot.yaml").write_text(site.replace("  sat:", '  sun: {opens: "00:00", closes: "23:59"}\n  sat:'))
    async with open_harness(tmp_path, config) as harness:
        yield harness
