"""Whatever Telegram does to a message that nobody asked for: it arrives, or the office hears who was not reached."""

from __future__ import annotations

from typing import Literal

import pytest

from meetbot.localchat.faults import Trouble
from meetbot.reminders.models import SentOutcome
from tests.handlers.called import House
from tests.harness import Harness


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
