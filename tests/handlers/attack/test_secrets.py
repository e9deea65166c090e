"""What must not be told is told nowhere: no log line, no traceback, no representation of an object that holds it, no argument."""

from __future__ import annotations

import argparse
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select
from telegram import Bot

from meetbot.app import Connection
from meetbot.booking.models import Feed
from meetbot.commands.verbs import parser
from meetbot.db import Database
from meetbot.handlers.limits import UNLIMITED
from meetbot.handlers.turn import Turn
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.inprocess import InProcessRequest
from meetbot.logs import QUIET, formatter, last_words
from meetbot.people.roles import Role
from meetbot.serving import feeds
from meetbot.settings import Settings, smtp_address
from meetbot.web.application import web_app
from meetbot.web.metrics import Metrics
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"
PASSWORD, HOOK = "hunter2", "5ecret"
SMTP, POSTGRESQL, PROXY = (
    f"smtps://office:{PASSWORD}@127.0.0.1:1", f"postgresql+psycopg://bot:{PASSWORD}@db/meetbot", f"socks5://me:{PASSWORD}@127.0.0.1:1",
)  # fmt: skip


@asynccontextmanager
async def with_token(chat: LocalChat) -> AsyncIterator[Connection]:
    chat.token = TOKEN
    yield Connection(TOKEN, "http://127.0.0.1/local", InProcessRequest(chat), InProcessRequest(chat), UNLIMITED)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Harness]:
    """With a mail server that is not there."""
    more: dict[str, Any] = {
        "smtp_url": SMTP,
        "mail_from": "a@example.org",
        "webhook_secret": HOOK,
        "token": TOKEN,
        "proxy": PROXY,
        "public_url": "http://meet",
    }
    async with open_harness(tmp_path, CONFIG, reach=with_token, **more) as service:
        yield service


class Paper(logging.Handler):
    """Whatever any logger says, as the bot writes it down."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._formats = (formatter("lines"), formatter("json"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [each.format(record) for each in self._formats]


@pytest.fixture
def paper() -> Iterator[Paper]:
    """All loggers, ours down to DEBUG, those of libraries as the bot sets them."""
    root, ours, paper = logging.getLogger(), logging.getLogger("meetbot"), Paper()
    before = root.level, ours.level, {name: logging.getLogger(name).level for name in QUIET}
    root.addHandler(paper)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    yield paper
    root.removeHandler(paper)
    root.setLevel(before[0])
    ours.setLevel(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


async def test_a_day_with_troubles_writes_no_secret_into_the_log(
    service: Harness, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga, alan, ada = (
        service.person("Olga", Role.ORGANISER), service.person("Alan", Role.ATTENDANT), service.person("Ada", Role.ADMIN),
    )  # fmt: skip
    await service.settle()
    for words in ("/calendar", "/book tomorrow 14:00-16:00 20 people leadership meeting"):
        olga.says(words)
        await service.settle()
    olga.forges("bk.feed:mine", olga.last)
    ada.forges("in.make:attendant", ada.last)
    await service.settle()
    invited = str(ada.last.raw).partition("?start=")[2][:32]
    secret = service.look(lambda session: session.exec(select(Feed.secret)).one())
    await _looks_at_feeds(service, secret)

    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        service.chat.fault(method, "cut", times=2)
    bot = service.service.application.bot

    async def breaks(turn: Turn, *_arguments: object) -> None:
        settings = turn.parts.settings
        raise ValueError(f"{bot!r} {service.service.application!r} {settings!r} {settings} {POSTGRESQL} {SMTP} {PROXY}")

    monkeypatch.setattr(Turn, "present", breaks)
    for user in (olga, alan, ada):
        user.says("/help")
        user.says("/my")
        user.forges("bk.my:0", user.last)
        await service.settle()
    monkeypatch.undo()
    await service.advance(hours=30)

    said = "\n".join(paper.lines)
    assert "a handler failed" in said
    told = [each for each in (TOKEN, TOKEN[10:], PASSWORD, HOOK, secret, invited) if each in said]
    assert (told, len(invited)) == ([], 32)


async def _looks_at_feeds(service: Harness, secret: str) -> None:
    """One that is there, one that is not, and one that breaks."""

    async def breaks(_secret: str) -> None:
        raise ValueError

    for find in (feeds(service.service), breaks):
        application = web_app(find_feed=find, probes={}, metrics=Metrics())
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://meet") as web:
            await web.get(f"/ical/{secret}.ics")
            await web.get(f"/ical/{secret}x.ics")


def test_nothing_that_holds_a_secret_shows_it_when_it_is_looked_at() -> None:
    more: dict[str, Any] = {
        "token": TOKEN,
        "database_url": POSTGRESQL,
        "smtp_url": SMTP,
        "proxy": PROXY,
        "webhook_secret": HOOK,
    }
    settings = Settings(_env_file=None, mail_from="a@example.org", **more)  # type: ignore[call-arg]
    database = Database(POSTGRESQL)
    held = (settings, settings.model_dump(), smtp_address(SMTP), database, database.engine, database.engine.url)

    shown = " ".join(f"{each!r} {each}" for each in held)
    database.close()

    assert [each for each in (TOKEN, TOKEN[10:], PASSWORD, HOOK) if each in shown] == []


def test_the_librarys_bot_shows_its_token_and_the_log_does_not() -> None:
    """Why the log strikes out what looks like a token, whoever wrote it."""
    record = logging.makeLogRecord({"msg": f"{Bot(TOKEN)!r}", "levelname": "INFO", "levelno": logging.INFO})

    assert TOKEN in repr(Bot(TOKEN))
    assert TOKEN[10:] not in formatter("lines").format(record)


def test_no_secret_is_an_argument_that_the_process_list_would_show() -> None:
    arguments = {each.dest for verb in _verbs(parser()) for each in verb._actions}

    assert {"file", "folder", "help"} <= arguments
    assert [each for each in arguments if re.search("token|password|secret|url|proxy|smtp", each)] == []


def _verbs(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _verbs(verb)


def test_a_traceback_that_ends_the_process_strikes_them_out(capsys: pytest.CaptureFixture[str]) -> None:
    last_words(ValueError, ValueError(f"{TOKEN} {SMTP} {POSTGRESQL}"), None)

    shown = capsys.readouterr().err
    assert ("ValueError: 123456789:*** smtps://***@127.0.0.1:1" in shown, PASSWORD in shown) == (True, False)
