"""Serving the web side inside the bot's own event loop, started and stopped by whoever runs the bot."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from meetbot.web.errors import CannotListen, Exposed

# A page that follows events stays connected; it is not waited for.
_GRACE_SECONDS = 1
# Whoever sends a request sends all of it at once: an update has a few kilobytes, a picture of the local chat a few megabytes.
_PATIENCE_SECONDS = 10.0
# Half of the files that a process may usually have open. Telegram opens 40 at most, calendar programs one each for a moment.
_MOST_CONNECTIONS = 500
# Longer than whoever keeps a connection for the next request keeps it (our own transport and most proxies: a minute). Whoever closes
# first must not be the server: a request that is on its way just then would be lost.
_KEPT_SECONDS = 75


class WebServer:
    """Listens on ``host`` and ``port``; port 0 takes any free one, ``port`` then says which."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self.port = port
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._shown: ASGIApp | None = None

    def bind(self) -> None:
        """Take the address, before anything else is begun. Raises CannotListen."""
        if self._socket is None:
            self._socket = _bound(self._host, self.port)
            self.port = self._socket.getsockname()[1]

    def show(self, application: ASGIApp) -> None:
        """From the next request on, this is what answers."""
        self._shown = application

    async def start(self, application: ASGIApp) -> None:
        """Return when requests are answered. Raises CannotListen."""
        self.bind()
        assert self._socket is not None
        self.show(application)
        self._server = _Server(
            uvicorn.Config(
                self._answer, interface="asgi3", lifespan="off", ws="none", access_log=False,  # the addresses hold secrets
                log_config=None, log_level="warning", server_header=False, timeout_graceful_shutdown=_GRACE_SECONDS,
                http=_Patient, limit_concurrency=_MOST_CONNECTIONS, timeout_keep_alive=_KEPT_SECONDS,
            )
        )  # fmt: skip
        self._serving = asyncio.create_task(self._server.serve([self._socket]))
        await self._server.is_up.wait()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self._shown is not None
        await self._shown(scope, receive, send)

    async def stop(self) -> None:
        """Finish the requests in hand and give the address back. May be called without ``start``."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
        if self._socket is not None:
            self._socket.close()


class _Server(uvicorn.Server):
    """Leaves the signals to the bot, and tells when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


class _Patient(H11Protocol):
    """Ends a connection on which nothing is asked, or a request does not come to its end; answers may take their time."""

    _waits_for: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        self._looking.cancel()
        super().connection_lost(exc)

    def _look_again(self) -> None:
        self._looking = self.loop.call_later(_PATIENCE_SECONDS, self._look)

    def _look(self) -> None:
        """Twice in a row in the middle of the same request: it is not coming."""
        is_kept = self.timeout_keep_alive_task is not None  # for the next request, and not for ever
        is_sending = self.conn.their_state in {h11.IDLE, h11.SEND_BODY} and not is_kept
        asked = (self.cycle, self.conn.their_state) if is_sending else None
        if asked is not None and asked == self._waits_for:
            self.transport.abort()
            return
        self._waits_for = asked
        self._look_again()


def require_loopback(host: str) -> None:
    """Raises Exposed when ``host`` can be reached from another machine (a name must mean this one only)."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        raise Exposed(host) from None
    if not all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in found):
        raise Exposed(host)


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise CannotListen(host, port, is_taken=False, reason=error.strerror or str(error)) from None
    try:
        # A restarted bot may take its port back at once, while old connections fade away.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        is_taken = error.errno == errno.EADDRINUSE
        raise CannotListen(host, port, is_taken, error.strerror or str(error)) from None
    listener.setblocking(False)
    return listener
