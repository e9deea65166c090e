"""Telegram's way in, over a real port and into the real bot: by whoever does not know the secret, too often, in any order, never ending."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from sqlmodel import select

from meetbot.inbox.models import InboxUpdate
from meetbot.localchat.people import User
from meetbot.people.roles import Role
from meetbot.web.application import web_app
from meetbot.web.metrics import Metrics
from meetbot.web.server import WebServer
from tests.handlers.attack.attacker import not_of
from tests.handlers.attack.rows import facts
from tests.harness import Harness

SECRET = "5ecret"
PATH, HEADER = f"/telegram/{SECRET}", {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def nowhere(_secret: str) -> None:
    return None


@pytest.fixture
async def web(service: Harness) -> AsyncIterator[WebServer]:
    application = web_app(
        find_feed=nowhere, probes={}, metrics=Metrics(), webhook=(SECRET, service.service.intake.take)
    )
    server = WebServer("127.0.0.1", 0)
    await server.start(application)
    yield server
    await server.stop()


@pytest.fixture
async def telegram(web: WebServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}", trust_env=False, headers=HEADER) as client:
        yield client


@pytest.fixture
async def olga(service: Harness) -> User:
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    return olga


def update(number: int, user: User, text: str) -> bytes:
    sender = {"id": user.id, "is_bot": False, "first_name": user.name}
    chat = {"id": user.id, "type": "private", "first_name": user.name}
    message: dict[str, Any] = {"message_id": number, "date": 1, "text": text, "from": sender, "chat": chat}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return json.dumps({"update_id": 900_000_000 + number, "message": message}).encode()


def inbox(service: Harness) -> list[int]:
    """The numbers of what was taken in by this way."""
    found = service.look(lambda session: session.exec(select(InboxUpdate.update_id)).all())
    return sorted(each - 900_000_000 for each in found if each >= 900_000_000)


async def test_an_update_that_comes_again_is_answered_once(
    service: Harness, telegram: httpx.AsyncClient, olga: User
) -> None:
    told = len(olga.received)
    body = update(1, olga, "/help")

    at_once = await asyncio.gather(*(telegram.post(PATH, content=body) for _ in range(5)))
    await service.settle()
    later = await telegram.post(PATH, content=body)
    await service.settle()

    assert [answer.status_code for answer in (*at_once, later)] == [200] * 6
    assert (len(olga.received) - told, inbox(service)) == (1, [1])


async def test_updates_out_of_their_order_are_all_answered_once(
    service: Harness, telegram: httpx.AsyncClient, olga: User
) -> None:
    told = len(olga.received)

    for number in (12, 10, 11, 10, 12):
        await telegram.post(PATH, content=update(number, olga, "/help"))
    await service.settle()

    assert (len(olga.received) - told, inbox(service)) == (3, [10, 11, 12])


async def test_a_crowd_of_updates_at_once_is_taken_in_whole(
    service: Harness, telegram: httpx.AsyncClient, olga: User
) -> None:
    told, limits = len(olga.received), httpx.Limits(max_connections=40)
    async with httpx.AsyncClient(
        base_url=telegram.base_url, trust_env=False, headers=HEADER, limits=limits, timeout=60
    ) as crowd:
        answers = await asyncio.gather(
            *(crowd.post(PATH, content=update(number, olga, "/help")) for number in range(100))
        )
    await service.settle()

    assert {answer.status_code for answer in answers} == {200}
    assert (len(olga.received) - told, inbox(service)) == (100, [*range(100)])


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("6ecret", SECRET), (SECRET, "6ecret"), ("6ecret", "6ecret"), ("5ecre", SECRET),
        (SECRET, "5ecre"), ("5ecrett", SECRET), (SECRET.upper(), SECRET), (SECRET, SECRET.upper()), (SECRET, f"{SECRET}, {SECRET}"),
    ],
)  # fmt: skip
async def test_nearly_the_secret_is_as_wrong_as_any(
    service: Harness, telegram: httpx.AsyncClient, olga: User, path: str, header: str
) -> None:
    before = service.look(facts)
    headers = {"X-Telegram-Bot-Api-Secret-Token": header}

    tried = await telegram.post(f"/telegram/{path}", content=update(1, olga, "/help"), headers=headers)
    other = await telegram.get("/telegram")
    await service.settle()

    assert (tried.status_code, tried.content) == (other.status_code, other.content) == (404, b"Not Found")
    assert (inbox(service), service.look(facts)) == ([], before)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "", "x/é"])
async def test_the_body_decides_whatever_kind_it_says_it_is(
    service: Harness, telegram: httpx.AsyncClient, olga: User, kind: str
) -> None:
    headers = [(b"Content-Type", kind.encode())]

    good = await telegram.post(PATH, content=update(1, olga, "/help"), headers=headers)
    bad = [
        await telegram.post(PATH, content=body, headers=headers)
        for body in (
            b"",
            b"update_id=7&message=x",
            b"[]",
            b"7",
            b"\xff\xfe",
            b'{"update_id": "8"}',
            b'{"update_id": -1}',
            b"[" * 100_000,
        )
    ]
    await service.settle()

    assert (good.status_code, {answer.status_code for answer in bad}, inbox(service)) == (200, {400}, [1])


async def test_a_body_that_never_ends_or_is_too_large_leaves_no_row(
    service: Harness, web: WebServer, telegram: httpx.AsyncClient, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = service.look(lambda session: not_of(session, 0))
    large = await telegram.post(PATH, content=update(1, olga, "x" * 1_000_000))
    monkeypatch.setattr("meetbot.web.server._PATIENCE_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    whole = update(2, olga, "/help")
    head = f"POST {PATH} HTTP/1.1\r\nHost: meet\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(whole)}\r\n\r\n"

    writer.write(head.encode() + whole[:-1])
    with suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
    await service.settle()

    assert (large.status_code, inbox(service)) == (413, [])
    assert service.look(lambda session: not_of(session, 0)) == before
