"""Who is next when more goes out than fits at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from meetbot.reminders.dues import Urgency
from meetbot.reminders.turns import Turns
from tests.factories import NOW


async def test_the_most_urgent_goes_first_then_the_longest_due():
    turns, done = Turns(1), []

    async def work(name: str, urgency: Urgency, minutes: int) -> None:
        async with turns.turn(urgency, NOW + timedelta(minutes=minutes)):
            await asyncio.sleep(0)
            done.append(name)

    await asyncio.gather(
        work("first come", Urgency.NEWS, 0),
        work("news", Urgency.NEWS, 1),
        work("late call", Urgency.CALL, 2),
        work("early call", Urgency.CALL, 1),
        work("alert", Urgency.ALERT, 9),
    )

    assert done == ["first come", "alert", "early call", "late call", "news"]


async def test_a_place_that_was_given_to_somebody_who_left_goes_to_the_next():
    turns = Turns(1)

    async def hold(name: str, done: list[str]) -> None:
        async with turns.turn(Urgency.CALL, NOW):
            await asyncio.sleep(0)
            done.append(name)

    done: list[str] = []
    tasks = [asyncio.create_task(hold(name, done)) for name in ("a", "b", "c")]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert done == ["a", "c"]
    async with turns.turn(Urgency.CALL, NOW):  # the place is free again
        pass


async def test_a_mistake_gives_its_place_back():
    turns = Turns(1)

    with pytest.raises(ZeroDivisionError):
        async with turns.turn(Urgency.CALL, NOW):
            raise ZeroDivisionError

    async with turns.turn(Urgency.CALL, NOW):
        pass


async def test_a_chat_with_many_messages_takes_one_place_and_keeps_nobody_waiting():
    turns, done, gate = Turns(2), [], asyncio.Event()

    async def work(name: str, chat: int) -> None:
        async with turns.turn(Urgency.CALL, NOW, chat):
            if chat == 7:
                await gate.wait()
            done.append(name)

    slow = [asyncio.create_task(work(f"slow {number}", 7)) for number in range(50)]
    await asyncio.gather(work("a", 1), work("b", 2), work("c", 1))
    assert done == ["a", "b", "c"]

    gate.set()
    await asyncio.gather(*slow)

    assert done[3:] == [f"slow {number}" for number in range(50)]
