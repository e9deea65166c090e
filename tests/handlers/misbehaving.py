"""
The local chat over HTTP behind something that misbehaves: what a network, a proxy and Telegram's own front do to a request.

A fault meets the next calls of a method (of one chat, if it names one) and is used up by as many as it was ordered for.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram.error import TimedOut

from meetbot.app import Connection
from meetbot.handlers.limits import Limits
from meetbot.handlers.transport import AiohttpRequest, Timeouts
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.routes import routes
from meetbot.web.server import WebServer

Message = MutableMapping[str, Any]
# What happens instead: (the app behind, the request's body, where the answer goes, its scope).
Happens = Callable[["Call"], Awaitable[None]]
_CHAT = re.compile(rb'chat_id(?:=|"\r\n\r\n)(-?\d+)')
_METHOD = re.compile(r"/bot[^/]+/(\w+)$")
_LONG = 120.0
# Nothing is held back, and nothing is waited for long: what is tried is what happens afterwards.
QUICK = Limits(1e9, 0.0, 1, 1_000_000, pause_seconds=0.01, longest_pause_seconds=0.02)


@dataclass
class Call:
    """A request on its way, and the ways to answer it."""

    app: ASGIApp
    scope: Scope
    body: bytes
    receive: Receive
    send: Send
    nobody_waits: Callable[[], object] = lambda: None

    async def carried_out(self) -> list[Message]:
        """Let it happen; the answer that it would have had."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.app(self.scope, _once(self.body), keep)
        return answer

    async def answer(self, status: int, content: bytes, kind: bytes = b"application/json", length: int = -1) -> None:
        size = str(length if length >= 0 else len(content)).encode()
        headers = [(b"content-type", kind), (b"content-length", size)]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": content, "more_body": len(content) < int(size)})


def refused(status: int, description: str, **parameters: int) -> Happens:
    """As Telegram refuses."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    content = json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()

    async def happens(call: Call) -> None:
        await call.answer(status, content)

    return happens


def page(status: int) -> Happens:
    """A page of whatever stands in between; nothing was carried out."""

    async def happens(call: Call) -> None:
        await call.answer(status, b"<html><h1>Bad Gateway</h1><hr>nginx</html>", b"text/html")

    return happens


async def cut_within_the_answer(call: Call) -> None:
    """Carried out; the line breaks in the middle of the answer."""
    await call.carried_out()
    await call.answer(200, b'{"ok":true,"res', length=500)


async def taken_without_a_word(call: Call) -> None:
    """Carried out, and no answer ever comes: the client gives up."""
    await call.carried_out()
    call.nobody_waits()
    await call.receive()


@dataclass
class Fault:
    method: str
    happens: Happens
    times: int = 1
    chat_id: int | None = None
    only_if: bytes = b""  # in the body


@dataclass
class Misbehaving:
    """Stands before ``app``."""

    app: ASGIApp
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, int | None]] = field(default_factory=list)
    waiting: dict[int, asyncio.Future[None]] = field(default_factory=dict)

    def fault(
        self, method: str, happens: Happens, *, times: int = 1, chat_id: int | None = None, only_if: bytes = b""
    ) -> None:
        self.faults.append(Fault(method, happens, times, chat_id, only_if))

    def calls(self, method: str, chat_id: int | None = None) -> int:
        return self.asked.count((method, chat_id))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _METHOD.search(scope.get("path", ""))
        if scope["type"] != "http" or found is None or found[1] == "getUpdates":
            await self._pass_on(scope, receive, send, found[1] if found else "")
            return
        body = await _whole(receive)
        chat = _CHAT.search(body)
        chat_id = int(chat[1]) if chat else None
        self.asked.append((found[1], chat_id))
        fault = self._meeting(found[1], chat_id, body)
        if fault is None:
            await self.app(scope, _once(body), send)
        else:
            await fault.happens(Call(self.app, scope, body, receive, send, self._gives_up(scope)))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, method: str) -> None:
        fault = self._meeting(method, None, b"") if method else None
        if fault is None:
            await self.app(scope, receive, send)
        else:
            self.asked.append((method, None))
            await fault.happens(Call(self.app, scope, b"", receive, send))

    def _gives_up(self, scope: Scope) -> Callable[[], object]:
        """What ends the patience of whoever asked."""
        patience = self.waiting[int(parse_qs(scope["query_string"])[b"request"][0])]

        def give_up() -> None:
            if not patience.done():
                patience.set_result(None)

        return give_up

    def _meeting(self, method: str, chat_id: int | None, body: bytes) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.chat_id in {None, chat_id} and fault.only_if in body:
                fault.times -= 1
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return None


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), bool(message.get("more_body"))
    return body


def _once(body: bytes) -> Receive:
    """The body in one piece, then a client that stays."""
    pieces = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        piece = next(pieces, None)
        if piece is None:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}
        return piece

    return receive


class Patient(AiohttpRequest):
    """
    Waits as long as it takes on the busiest machine, and gives up exactly where no answer will ever come: ``front`` says when.

    A short time-out would now and then meet an answer that is only slow.
    """

    _numbers = count(1)

    def __init__(self, front: Misbehaving) -> None:
        super().__init__(timeouts=Timeouts(*[_LONG] * 6))
        self._front = front

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        number, patience = next(self._numbers), asyncio.get_running_loop().create_future()
        self._front.waiting[number] = patience
        mark = "&" if "?" in url else "?"
        asking = asyncio.create_task(super().do_request(f"{url}{mark}request={number}", method, *args, **kwargs))
        try:
            await asyncio.wait({asking, patience}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise TimedOut
            return asking.result()
        finally:
            del self._front.waiting[number]
            asking.cancel()
            await asyncio.wait({asking})


@asynccontextmanager
async def over_http(chat: LocalChat, found: list[Misbehaving], limits: Limits = QUICK) -> AsyncIterator[Connection]:
    """The way to ``chat`` over HTTP; what stands in between is put into ``found``."""
    front = Misbehaving(Starlette(routes=routes(chat)))
    found.append(front)
    web = WebServer("127.0.0.1", 0)
    await web.start(front)
    request, updates = Patient(front), Patient(front)
    try:
        yield Connection(chat.token, f"http://127.0.0.1:{web.port}/local", request, updates, limits)
    finally:
        chat.end_streams()
        await request.shutdown()
        await updates.shutdown()
        await web.stop()
