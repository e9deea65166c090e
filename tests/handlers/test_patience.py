"""The database goes away while people press: nobody's press is lost, and everybody is told."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from meetbot import seam
from meetbot.people.roles import Role
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness
from tests.postgresql import Server, make_server, throw_away

WAIT = {
    "en": "My records are out of reach for a moment. I have your message and will answer it as soon as they are back; there is no need to send it again.",
    "zh": "系统数据暂时读不到。您的操作我已记下，恢复后马上处理，不用重发。",
}


@pytest.fixture
def server() -> Iterator[Server]:
    server = make_server()
    yield server
    throw_away(server.folder)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seam, "_PAUSES", (0.0, None))


async def taken_in(harness: Harness) -> None:
    """What was written is in the inbox, and nobody has begun to handle it."""
    for update in await harness.service.application.bot.get_updates(timeout=0):
        await harness.service.intake.take(update.to_json())


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_is_sent_while_the_database_is_held_waits_and_is_answered(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_harness(tmp_path, CONFIG) as harness:
        event.listen(
            harness.database.engine, "checkout", lambda raw, _record, _proxy: raw.execute("PRAGMA busy_timeout=0")
        )
        olga = harness.person("Olga", Role.ORGANISER, language=language)
        await harness.settle()
        holder = sqlite3.connect(harness.database.url.database or "", isolation_level=None)
        slept: list[float] = []

        async def let_go(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 3:
                holder.execute("ROLLBACK")

        monkeypatch.setattr(harness.service.intake, "_sleep", let_go)
        before = len(olga.received)
        olga.says("/book")
        await taken_in(harness)
        holder.execute("BEGIN IMMEDIATE")
        await harness.service.intake.settle()
        holder.close()

        said = [message.text for message in olga.received[before:]]
        assert slept == [1.0, 2.0, 4.0]
        assert said[0] == WAIT[language]
        assert [text.splitlines()[0] for text in said[1:]] == [{"en": "New booking", "zh": "新的预订"}[language]]


async def test_postgresql_started_anew_in_the_middle_loses_no_press(server: Server, tmp_path: Path) -> None:
    async with open_harness(tmp_path, CONFIG, server.create("house")) as harness:
        olga = harness.person("Olga", Role.ORGANISER)
        await harness.settle()
        olga.says("/book")
        await taken_in(harness)
        server.stop("fast")
        async with asyncio.timeout(180):
            while olga.last.text != WAIT["en"]:  # noqa: ASYNC110  (said by the bot in its own time)
                await asyncio.sleep(0.05)
        server.start()
        await harness.service.intake.settle()

        said = [message.text.splitlines()[0] for message in olga.received]
        assert said[-2:] == [WAIT["en"], "New booking"]


async def test_a_pooled_connection_that_died_meanwhile_is_replaced_unnoticed(server: Server, tmp_path: Path) -> None:
    async with open_harness(tmp_path, CONFIG, server.create("house")) as harness:
        olga = harness.person("Olga", Role.ORGANISER)
        await harness.settle()
        server.stop("fast")
        server.start()
        olga.says("/book")
        await harness.settle()

        assert WAIT["en"] not in [message.text for message in olga.received]
