from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from meetbot.web.errors import CannotListen, Exposed
from meetbot.web.server import WebServer, _Patient, require_loopback


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def post(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())}")


APPLICATION = Starlette(routes=[Route("/ical/secret.ics", hello), Route("/post", post, methods=["POST"])])


async def ask(port: int) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"http://127.0.0.1:{port}/ical/secret.ics")).text


async def test_it_serves_from_start_to_stop_and_logs_no_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = WebServer("127.0.0.1", 0)
    await server.start(APPLICATION)

    assert await ask(server.port) == "hello"
    await server.stop()

    with pytest.raises(httpx.ConnectError):
        await ask(server.port)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert [record for record in ours if "secret" in record.getMessage()] == []


async def test_a_taken_port_is_said_before_anything_starts() -> None:
    first = WebServer("127.0.0.1", 0)
    await first.start(APPLICATION)
    port = first.port

    with pytest.raises(CannotListen) as caught:
        WebServer("127.0.0.1", port).bind()
    await first.stop()

    assert caught.value == CannotListen("127.0.0.1", port, is_taken=True, reason="Address already in use")


async def test_the_port_can_be_taken_again_at_once() -> None:
    first = WebServer("127.0.0.1", 0)
    await first.start(APPLICATION)
    port = first.port
    await ask(port)
    await first.stop()

    second = WebServer("127.0.0.1", port)
    await second.start(APPLICATION)
    assert await ask(port) == "hello"
    await second.stop()


async def test_an_address_that_is_not_this_machines_is_refused() -> None:
    with pytest.raises(CannotListen) as caught:
        WebServer("192.0.2.1", 8080).bind()

    assert not caught.value.is_taken


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "name.invalid"])
def test_the_local_chat_is_not_served_to_other_machines(host: str) -> None:
    with pytest.raises(Exposed):
        require_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_the_local_chat_is_served_on_this_machine(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: meet\r\nX-Slow: ",
        b"POST /post HTTP/1.1\r\nHost: meet\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST /post HTTP/1.1\r\nHost: meet\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
)
async def test_who_asks_nothing_or_half_of_something_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr("meetbot.web.server._PATIENCE_SECONDS", 0.05)
    server = WebServer("127.0.0.1", 0)
    await server.start(APPLICATION)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(sent)

        with suppress(ConnectionResetError):
            assert await reader.read() == b""  # to the end of the connection
        writer.close()
    finally:
        await server.stop()


def looked_at_for_long(server: WebServer) -> None:
    """Much more than the patience with a question has passed, for everybody who is connected."""
    assert server._server is not None
    for connection in list(server._server.server_state.connections):
        assert isinstance(connection, _Patient)
        for _ in range(5):
            connection._looking.cancel()
            connection._look()


async def test_an_answer_may_take_longer_than_a_question() -> None:
    server = WebServer("127.0.0.1", 0)

    async def slow(_request: Request) -> PlainTextResponse:
        looked_at_for_long(server)
        return PlainTextResponse("hello")

    await server.start(Starlette(routes=[Route("/ical/secret.ics", slow)]))
    try:
        assert await ask(server.port) == "hello"
    finally:
        await server.stop()


async def test_a_connection_that_is_kept_for_the_next_question_stays() -> None:
    server = WebServer("127.0.0.1", 0)
    await server.start(APPLICATION)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(2):
            writer.write(b"GET /ical/secret.ics HTTP/1.1\r\nHost: meet\r\n\r\n")
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200 OK")
            looked_at_for_long(server)
        writer.write(b"GET /ical/secret.ics HT")  # half of a question is waited for no longer than the first one is
        while not server_reads(server):  # noqa: ASYNC110  (the other side of a socket)
            await asyncio.sleep(0)
        looked_at_for_long(server)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
    finally:
        await server.stop()


def server_reads(server: WebServer) -> bool:
    """Whether it waits for the rest of a question."""
    assert server._server is not None
    return any(
        isinstance(each, _Patient) and each.timeout_keep_alive_task is None
        for each in server._server.server_state.connections
    )


async def test_a_crowd_that_asks_nothing_is_sent_away_and_then_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("meetbot.web.server._MOST_CONNECTIONS", 5)
    server = WebServer("127.0.0.1", 0)
    await server.start(APPLICATION)
    try:
        crowd = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(5)]
        assert await ask(server.port) == "Service Unavailable"

        for reader, writer in crowd:
            writer.write(b"nonsense\r\n\r\n")
            await reader.read()
            writer.close()

        assert await ask(server.port) == "hello"
    finally:
        await server.stop()
