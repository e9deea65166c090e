"""SIGTERM with 200 presses in hand and a Telegram that does not answer: the bot goes by itself, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlmodel import select

from meetbot.db import Database
from meetbot.handlers.intake import Intake
from meetbot.handlers.keyboards import encode
from meetbot.inbox.models import InboxUpdate
from meetbot.mail import post
from meetbot.reminders.ticker import Ticker
from meetbot.web import server
from tests.handlers.servers import bot_api

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"
PRESSES = 200
# What docs/operations.md promises; and when a bot that does not stop fails the test, on a machine as busy as may be.
MOST_SECONDS = 10
HANGS_AFTER = 120


@dataclass
class Telegram:
    """200 people press a button at once. ``answers``: whether it takes what the bot says."""

    answers: bool
    presses: list[dict[str, Any]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rpartition("/")[2]
        fields = await request.post() if request.content_type != "application/json" else await request.json()
        self.asked[method] += 1
        if method == "getUpdates":
            if not self.presses:
                await asyncio.Event().wait()
            batch, self.presses = self.presses[:100], self.presses[100:]
            return web.json_response({"ok": True, "result": batch})
        if method == "editMessageText":
            if not self.answers:
                await asyncio.Event().wait()
            self.answered[str(fields["chat_id"])] += 1
            return web.json_response(
                {"ok": True, "result": a_press(int(str(fields["chat_id"])) - 7000)["callback_query"]["message"]}
            )
        me = {"id": 1, "is_bot": True, "first_name": "meetbot", "username": "meetbot"}
        return web.json_response({"ok": True, "result": me if method == "getMe" else True})


def a_press(number: int) -> dict[str, Any]:
    person = {"id": 7000 + number, "is_bot": False, "first_name": f"Press {number}"}
    chat = {"id": 7000 + number, "type": "private", "first_name": f"Press {number}"}
    message = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "text": "a card"}
    query = {"id": str(number), "from": person, "message": message, "chat_instance": "1", "data": encode("lang", "zh")}
    return {"update_id": number, "callback_query": query}


async def started(folder: Path, api: str) -> asyncio.subprocess.Process:
    """The bot as an operator starts it, in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEETBOT_")}
    environment |= {
        "MEETBOT_TOKEN": TOKEN, "MEETBOT_API_URL": api, "MEETBOT_HTTP": "127.0.0.1:0", "MEETBOT_CONFIG": str(ROOT / "config"),
        "MEETBOT_DATABASE_URL": f"sqlite:///{folder / 'house.db'}",
    }  # fmt: skip
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, str(ROOT / "bot.py"), "run", env=environment, cwd=folder, stdout=log, stderr=log
        )


async def until_counted(counter: Counter[str], enough: int) -> None:
    async with asyncio.timeout(HANGS_AFTER):
        while counter.total() < enough:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def stopped(process: asyncio.subprocess.Process) -> int:
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(HANGS_AFTER):
            return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()


def inbox(folder: Path) -> tuple[int, int]:
    """How many presses were written down, and how many of them are still to be answered."""
    database = Database(f"sqlite:///{folder / 'house.db'}")
    with database.reading() as session:
        rows = session.exec(select(InboxUpdate)).all()
    database.close()
    return len(rows), sum(row.done_at is None for row in rows)


def test_whatever_is_waited_for_at_a_stop_together_is_less_than_what_is_promised() -> None:
    """How long a stop takes beyond what it waits for is the machine's business, and no test's."""

    def grace(function: Callable[..., object], name: str) -> float:
        return float(signature(function).parameters[name].default)

    in_hand, on_their_way = grace(Intake.stop, "grace_seconds"), 2 * grace(Ticker.stop, "patience")
    assert in_hand + on_their_way + post._GOODBYE + server._GRACE_SECONDS < MOST_SECONDS


async def test_stopping_with_200_presses_in_hand_is_quick_and_the_next_start_answers_them(tmp_path: Path) -> None:
    silent = Telegram(answers=False, presses=[a_press(number) for number in range(1, PRESSES + 1)])
    async with bot_api(silent.respond) as api:
        bot = await started(tmp_path, api.url)
        async with asyncio.timeout(HANGS_AFTER):
            while silent.asked["editMessageText"] == 0 or silent.presses:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            while inbox(tmp_path)[0] < PRESSES:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await stopped(bot) == 0
    assert inbox(tmp_path) == (PRESSES, PRESSES)

    answering = Telegram(answers=True)
    async with bot_api(answering.respond) as api:
        bot = await started(tmp_path, api.url)
        await until_counted(answering.answered, PRESSES)
        assert await stopped(bot) == 0
    assert answering.answered == Counter({str(7000 + number): 1 for number in range(1, PRESSES + 1)})
    assert inbox(tmp_path) == (PRESSES, 0)
    assert "Traceback" not in (tmp_path / "log").read_text()
