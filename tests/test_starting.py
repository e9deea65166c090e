"""What the web side says of a process that waits for another one, which upgrades the database they share."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection

from meetbot import running
from meetbot.db import Database
from meetbot.migrations import is_newest, waiting
from meetbot.settings import Settings
from meetbot.web.server import WebServer
from tests.handlers.servers import bot_api
from tests.postgresql import empty_database
from tests.test_running import TOKEN, go_live, telegram

ROOT = Path(__file__).parent.parent


@pytest.fixture
def shared() -> Iterator[Database]:
    yield from empty_database()


@pytest.fixture
def upgrading(shared: Database) -> Iterator[Connection]:
    """The connection of a process that upgrades the database, until it is closed."""
    with shared.engine.connect() as connection, connection.begin():
        waiting.say_upgrading(connection)
        yield connection


@pytest.fixture(autouse=True)
def _second(tmp_path: Path, shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second process is started with; it takes any free port."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MEETBOT_HTTP", "127.0.0.1:0")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", shared.url.render_as_string())
    monkeypatch.setattr(waiting, "_PAUSE", 0.01)


@dataclass
class Second:
    """A process that waits."""

    life: asyncio.Task[None]
    stop: asyncio.Event
    said: asyncio.Queue[str]
    web: list[WebServer]

    async def asked(self, what: str) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"http://127.0.0.1:{self.web[0].port}/{what}")

    async def is_waiting(self) -> bool:
        """Whether it says so; not yet while it comes up."""
        if not self.web or self.web[0].port == 0:
            return False
        ready = await self.asked("readyz")
        return (ready.status_code, ready.json()) == (503, {"started": False, "upgraded": False})


@asynccontextmanager
async def waiting_process(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Second]:
    made: list[WebServer] = []

    def make(host: str, port: int) -> WebServer:
        made.append(WebServer(host, port))
        return made[0]

    monkeypatch.setattr(running, "WebServer", make)
    stop, said = asyncio.Event(), asyncio.Queue[str]()
    second = Second(asyncio.create_task(running.run(Settings(), said.put_nowait, stop)), stop, said, made)
    try:
        while not await second.is_waiting():
            assert not second.life.done()
            await asyncio.sleep(0.01)
        yield second
    finally:
        stop.set()
        await second.life


async def test_it_lives_and_is_not_ready_until_the_other_is_done(
    upgrading: Connection, shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot_api(telegram().respond) as api:
        go_live(monkeypatch, api)
        async with waiting_process(monkeypatch) as second:
            assert (await second.asked("healthz")).text == "ok"

            upgrading.close()

            assert await second.said.get() == "The bot runs. Stop it with Ctrl+C."
            ready = (await second.asked("readyz")).json()
            assert ("started" in ready, ready["schema"], ready["guard"]) == (False, True, True)
    assert is_newest(shared)


async def test_it_can_be_stopped_while_it_waits(
    upgrading: Connection, shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETBOT_TOKEN", TOKEN)
    async with waiting_process(monkeypatch) as second:
        second.stop.set()
        await second.life

    assert second.said.empty()
    upgrading.close()
    assert not is_newest(shared)
