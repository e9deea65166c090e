"""Whatever Telegram does to a message that nobody asked for: it arrives, or the office hears who was not reached."""

from __future__ import annotations

from typing import Literal

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.service import Wish, book
from meetbot.localchat.faults import Trouble
from meetbot.localchat.people import User
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from tests.factories import at
from tests.harness import Harness

CALL = "✋ Who takes"


class House:
    """Olga's meeting tomorrow, told to Alan and Beth; Ada is the office."""

    def __init__(self, service: Harness) -> None:
        self.service = service
        self.ada = service.person("Ada", Role.ADMIN)
        self.olga = service.person("Olga", Role.ORGANISER)
        self.alan = service.person("Alan", Role.ATTENDANT)
        self.beth = service.person("Beth", Role.ATTENDANT)

    def books(self, title: str = "Budget", room: str = "boardroom") -> None:
        wish = Wish(
            at("2026-11-24 14:00"), at("2026-11-24 16:00"), heads=10, meeting_type="general", layout="oval", title=title, room=room
        )  # fmt: skip
        with self.service.database.writing() as session:
            olga = member(session, self.olga.id)
            assert olga is not None
            book(session, wish, olga, self.service.clock.now(), self.service.service.parts.site)

    def calls(self, user: User) -> int:
        """How many calls to take a meeting the person has received."""
        return sum(CALL in message.text for message in user.received)

    def outcomes(self, user: User) -> list[SentOutcome | None]:
        """What became of the calls that the person was sent."""

        def look(session: Session) -> list[SentOutcome | None]:
            wanted = (
                select(Sent)
                .join(Person, col(Person.id) == col(Sent.recipient_id))
                .where(Sent.rule == "call_to_take", col(Person.telegram_id) == user.id)
            )
            return [sent.outcome for sent in session.exec(wanted)]

        return self.service.look(look)


@pytest.fixture
async def house(service: Harness) -> House:
    found = House(service)
    await service.settle()
    return found


@pytest.mark.parametrize("kind", ["flood", "server_error", "cut"])
async def test_what_did_not_get_through_is_sent_again_and_arrives_once(house: House, kind: Trouble) -> None:
    house.service.chat.fault("sendMessage", kind, chat_id=house.alan.id, retry_after=1)
    house.books()
    await house.service.settle()
    await house.service.advance(minutes=4)

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (1, [SentOutcome.DELIVERED])
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, [SentOutcome.DELIVERED])


async def test_a_message_taken_without_an_answer_may_come_twice_and_never_not_at_all(house: House) -> None:
    house.service.chat.fault("sendMessage", "timeout", chat_id=house.alan.id)
    house.books()
    await house.service.settle()
    await house.service.advance(minutes=4)

    assert house.calls(house.alan) in (1, 2)
    assert house.outcomes(house.alan) == [SentOutcome.DELIVERED]


async def test_one_chat_that_is_told_to_wait_holds_up_nobody_else(house: House) -> None:
    house.service.chat.fault("sendMessage", "flood", times=6, chat_id=house.alan.id, retry_after=1)
    house.books()
    await house.service.settle()

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (0, [None])
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, [SentOutcome.DELIVERED])


@pytest.mark.parametrize("how", ["blocks", "leaves_telegram"])
async def test_whom_no_message_reaches_any_more_is_told_to_the_office(
    house: House, how: Literal["blocks", "leaves_telegram"]
) -> None:
    getattr(house.alan, how)()
    house.books()
    await house.service.settle()

    assert (house.calls(house.alan), house.outcomes(house.alan)) == (0, [SentOutcome.FAILED])
    assert (house.calls(house.beth), house.outcomes(house.beth)) == (1, [SentOutcome.DELIVERED])
    assert any("Alan" in message.text for message in house.ada.received)


async def test_a_press_is_answered_though_the_network_fails_meanwhile(house: House) -> None:
    house.books()
    await house.service.settle()
    house.service.chat.fault("editMessageText", "cut", chat_id=house.alan.id)

    house.alan.presses("Take")
    await house.service.settle()

    assert "👤 Alan" in house.alan.last.text
