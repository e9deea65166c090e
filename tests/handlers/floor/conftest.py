"""A floor at work: an organiser with a booked meeting, attendants and a supervisor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from meetbot.booking import service as booking
from meetbot.booking.models import Booking
from meetbot.booking.wishes import Wish
from meetbot.localchat.people import Message, User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.standard.needs import Needs
from tests.factories import at
from tests.harness import Harness


@dataclass
class Floor:
    """The running service with its people."""

    service: Harness
    olga: User
    alan: User
    bea: User
    sun: User

    def book(self, start: str, end: str, room: str = "boardroom", by: User | None = None, **fields: Any) -> int:
        """The id of a booking made now, told to nobody yet."""
        usual: dict[str, Any] = {
            "starts_at": at(start), "ends_at": at(end), "heads": 20, "meeting_type": "general",
            "layout": "hollow_square", "needs": Needs(), "title": "Budget 2027", "room": room,
        }  # fmt: skip
        wish = Wish(**usual | fields)
        return (
            self.do(
                lambda session, by_: booking.book(session, wish, by_, self.now, self.site, None, confirmed_closed=True),
                by,
            ).id
            or 0
        )

    def do(self, function: Callable[..., Any], by: User | None = None) -> Any:
        """Something that a service does for somebody, as if they had pressed it elsewhere."""
        with self.service.database.writing() as session:
            person = member(session, (by or self.olga).id)
            assert person is not None
            found = function(session, person)
            session.flush()
            session.expunge_all()
            return found

    def booking(self, booking_id: int) -> Booking:
        found = self.service.look(lambda session: session.get(Booking, booking_id))
        assert found is not None
        return found

    @property
    def now(self):
        return self.service.clock.now()

    @property
    def site(self):
        return self.service.service.parts.site

    async def until(self, wall: str) -> None:
        """Let time pass until this moment, with everything that is due on the way."""
        await self.service.settle()  # what was just booked has its moments worked out
        await self.service.advance(minutes=(at(wall) - self.now) / timedelta(minutes=1))

    async def press(self, who: User, label: str, message: Message | None = None) -> Message:
        """Press and settle; what the pressed message shows then, or the newest one where it was replaced."""
        pressed = message or self.with_button(who, label)
        who.presses(label, pressed)
        await self.service.settle()
        return who.message(pressed.message_id) or who.last

    @staticmethod
    def with_button(who: User, label: str) -> Message:
        """The newest message that has such a button."""
        found = next((each for each in reversed(who.received) if _has(each, label)), None)
        if found is None:
            raise LookupError(f"{who.name} sees no {label!r}: {who.received[-2:]}")
        return found

    async def open(self, who: User, room: str = "Boardroom") -> Message:
        """The checklist, by way of the run sheet."""
        return await self.press(who, f"📋.*{room}", await self.sheet(who))

    async def sheet(self, who: User) -> Message:
        """The run sheet, after whatever was to be told first."""
        await self.service.settle()
        who.says("/tasks")
        await self.service.settle()
        return who.last


def _has(message: Message, label: str) -> bool:
    try:
        message.button(label)
    except LookupError:
        return False
    return True


@pytest.fixture
async def floor(service: Harness) -> Floor:
    olga = service.person("Olga", Role.ORGANISER)
    alan, bea = service.person("Alan", Role.ATTENDANT), service.person("贝贝", Role.ATTENDANT, language="zh")
    sun = service.person("Sun", Role.SUPERVISOR)
    await service.settle()
    return Floor(service, olga, alan, bea, sun)
