"""Nobody who works by hand is ever too fast; a script is, and neither fills the inbox nor keeps others waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from meetbot.handlers.doorkeeper import Doorkeeper
from meetbot.handlers.intake import read_update
from meetbot.handlers.manners import Manners, Verdict
from meetbot.inbox.models import InboxUpdate
from meetbot.people.roles import Role
from tests.handlers.conftest import CONFIG
from tests.handlers.misbehaving import Misbehaving, over_http
from tests.harness import Harness, open_harness

MEMBER, STRANGER = 7, 8


class Door:
    def __init__(self) -> None:
        self.now = 0.0
        self.asked = 0
        self.manners = Manners(self.is_member, lambda: self.now)

    async def is_member(self, chat_id: int) -> bool:
        self.asked += 1
        return chat_id == MEMBER

    async def knocks(self, chat: int, times: int, every: float) -> list[Verdict]:
        found = []
        for _ in range(times):
            found.append(await self.manners.judge(chat))
            self.now += every
        return found


@pytest.mark.parametrize(("times", "every"), [(60, 0.0), (120, 0.0), (60, 1.0), (600, 0.5)])
async def test_an_attendant_is_never_too_fast(times: int, every: float) -> None:
    assert await Door().knocks(MEMBER, times, every) == [Verdict.TAKE] * times


async def test_a_thousand_presses_in_a_minute_are_taken_as_far_as_anybody_goes_and_told_once() -> None:
    door = Door()

    found = await door.knocks(MEMBER, 1000, 0.06)

    assert (found.count(Verdict.TELL), 230 <= found.count(Verdict.TAKE) <= 245) == (1, True)
    assert door.asked <= 2
    door.now += 60
    assert await door.knocks(MEMBER, 60, 0.0) == [Verdict.TAKE] * 60


async def test_a_stranger_may_much_less_and_holds_up_no_member() -> None:
    door = Door()

    found = await door.knocks(STRANGER, 1000, 0.06)

    assert (found.count(Verdict.TELL), 30 <= found.count(Verdict.TAKE) <= 34) == (1, True)
    assert await door.knocks(MEMBER, 60, 0.0) == [Verdict.TAKE] * 60


async def test_a_crowd_of_strangers_takes_no_memory_without_end() -> None:
    door = Door()
    for chat in range(10_000):
        await door.manners.judge(chat)

    assert len(door.manners._chats) <= 2000


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Harness]:
    fronts: list[Misbehaving] = []
    async with open_harness(tmp_path, CONFIG, reach=partial(over_http, found=fronts)) as harness:
        door = harness.service.intake.admit.__self__  # type: ignore[attr-defined]
        door.manners._seconds = lambda: 0.0  # however long the machine takes, everything comes at once
        yield harness


@pytest.mark.parametrize(("language", "words"), [("en", "faster than I can follow"), ("zh", "您操作得太快")])
async def test_a_stranger_who_writes_a_hundred_times_is_told_once_and_fills_no_inbox(
    service: Harness, language: str, words: str
) -> None:
    mallory, alan = service.person("Mallory", language=language), service.person("Alan", Role.ATTENDANT)
    for _ in range(99):
        mallory.says("/start")
    alan.says("/help")
    await service.settle()

    def kept(session: Session) -> int:
        return session.exec(select(func.count()).where(InboxUpdate.chat_id == mallory.id)).one()

    assert service.look(kept) == 20
    assert sum(words in message.text for message in mallory.received) == 1
    assert len(alan.received) == 2


async def test_in_a_group_everybody_is_counted_for_themselves(service: Harness) -> None:
    alan, sun = service.person("Alan", Role.ATTENDANT), service.person("Sun", Role.SUPERVISOR)
    door = Doorkeeper(service.service.parts)
    group = {"id": -100, "type": "supergroup", "title": "Service"}
    said = [
        {
            "update_id": number,
            "message": {
                "message_id": number, "date": 0, "chat": group, "text": "/help",
                "from": {"id": (alan, sun)[number % 2].id, "is_bot": False, "first_name": "Somebody"},
            },
        }
        for number in range(1, 201)
    ]  # fmt: skip

    batch = [read_update(each, service.service.application.bot) for each in said]

    assert await door.admit(batch) == batch
