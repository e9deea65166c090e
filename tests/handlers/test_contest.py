"""Another process takes the updates: the operator hears of it once, and the bot goes on when the other one has stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from meetbot.handlers.contest import Contest
from meetbot.localchat.webhook import post_waiting
from meetbot.people.roles import Role
from tests.handlers.conftest import CONFIG
from tests.handlers.misbehaving import Misbehaving, over_http, refused
from tests.harness import Harness, open_harness

OTHER_POLL = refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")
BEGUN = "another process takes the updates"


class Polling:
    """A service that polls over HTTP; ``tries`` are the pauses between polls that were refused, each a moment long."""

    def __init__(self, service: Harness, front: Misbehaving) -> None:
        self.service, self.front = service, front
        self.seconds = 0.0
        self.tries = 0
        self.intake = service.service.intake
        self.intake._contest = Contest(service.service.application.bot, service.clock, lambda: self.seconds)
        self.intake._sleep = self.sleep
        self.polling: asyncio.Task[None] | None = None

    async def sleep(self, _seconds: float) -> None:
        self.tries += 1
        await asyncio.sleep(0.01)

    async def refused(self, times: int = 1, *, since: int | None = None) -> None:
        """Return when so many more polls were refused than were ``since``; none: than now."""
        wanted = (self.tries if since is None else since) + times
        async with asyncio.timeout(180):
            while self.tries < wanted:  # noqa: ASYNC110  (over HTTP)
                await asyncio.sleep(0.01)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Polling]:
    fronts: list[Misbehaving] = []
    async with open_harness(tmp_path, CONFIG, reach=partial(over_http, found=fronts)) as harness:
        found = Polling(harness, fronts[0])
        ada = harness.person("Ada", Role.ADMIN)
        await harness.settle()
        assert ada.received
        found.polling = asyncio.create_task(harness.service.poll())
        yield found
        found.polling.cancel()
        with suppress(asyncio.CancelledError):
            await found.polling


async def answered(bot: Polling, text: str) -> None:
    """Return when Ada has an answer to what she writes."""
    ada = bot.service.chat.user(5001, "Ada")
    before = len(ada.received)
    ada.says(text)
    async with asyncio.timeout(180):
        while len(ada.received) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_second_poller_is_told_once_and_outlasted(bot: Polling, caplog: pytest.LogCaptureFixture) -> None:
    await answered(bot, "/help")
    before = bot.tries
    bot.front.fault("getUpdates", OTHER_POLL, times=3)
    bot.service.chat.updates.ring()
    await answered(bot, "/help")  # ends the poll that waits; the next ones may be refused before the answer is there
    await bot.refused(3, since=before)

    assert (bot.intake.is_contested, caplog.text.count(BEGUN)) == (True, 1)
    await answered(bot, "/help")
    assert bot.intake.is_contested  # the other one may only be between two polls

    bot.seconds = 31.0
    await answered(bot, "/help")
    await answered(bot, "/help")

    assert (bot.intake.is_contested, caplog.text.count(BEGUN)) == (False, 1)


async def test_a_webhook_set_elsewhere_is_left_alone_while_somebody_answers_there_and_taken_away_when_nobody_does(
    bot: Polling, caplog: pytest.LogCaptureFixture
) -> None:
    await answered(bot, "/help")
    token, answers = bot.service.service.application.bot, [200]

    async def post(*_: object) -> int:
        return answers[-1]

    await token.set_webhook("https://elsewhere.example/")
    bot.service.chat.user(5001, "Ada").says("for the other one")
    await bot.refused(3)
    await post_waiting(bot.service.chat, post)
    await bot.refused(3)
    assert (bot.intake.is_contested, caplog.text.count(BEGUN)) == (True, 1)
    assert (await token.get_webhook_info()).url == "https://elsewhere.example/"

    answers.append(502)
    bot.service.chat.user(5001, "Ada").says("/lang")
    await post_waiting(bot.service.chat, post)
    await bot.refused(1)
    await answered(bot, "/help")

    assert (await token.get_webhook_info()).url == ""
    assert "nobody answers there" in caplog.text
