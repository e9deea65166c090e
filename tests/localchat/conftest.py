"""A local chat in memory with two people, and python-telegram-bot's own bot inside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from telegram import Bot

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.localchat.people import User

START = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def seconds_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's coming way to tell how long to wait; its old way warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


@pytest.fixture
def chat(clock: SimulatedClock) -> Iterator[LocalChat]:
    chat = LocalChat(clock=clock)
    yield chat
    chat.close()


@pytest.fixture
def olga(chat: LocalChat) -> User:
    return chat.user(1000, "Olga")


@pytest.fixture
def alan(chat: LocalChat) -> User:
    return chat.user(1001, "Alan", language_code="zh")


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator[Bot]:
    bot = Bot(chat.token, request=InProcessRequest(chat), get_updates_request=InProcessRequest(chat))
    async with bot:
        yield bot
