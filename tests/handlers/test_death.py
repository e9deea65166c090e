"""The bot is killed with signal 9 between any two steps, and started again: nothing is lost."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlmodel import select
from starlette.applications import Starlette

from meetbot.db import Database
from meetbot.inbox.service import open_updates
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.routes import routes
from meetbot.people.models import Person
from meetbot.web.server import WebServer
from tests.handlers.killed_bot import POINTS

SAID = {11: ["tea", "more tea"], 12: ["the lamp is broken"]}
TEXTS = sorted(text for texts in SAID.values() for text in texts)


@dataclass
class House:
    """The chat over HTTP, the database, and a bot process that can be started between them."""

    chat: LocalChat
    database: Database
    root: str

    async def bot(self, point: str) -> int:
        """The exit code of one life of the bot."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.handlers.killed_bot",
            self.database.url.render_as_string(), self.root, self.chat.token, str(len(TEXTS)), point,
        )  # fmt: skip
        async with asyncio.timeout(180):  # a hanging bot fails the test instead of the whole run
            return await process.wait()

    def facts(self) -> list[str]:
        with self.database.reading() as session:
            return sorted(session.exec(select(Person.name)))

    def left_open(self) -> int:
        with self.database.reading() as session:
            return len(open_updates(session))

    def answers(self, user_id: int) -> list[str]:
        return [message.text for message in self.chat.user(user_id).received]


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    chat, web = LocalChat(), WebServer("127.0.0.1", 0)
    await web.start(Starlette(routes=routes(chat)))
    yield House(chat, database, f"http://127.0.0.1:{web.port}/local")
    chat.end_streams()
    await web.stop()
    chat.close()


@pytest.mark.parametrize("point", POINTS)
async def test_a_bot_killed_at_any_point_loses_no_update_and_no_answer(house: House, point: str) -> None:
    for user_id, texts in SAID.items():
        for text in texts:
            house.chat.user(user_id, "Olga").says(text)

    assert await house.bot(point) == -9
    assert await house.bot("none") == 0

    assert (house.facts(), house.left_open()) == (TEXTS, 0)
    for user_id, texts in SAID.items():
        answers = house.answers(user_id)
        # What was in flight may be answered twice; the order holds.
        assert list(dict.fromkeys(answers)) == [f"noted {text}" for text in texts]
        assert len(answers) <= len(texts) + 1
