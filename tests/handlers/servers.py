"""Small real servers on loopback: a Bot API that answers anything, an HTTP proxy, a SOCKS5 proxy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Respond = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Received:
    """One request as the server saw it; a file is (name, mime type, content)."""

    method: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)


@dataclass
class BotApi:
    """Answers every request by ``respond`` and remembers it."""

    respond: Respond
    received: list[Received] = field(default_factory=list)
    url: str = ""
    connections: set[object] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        seen = Received(request.method, request.path)
        self.connections.add(request.transport)
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                seen.files[name] = (value.filename, value.content_type, value.file.read())
            else:
                seen.fields[name] = str(value)
        self.received.append(seen)
        return await self.respond(request)


async def ok(request: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "result": True})


@asynccontextmanager
async def bot_api(respond: Respond = ok) -> AsyncIterator[BotApi]:
    api = BotApi(respond)
    application = web.Application(client_max_size=60_000_000)
    application.router.add_route("*", "/{path:.*}", api.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.url = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await runner.cleanup()


@dataclass
class Proxy:
    """Where the proxy listens and which targets it was asked for ("host:port"), with the login it was given."""

    port: int = 0
    targets: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)


@asynccontextmanager
async def http_proxy() -> AsyncIterator[Proxy]:
    """
    Forwards requests in absolute form (http) and refuses CONNECT (https) with 502, having noted where it should go.

    Every name means this machine.
    """
    proxy = Proxy()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            request_line, _, headers = head.partition(b"\r\n")
            method, target, version = request_line.decode().split()
            for line in headers.decode().splitlines():
                if line.lower().startswith("proxy-authorization:"):
                    proxy.logins.append(line.split(maxsplit=1)[1])
            if method == "CONNECT":
                proxy.targets.append(target)
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
                return
            address, _, path = target.removeprefix("http://").partition("/")
            proxy.targets.append(address)
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", int(address.partition(":")[2]))
            up_writer.write(f"{method} /{path} {version}\r\n".encode() + headers)
            await _both_ways(reader, writer, up_reader, up_writer)
        finally:
            writer.close()

    async with _listening(serve, proxy):
        yield proxy


@asynccontextmanager
async def socks5_proxy(user: str = "", password: str = "") -> AsyncIterator[Proxy]:
    """RFC 1928 CONNECT, names resolved by the proxy (every name is this machine); RFC 1929 login when ``user`` is given."""
    proxy = Proxy()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            _, count = await reader.readexactly(2)
            await reader.readexactly(count)
            writer.write(b"\x05\x02" if user else b"\x05\x00")
            if user:
                given = [(await reader.readexactly((await reader.readexactly(skip))[-1])).decode() for skip in (2, 1)]
                proxy.logins.append(":".join(given))
                writer.write(b"\x01\x00" if given == [user, password] else b"\x01\x01")
                if given != [user, password]:
                    return
            kind = (await reader.readexactly(4))[3]
            if kind == 3:
                host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
            else:
                host = ".".join(map(str, await reader.readexactly(4)))
            port = int.from_bytes(await reader.readexactly(2), "big")
            proxy.targets.append(f"{host}:{port}")
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            await _both_ways(reader, writer, up_reader, up_writer)
        finally:
            writer.close()

    async with _listening(serve, proxy):
        yield proxy


@asynccontextmanager
async def _listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], proxy: Proxy
) -> AsyncIterator[None]:
    tasks: set[asyncio.Task[None]] = set()

    async def remember(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await serve(reader, writer)

    server = await asyncio.start_server(remember, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _both_ways(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    up_reader: asyncio.StreamReader,
    up_writer: asyncio.StreamWriter,
) -> None:
    try:
        await asyncio.gather(_copy(reader, up_writer), _copy(up_reader, writer))
    finally:
        up_writer.close()


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while piece := await source.read(65536):
        sink.write(piece)
        await sink.drain()
    if sink.can_write_eof():
        sink.write_eof()
