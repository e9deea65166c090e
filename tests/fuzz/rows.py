"""
What strangers send, as far as the database: it is taken, or refused with one of our own errors, and then no row is there that
was not before.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlmodel import Session, text
from starlette.types import Message
from telegram import Bot

from meetbot.backup import require_backup
from meetbot.booking.feeds import find
from meetbot.booking.incoming.reader import read_calendar
from meetbot.db import Database
from meetbot.errors import MeetbotError
from meetbot.guests.answering import Answer, take_answer
from meetbot.handlers.intake import read_update
from meetbot.inbox.service import mark_done, take_in
from meetbot.migrations import upgrade
from meetbot.people.invitations import accept_invitation
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.web.application import web_app
from meetbot.web.metrics import Metrics
from tests.factories import NOW, SHANGHAI, add_person

_SECRET = "5ecret"
_OLGA = 7
_BOT = Bot("1:x")


def reply(content: bytes) -> None:
    """The answer of a guest, as a mail program wrote it and somebody passed it on."""
    with suppress(MeetbotError):
        for event in read_calendar(content, SHANGHAI).events:
            attendees = tuple((each.address, each.partstat) for each in event.attendees)
            answer = Answer(
                event.uid, attendees, event.stamp or NOW, event.sequence, event.recurrence_id, event.comment
            )
            with whole_or_not_at_all() as session:
                take_answer(session, answer, _olga(session), NOW)


def link(content: bytes) -> None:
    """What a link into the chat carries."""
    with suppress(MeetbotError), whole_or_not_at_all() as session:
        accept_invitation(session, _text(content), 8, _text(content), "en", NOW)


def address(content: bytes) -> None:
    """An address of a feed that somebody guesses, as the web side and as the database see it."""
    path = unquote(content.decode("latin-1"))
    with whole_or_not_at_all() as session:
        assert find(session, path) is None
    status, told = asyncio.run(_ask("GET", f"/ical/{path}", b""))
    assert status in {404, 405, 307}, (status, told)
    assert _SECRET.encode() not in told


def webhook(content: bytes) -> None:
    """What somebody posts who knows the secret: written down once, or refused."""
    status, _ = asyncio.run(_ask("POST", f"/telegram/{_SECRET}", content))
    assert status in {200, 400, 413}, status


def backup(content: bytes) -> None:
    """A file that an operator takes for a backup."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with suppress(MeetbotError):
            require_backup(Path(file.name), Path("backup.db"))


def _text(content: bytes) -> str:
    """As JSON may bring it: with half an emoji, too."""
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace")


async def _ask(method: str, path: str, body: bytes) -> tuple[int, bytes]:
    """The answer of the web side. Raises whatever the application does."""
    sent: list[Message] = []
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode(errors="replace"),
        "query_string": b"", "root_path": "", "scheme": "http", "server": ("meet", 80),
        "headers": [(b"x-telegram-bot-api-secret-token", _SECRET.encode())],
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await _web()(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


@cache
def _web() -> Callable[..., Awaitable[None]]:
    async def found(secret: str) -> None:
        with _database().reading() as session:
            assert find(session, secret) is None

    async def taken(body: bytes) -> None:
        update = read_update(body, _BOT)
        with whole_or_not_at_all() as session:
            take_in(session, [update.incoming], NOW)
            mark_done(session, {update.incoming.update_id}, NOW)

    return web_app(find_feed=found, probes={}, metrics=Metrics(), webhook=(_SECRET, taken))


@contextmanager
def whole_or_not_at_all() -> Iterator[Session]:
    """A transaction that is taken back in the end. When it is refused, nothing was written in it."""
    with Session(_database().engine) as session:
        before = _counted(session)
        try:
            yield session
            session.flush()
        except MeetbotError:
            assert _counted(session) == before
            raise
        finally:
            session.rollback()


def _counted(session: Session) -> list[int]:
    session.flush()
    return list(session.connection().exec_driver_sql(_counts()).one())


@cache
def _counts() -> str:
    """One statement that counts the rows of every table: it is asked at each input, twice."""
    with _database().reading() as session:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        names = session.connection().execute(text(tables)).scalars().all()
    return "SELECT " + ", ".join(f'(SELECT count(*) FROM "{name}")' for name in names)


@cache
def _database() -> Database:
    database = Database(f"sqlite:///{tempfile.mkdtemp(prefix='meetbot-fuzz-')}/meetbot.db")
    upgrade(database)
    with database.writing() as session:
        add_person(session, "Olga", Role.ORGANISER, telegram_id=_OLGA)
    return database


def _olga(session: Session) -> Member:
    found = member(session, _OLGA)
    assert found is not None
    return found
