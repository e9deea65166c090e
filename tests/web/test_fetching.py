"""An address that somebody typed in is fetched within limits, and never leads into the house's own network."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from meetbot.web.fetching import Fetched, Fetcher, FetchFailed, is_public

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
LIMIT = 100_000
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A server on the machine itself whose pages the test writes."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[web.Request] = []
        application = web.Application()
        application.router.add_get("/{name:.*}", self._answer)
        self.server = TestServer(application)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.pages[request.match_info["name"]](request)

    def url(self, name: str) -> str:
        return str(self.server.make_url(f"/{name}"))


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.server.start_server()
    yield server
    await server.server.close()


def inside(**more: float) -> Fetcher:
    """One that may fetch from the machine itself, as only tests do."""
    return Fetcher(LIMIT, may_be_private=True, needs_https=False, **more)


async def why(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchFailed) as failure:
        await fetcher.fetch(url)
    return failure.value.why


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(
            body=body, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return answer


async def test_a_calendar_comes_with_what_the_server_says_about_it(server: Server) -> None:
    server.pages["a.ics"] = gives(BODY, ETag='"v1"', Last_Modified="Mon, 23 Nov 2026 02:00:00 GMT")

    found = await inside().fetch(server.url("a.ics"))

    assert found == Fetched(BODY, '"v1"', "Mon, 23 Nov 2026 02:00:00 GMT")
    assert "Cookie" not in server.asked[0].headers


async def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.pages["a.ics"] = gives(b"", 304)

    found = await inside().fetch(server.url("a.ics"), '"v1"', "Mon, 23 Nov 2026 02:00:00 GMT")

    assert found == Fetched(None)
    headers = server.asked[0].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"v1"', "Mon, 23 Nov 2026 02:00:00 GMT")


async def test_what_is_packed_is_unpacked_within_the_limit(server: Server) -> None:
    server.pages["small"] = gives(gzip.compress(BODY * 1000), Content_Encoding="gzip")
    server.pages["bomb"] = gives(gzip.compress(bytes(200_000_000), 9), Content_Encoding="gzip")
    server.pages["exact"] = gives(gzip.compress(bytes(LIMIT)), Content_Encoding="gzip")
    server.pages["cut"] = gives(gzip.compress(BODY)[:-6], Content_Encoding="gzip")
    server.pages["broken"] = gives(BODY, Content_Encoding="gzip")
    server.pages["other"] = gives(zlib.compress(BODY), Content_Encoding="br")

    assert (await inside().fetch(server.url("small"))).body == BODY * 1000
    assert (await inside().fetch(server.url("exact"))).body == bytes(LIMIT)
    assert [await why(inside(), server.url(name)) for name in ("bomb", "cut", "broken", "other")] == [
        "too_big", "encoding", "encoding", "encoding",
    ]  # fmt: skip


async def test_a_stream_without_end_is_cut_at_the_limit(server: Server) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(bytes(10_000))

    server.pages["endless"] = endless

    assert await why(inside(), server.url("endless")) == "too_big"


async def test_a_server_that_keeps_silent_is_left(server: Server) -> None:
    async def silent(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    server.pages["silent"] = silent

    assert await why(inside(seconds=0.2), server.url("silent")) == "timeout"


async def test_redirects_are_followed_but_not_for_ever(server: Server) -> None:
    server.pages["old"] = gives(b"", 302, Location="new")
    server.pages["new"] = gives(BODY)
    server.pages["round"] = gives(b"", 301, Location="/round")

    assert (await inside().fetch(server.url("old"))).body == BODY
    assert await why(inside(), server.url("round")) == "redirects"


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 429, 500, 503])
async def test_another_answer_is_a_failure(server: Server, status: int) -> None:
    server.pages["a"] = gives(b"", status)

    assert await why(inside(), server.url("a")) == f"status {status}"


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert await why(inside(), f"http://127.0.0.1:{port}/") == "unreachable"
    assert await why(inside(), "http://[broken/") == "unreachable"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "224.0.0.1", "255.255.255.255", "localhost.",
    ],
)  # fmt: skip
async def test_nothing_inside_is_ever_connected_to(server: Server, host: str) -> None:
    server.pages["secret"] = gives(BODY)
    port = server.server.port

    failure = await why(Fetcher(LIMIT), f"https://{host}:{port}/secret")

    # Odd spellings are no names to a resolver, or names of something inside.
    assert failure == "not_public" or (
        failure == "unreachable" and host in ("127.1", "2130706433", "0177.0.0.1", "0x7f000001", "localhost.")
    )
    assert server.asked == []


async def test_a_redirect_inside_is_refused_too(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first server is taken for a public one; where it sends us is not."""
    server.pages["door"] = gives(b"", 302, Location="http://169.254.169.254/latest/meta-data/")
    fetcher = Fetcher(LIMIT, needs_https=False)
    monkeypatch.setattr("meetbot.web.fetching.is_public", lambda address: address.startswith("127."))

    assert await why(fetcher, server.url("door")) == "not_public"


async def test_a_name_is_checked_where_the_connection_is_made(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers with a public address first and one inside a moment later gains nothing."""
    answers = iter([["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]])
    server.pages["a"] = gives(BODY)

    async def lookup(*_args: object, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.server.port)) for address in next(answers)]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)

    assert (
        await why(Fetcher(LIMIT, needs_https=False), f"http://calendar.example:{server.server.port}/a") == "not_public"
    )
    assert (
        await why(Fetcher(LIMIT, needs_https=False), f"http://calendar.example:{server.server.port}/a") == "not_public"
    )
    assert server.asked == []


async def test_only_https_is_fetched_and_stays_so_after_a_redirect() -> None:
    for url in ("http://example.org/a.ics", "ftp://example.org/a.ics", "file:///etc/passwd", "gopher://example.org/"):
        assert await why(Fetcher(LIMIT), url) == "no_https"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
        ("2001::1", False),
    ],
)
def test_what_is_public(address: str, expected: bool) -> None:
    assert is_public(address) is expected
