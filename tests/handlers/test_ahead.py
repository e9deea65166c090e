"""The answer to a press is made while the disk writes, and leaves afterwards: over real connections, with a real database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest
from sqlmodel import select

from meetbot import seam
from meetbot.checklists.models import Tick
from meetbot.handlers import transport
from meetbot.handlers.ahead import Ahead, may_leave
from meetbot.localchat.people import Message
from tests.handlers.called import House
from tests.handlers.conftest import CONFIG
from tests.handlers.misbehaving import Misbehaving, over_http
from tests.harness import open_harness

OPEN, TICKED = "⬜ 13:10 Set the tables", "✅ 13:10 Set the tables"
_LOCKED = 5
ANSWERS = {"editMessageText", "answerCallbackQuery"}


@pytest.fixture
async def fronts() -> list[Misbehaving]:
    return []


@pytest.fixture
async def house(tmp_path: Path, fronts: list[Misbehaving]) -> AsyncIterator[House]:
    async with open_harness(tmp_path, CONFIG, reach=partial(over_http, found=fronts)) as harness:
        yield House(harness)


@pytest.fixture
async def card(house: House) -> Message:
    """Alan's list of Olga's meeting."""
    house.books()
    await house.service.settle()
    await house.service.advance(hours=27)
    house.alan.says("/tasks")
    await house.service.settle()
    house.alan.presses("📋.*Boardroom", house.alan.last)
    await house.service.settle()
    return house.alan.last


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Semaphore:
    """Released by each request that is made and may leave when the word is given."""
    waiting = Semaphore(0)

    async def counted() -> None:
        waiting.release()
        await may_leave()

    monkeypatch.setattr(transport, "may_leave", counted)
    return waiting


def ticks(house: House) -> list[str]:
    return house.service.look(lambda session: list(session.exec(select(Tick.item))))


async def press(house: House, card: Message, at_commits: list[Callable[[], None]]) -> Message:
    """
    Alan ticks; what his card shows when that is answered. ``at_commits`` is done in the writing thread, before one commit
    each, while the event loop goes on.
    """
    house.alan.presses(OPEN, card)
    updates = await house.service.service.application.bot.get_updates(timeout=0)
    await house.service.service.intake.take(updates[-1].to_json())  # committed; the press itself comes next
    dialect = house.service.database.engine.dialect
    commit = dialect.do_commit

    def watched(connection: Any) -> None:
        if at_commits:
            at_commits.pop(0)()
        commit(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "do_commit", watched)
        await house.service.service.intake.settle()
    house.service.offset = updates[-1].update_id + 1
    shown = house.alan.message(card.message_id)
    assert shown is not None
    return shown


def both_are_made(made: Semaphore) -> None:
    for _ in ANSWERS:
        assert made.acquire(timeout=30)


def fails(code: int) -> None:
    """The driver's error with this code of SQLite."""
    reason = sqlite3.OperationalError("no")
    reason.sqlite_errorcode = code
    raise reason


async def test_the_answers_are_ready_before_the_commit_and_leave_after_it(
    house: House, card: Message, fronts: list[Misbehaving], made: Semaphore
) -> None:
    left_before: list[str] = []

    def look() -> None:
        both_are_made(made)
        left_before.extend(method for method, _ in fronts[0].asked)

    fronts[0].asked.clear()
    shown = await press(house, card, [look])

    assert left_before == []
    assert {method for method, _ in fronts[0].asked} == ANSWERS
    assert TICKED in shown.buttons
    assert len(ticks(house)) == 1


async def test_a_commit_that_fails_takes_the_answers_back(
    house: House, card: Message, fronts: list[Misbehaving], made: Semaphore
) -> None:
    def fail() -> None:
        both_are_made(made)
        fails(code=1)

    fronts[0].asked.clear()
    shown = await press(house, card, [fail])

    assert (OPEN in shown.buttons, ticks(house)) == (True, [])
    assert [method for method, _ in fronts[0].asked] == ["answerCallbackQuery"]
    assert house.alan.alerts == [
        "Something went wrong on my side. What was saved stays saved; please try again in a moment."
    ]


async def test_a_commit_that_is_done_again_is_answered_once(
    house: House, card: Message, fronts: list[Misbehaving], made: Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_PAUSES", (0.0, None))

    def fail() -> None:
        both_are_made(made)
        fails(code=_LOCKED)

    fronts[0].asked.clear()
    shown = await press(house, card, [fail])

    assert (TICKED in shown.buttons, len(ticks(house))) == (True, 1)
    assert sorted(method for method, _ in fronts[0].asked) == sorted(ANSWERS)


async def test_a_word_that_comes_too_late_makes_no_second_answer() -> None:
    made: list[str] = []

    async def answer(what: str) -> str:
        made.append(what)
        return what

    async with Ahead(answer, is_used=True) as ahead:
        left = await ahead.leave("ticked")
        ahead.prepare("ticked")
    ahead.prepare("ticked")
    await asyncio.sleep(0)

    assert (left, made) == ("ticked", ["ticked"])
