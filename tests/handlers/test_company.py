"""Several processes on one PostgreSQL: a chat keeps its order whoever takes its updates in, and a death is made up for."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from meetbot.company import Company
from meetbot.db import Database
from meetbot.inbox.service import open_updates
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.people import User
from meetbot.localchat.routes import routes
from meetbot.people.models import Person
from meetbot.reminders.models import Sent
from meetbot.seam import Seam
from meetbot.web.server import WebServer
from tests.handlers.shared_bot import SECRET

ROOT = Path(__file__).parents[2]
_PATIENCE = 180.0  # a hanging process fails the test instead of the whole run
ADA = 7001


@dataclass
class House:
    """The chat over HTTP and the database; bots are processes beside it."""

    chat: LocalChat
    database: Database
    root: str

    @property
    def url(self) -> str:
        return self.database.url.render_as_string(hide_password=False)

    def facts(self) -> list[str]:
        with self.database.reading() as session:
            return sorted(session.exec(select(Person.name)))

    def left_open(self) -> int:
        with self.database.reading() as session:
            return len(open_updates(session))

    def sent(self, rule: str) -> int:
        with self.database.reading() as session:
            return len(session.exec(select(Sent.id).where(Sent.rule == rule)).all())


@pytest.fixture
async def house(postgresql: Database) -> AsyncIterator[House]:
    chat, web = LocalChat(), WebServer("127.0.0.1", 0)
    await web.start(Starlette(routes=routes(chat)))
    yield House(chat, postgresql, f"http://127.0.0.1:{web.port}/local")
    chat.end_streams()
    await web.stop()
    chat.close()


@asynccontextmanager
async def process(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process while it runs; killed at the end, if it has not been. What it logs is shown where the test fails."""
    started = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


async def said(started: asyncio.subprocess.Process) -> str:
    assert started.stdout is not None
    async with asyncio.timeout(_PATIENCE):
        return (await started.stdout.readline()).decode().strip()


async def until(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not true():  # noqa: ASYNC110  (what is waited for happens in other processes)
            await asyncio.sleep(0.05)


def update(number: int, chat_id: int, text: str) -> dict[str, Any]:
    person = {"id": chat_id, "first_name": "Olga", "is_bot": False}
    chat = {"id": chat_id, "type": "private", "first_name": "Olga"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1795399200, "chat": chat, "from": person, "text": text},
    }


async def flood(ports: list[int], chats: dict[int, list[str]]) -> None:
    """As Telegram does behind a balancer: to any process, the chats at once, the next of a chat when the last was taken."""
    turns, numbers = cycle(ports), iter(range(1, 10_000))
    header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def deliver(client: aiohttp.ClientSession, chat_id: int, texts: list[str]) -> None:
        for text in texts:
            body, status = update(next(numbers), chat_id, text), 0
            while status != 200:  # a process that is not there (any more) took nothing: to the next
                address = f"http://127.0.0.1:{next(turns)}/telegram/{SECRET}"
                try:
                    async with client.post(address, json=body, headers=header) as answer:
                        status = answer.status
                except aiohttp.ClientError:
                    await asyncio.sleep(0.01)

    async with aiohttp.ClientSession() as client:
        await asyncio.gather(*(deliver(client, chat_id, texts) for chat_id, texts in chats.items()))


def chats_of(house: House, count: int, each: int) -> dict[int, list[str]]:
    for chat_id in range(1, count + 1):
        house.chat.user(chat_id, f"Person {chat_id}")
    return {chat_id: [f"{chat_id}.{number}" for number in range(each)] for chat_id in range(1, count + 1)}


def answers(house: House, chat_id: int) -> list[str]:
    return [message.text.removeprefix("noted ") for message in house.chat.user(chat_id).received]


async def test_a_chat_keeps_its_order_whichever_of_two_processes_takes_its_updates_in(house: House) -> None:
    bot = ("-m", "tests.handlers.shared_bot", house.url, house.root, house.chat.token)
    chats = chats_of(house, 20, 10)
    async with process(*bot) as one, process(*bot) as other:
        await flood([int(await said(each)) for each in (one, other)], chats)
        await until(lambda: house.left_open() == 0)

    assert {chat_id: answers(house, chat_id) for chat_id in chats} == chats


async def test_a_killed_process_leaves_its_chats_to_the_other_and_nothing_is_lost(house: House) -> None:
    bot = ("-m", "tests.handlers.shared_bot", house.url, house.root, house.chat.token)
    chats = chats_of(house, 20, 10)
    async with process(*bot) as one, process(*bot) as other:
        ports = [int(await said(each)) for each in (one, other)]
        flooding = asyncio.create_task(flood(ports, chats))
        await until(lambda: len(house.facts()) >= 50)
        one.kill()
        await flooding
        await until(lambda: house.left_open() == 0)

    assert house.facts() == sorted(text for texts in chats.values() for text in texts)
    for chat_id, texts in chats.items():
        # What was in the hands of the dead process is answered again; the order holds.
        assert list(dict.fromkeys(answers(house, chat_id))) == texts


async def asks_for_access(house: House, person_id: int) -> None:
    person = house.chat.user(person_id, f"Wang {person_id}")
    for step in ("/start", "🔑", f"Wang {person_id}", "Finance"):
        before = _shown(person)
        if step in ("/start", "Finance"):
            person.says(step)
        else:
            person.presses(step)
        await until(partial(_shows_something_else, person, before))


def _shows_something_else(person: User, before: Any) -> bool:
    return bool(_shown(person) != before)


def _shown(person: User) -> Any:
    return [(message.text, message.rows) for message in person.received]


async def test_when_the_polling_process_is_killed_the_other_polls_and_sends(house: House) -> None:
    ada = house.chat.user(ADA, "Ada")
    settings = {
        "MEETBOT_TOKEN": house.chat.token, "MEETBOT_API_URL": house.root, "MEETBOT_DATABASE_URL": house.url,
        "MEETBOT_ADMINS": str(ADA), "MEETBOT_HTTP": "127.0.0.1:0",
    }  # fmt: skip
    ada.says("/start")
    async with process("bot.py", **settings) as one:
        assert "The bot runs" in await said(one)
        async with process("bot.py", **settings) as other:
            assert "The bot runs" in await said(other)
            await asks_for_access(house, 11)
            await until(lambda: house.sent("access_asked") == 1)

            one.kill()
            await asks_for_access(house, 12)
            await until(lambda: house.sent("access_asked") == 2)
            await until(lambda: sum("asks for access" in message.text for message in ada.received) == 2)


async def test_processes_divide_what_the_bot_may_send_and_whoever_is_alone_has_all_of_it(postgresql: Database) -> None:
    url = postgresql.url.render_as_string(hide_password=False)
    seams = [Seam(Database(url)) for _ in range(2)]
    one, other = companies = [Company(seam) for seam in seams]
    shares: list[list[float]] = [[], []]
    for company, seen in zip(companies, shares, strict=True):
        company.on_share = seen.append
    try:
        await one.start()
        assert shares[0] == [1.0]
        await other.start()
        await until(lambda: [round(each[-1], 3) for each in shares] == [0.667, 0.333])

        await other.stop()
        await until(lambda: shares[0][-1] == 1.0)
    finally:
        for company in companies:
            await company.stop()
        for seam in seams:
            seam.close()
