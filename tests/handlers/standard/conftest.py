"""A house with its people, who look into the standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from meetbot.booking import service as booking
from meetbot.booking.wishes import Wish
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.needs import Needs
from tests.factories import at
from tests.harness import Harness


@dataclass
class House:
    """The running service with its people."""

    service: Harness
    ada: User
    olga: User
    alan: User
    bea: User
    sun: User

    async def says(self, who: User, words: str) -> Message:
        """What the bot answers."""
        await self.service.settle()
        who.says(words)
        await self.service.settle()
        return who.last

    async def presses(self, who: User, label: str, message: Message | None = None) -> Message:
        """What the pressed message shows then, or the newest one where it was replaced."""
        pressed = message or who.last
        who.presses(label, pressed)
        await self.service.settle()
        return who.message(pressed.message_id) or who.last

    def book(self, start: str = "2026-11-25 14:00", end: str = "2026-11-25 16:00", **fields: Any) -> int:
        """The id of a booking that Olga makes now."""
        usual: dict[str, Any] = {
            "starts_at": at(start), "ends_at": at(end), "heads": 20, "meeting_type": "general",
            "layout": "hollow_square", "needs": Needs(), "title": "Budget 2027", "room": "boardroom",
        }  # fmt: skip
        with self.service.database.writing() as session:
            by = member(session, self.olga.id)
            assert by is not None
            made = booking.book(
                session, Wish(**usual | fields), by, self.service.clock.now(), self.service.service.parts.site
            )
            assert made.id is not None
            return made.id


@pytest.fixture
async def house(service: Harness) -> House:
    ada, olga = service.person("Ada", Role.ADMIN), service.person("Olga", Role.ORGANISER)
    alan, bea = service.person("Alan", Role.ATTENDANT), service.person("贝贝", Role.ATTENDANT, language="zh")
    sun = service.person("Sun", Role.SUPERVISOR)
    await service.settle()
    return House(service, ada, olga, alan, bea, sun)
