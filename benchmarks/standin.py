"""
A Bot API on loopback that answers without thinking, and the people who press: what is measured is the bot.

Both bots talk to the same object in the same process: it hands out updates by long polling and notes when the answer to a
press and the edit of its message came in. A message carries its text and its buttons, as Telegram sends it, so that
the bots read and write the same number of bytes.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

TOKEN = "123456789:benchmarkbenchmarkbenchmarkbench"
_BATCH = 100  # Telegram's own limit
_CHAT = re.compile(rb"(?:^|&)chat_id=(-?\d+)")
_QUERY = re.compile(rb"(?:^|&)callback_query_id=(\d+)")
_ME = {"id": 123456789, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass(frozen=True)
class Desk:
    """Somebody with a card in front of them: what it shows and the codes of the buttons they will press, in order."""

    telegram_id: int
    text: str
    reply_markup: dict[str, Any]
    codes: Sequence[str]

    def message(self) -> dict[str, Any]:
        chat = {"id": self.telegram_id, "type": "private", "first_name": "Alan"}
        return {
            "message_id": 7, "date": 1_800_000_000, "chat": chat, "text": self.text, "reply_markup": self.reply_markup,
            "from": _ME,
        }  # fmt: skip


@dataclass
class _Press:
    """A press on its way: handed out, and what came back so far."""

    handed_out: float
    is_answered: bool = False
    is_edited: bool = False
    done: float = 0.0


@dataclass
class Gate:
    """Telegram's limits to the letter: so many messages within any second, and one a second to a chat."""

    per_second: int = 30
    refused: int = 0
    _lately: deque[float] = field(default_factory=deque)
    _last_to: dict[int, float] = field(default_factory=dict)

    def admits(self, chat: int, now: float) -> bool:
        """Whether a message to the chat is one too many; counts it."""
        while self._lately and self._lately[0] <= now - 1.0:
            self._lately.popleft()
        if len(self._lately) >= self.per_second or self._last_to.get(chat, 0.0) > now - 1.0:
            self.refused += 1
            return False
        self._lately.append(now)
        self._last_to[chat] = now
        return True


@dataclass
class StandIn:
    """The server and what it measures. ``port`` is known once it listens; ``gate`` refuses what is too fast, if there is one."""

    port: int = 0
    gate: Gate | None = None
    arrived: list[tuple[float, int]] = field(default_factory=list)  # messages sent: when (as time.time()), and the chat
    requests: int = 0
    quiet_since: float = 0.0
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    last_sent: float = 0.0
    _updates: deque[dict[str, Any]] = field(default_factory=deque)
    _poller: _Connection | None = None
    _polled: asyncio.Event = field(default_factory=asyncio.Event)
    _next_id: int = 1
    _presses: dict[int, _Press] = field(default_factory=dict)  # by chat
    _chat_of: dict[int, int] = field(default_factory=dict)  # by callback query
    _all_done: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _answers: dict[int, bytes] = field(default_factory=dict)  # by chat: the message an edit gives back

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def forget(self) -> None:
        """Another bot comes: nothing of the one before is waited for."""
        self._updates.clear()
        self._presses.clear()
        self._chat_of.clear()
        self._poller = None
        self._polled.clear()
        self.sent.clear()
        self.arrived.clear()

    async def polled(self) -> None:
        """Return when the bot asks for updates."""
        await self._polled.wait()

    async def quiet(self, seconds: float = 1.0) -> None:
        """Return when no request but a poll came for so long."""
        while (rest := self.quiet_since + seconds - time.perf_counter()) > 0:  # noqa: ASYNC110  (until nothing happens)
            await asyncio.sleep(rest)

    def seat(self, desks: Iterable[Desk]) -> None:
        """Know what the messages of these people look like."""
        for desk in desks:
            self._answers[desk.telegram_id] = _http(desk.message())

    async def press(self, presses: Iterable[tuple[Desk, str]]) -> list[float]:
        """Hand out all these presses at once; for each the seconds until it was answered and its message edited."""
        self._all_done.clear()
        now = []
        for desk, code in presses:
            self._updates.append(self._press_update(desk, code))
            now.append(desk.telegram_id)
        self._hand_out()
        await asyncio.wait_for(self._all_done.wait(), 60)
        found = [self._presses.pop(chat) for chat in now]
        return [press.done - press.handed_out for press in found]

    def write(self, telegram_id: int, text: str) -> None:
        """Somebody sends a message."""
        chat = {"id": telegram_id, "type": "private", "first_name": "Ada"}
        who = {"id": telegram_id, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        message: dict[str, Any] = {
            "message_id": self._next_id,
            "date": 1_800_000_000,
            "chat": chat,
            "from": who,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self._updates.append({"update_id": self._take_id(), "message": message})
        self._hand_out()

    def _press_update(self, desk: Desk, code: str) -> dict[str, Any]:
        update_id = self._take_id()
        chat = desk.telegram_id
        who = {"id": chat, "is_bot": False, "first_name": "Alan", "language_code": "en"}
        self._presses[chat] = _Press(0.0)
        self._chat_of[update_id] = chat
        query = {"id": str(update_id), "from": who, "chat_instance": "1", "message": desk.message(), "data": code}
        return {"update_id": update_id, "callback_query": query}

    def _take_id(self) -> int:
        self._next_id += 1
        return self._next_id

    # -- requests ------------------------------------------------------------------------------------------------------

    def answer(self, connection: _Connection, method: bytes, body: bytes) -> bytes | None:
        """The answer to a request; none for a poll that waits."""
        if method == b"getupdates":
            return self._poll(connection, body)
        self.requests += 1
        self.quiet_since = time.perf_counter()
        chat = int(found[1]) if (found := _CHAT.search(body)) else 0
        if self.gate and method.startswith((b"send", b"edit")) and not self.gate.admits(chat, self.quiet_since):
            return _TOO_MANY
        if method == b"answercallbackquery" and (query := _QUERY.search(body)):
            self._note(self._chat_of.pop(int(query[1]), 0), is_answer=True)
        elif method == b"editmessagetext":
            self._note(chat, is_answer=False)
            return self._answers.get(chat) or _message(chat)
        elif method.startswith(b"send"):
            self.last_sent = self.quiet_since
            self.arrived.append((time.time(), chat))
            self.sent.set()
            return _message(chat)
        return _http(_ME) if method == b"getme" else _TRUE

    def _poll(self, connection: _Connection, body: bytes) -> bytes | None:
        if b"timeout=0" in body or b"timeout" not in body:
            return _http([])  # a goodbye: what was taken in is confirmed
        self._poller = connection
        self._polled.set()
        self._hand_out()
        return None

    def _note(self, chat: int, *, is_answer: bool) -> None:
        press = self._presses.get(chat)
        if press is None or press.done or not press.handed_out:
            return
        if is_answer:
            press.is_answered = True
        else:
            press.is_edited = True
        if press.is_answered and press.is_edited:
            press.done = self.quiet_since
            if all(each.done for each in self._presses.values()):
                self._all_done.set()

    def _hand_out(self) -> None:
        if self._poller is None or not self._updates:
            return
        connection, self._poller = self._poller, None
        batch = [self._updates.popleft() for _ in range(min(_BATCH, len(self._updates)))]
        content = _http(batch)
        now = time.perf_counter()
        for update in batch:
            if (query := update.get("callback_query")) is not None:
                self._presses[query["from"]["id"]].handed_out = now
        connection.send(content)


class _Connection(asyncio.Protocol):
    """Reads whole requests by their Content-Length."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def connection_lost(self, _error: Exception | None) -> None:
        if self._standin._poller is self:  # noqa: SLF001  (one thing in two classes)
            self._standin._poller = None  # noqa: SLF001

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            length = int(found[1]) if (found := _LENGTH.search(head)) else 0
            if len(self._received) < end + 4 + length:
                return
            body, self._received = self._received[end + 4 : end + 4 + length], self._received[end + 4 + length :]
            method = head.split(b" ", 2)[1].rpartition(b"/")[2]
            if (answer := self._standin.answer(self, method, body)) is not None:
                self.send(answer)

    def send(self, content: bytes) -> None:
        self._transport.write(content)


_LENGTH = re.compile(rb"content-length: *(\d+)")


def _http(result: object, status: bytes = b"200 OK") -> bytes:
    content = json.dumps({"ok": True, "result": result} if status == b"200 OK" else result).encode()
    return (
        b"HTTP/1.1 "
        + status
        + b"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        % (
            len(content),
            content,
        )
    )


def _message(chat: int) -> bytes:
    return _http({"message_id": 7, "date": 1, "chat": {"id": chat, "type": "private", "first_name": "A"}, "text": "x"})


_TRUE = _http(True)
_TOO_MANY = _http(
    {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}},
    b"429 Too Many Requests",
)
