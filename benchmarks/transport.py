"""
The transport: one request to a Bot API on loopback, by python-telegram-bot's stock transport (httpx) and by ours.

The server is another process that answers without thinking, so that what is measured is the way there and back.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.results import Row
from meetbot.handlers.transport import AiohttpRequest

TOKEN = "123456789:benchmarkbenchmarkbenchmarkbench"
PRESSES, AT_ONCE, BURSTS = 300, 200, 5
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private", "first_name": "A"}, "text": "x"}


def answer(body: object) -> bytes:
    content = json.dumps({"ok": True, "result": body}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


class Server(asyncio.Protocol):
    """Reads whole requests by their Content-Length and answers each with a message."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, rest = self.received.partition(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            if len(rest) < length:
                return
            self.received = rest[length:]
            self.transport.write(ANSWER)  # type: ignore[attr-defined]


ANSWER = answer(MESSAGE)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def one_after_another(bot: Bot) -> float:
    """Median seconds of a request when nothing else goes on."""
    taken = []
    for _ in range(PRESSES):
        began = time.perf_counter()
        await bot.send_message(5, "Tea round 3 of 6: Room 401, 20 cups")
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


async def all_at_once(bot: Bot) -> float:
    """Seconds a request, when 200 chats are answered at once."""
    began = time.perf_counter()
    for _ in range(BURSTS):
        await asyncio.gather(*(bot.send_message(chat, "Tea round 3 of 6") for chat in range(AT_ONCE)))
    return (time.perf_counter() - began) / BURSTS / AT_ONCE


async def measured(request: BaseRequest, port: int, work: Callable[[Bot], Awaitable[float]]) -> float:
    root = f"http://127.0.0.1:{port}"
    bot = Bot(TOKEN, f"{root}/bot", f"{root}/file/bot", request=request, get_updates_request=request)
    async with request:
        await bot.send_message(5, "warm")
        return await work(bot)


def measure(runs: int) -> list[Row]:
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.transport", "serve"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        return asyncio.run(_compare(int(server.stdout.readline()), runs))
    finally:
        server.terminate()
        server.wait()


async def _compare(port: int, runs: int) -> list[Row]:
    rows = []
    for what, work in (("a request alone", one_after_another), ("200 requests at once, each", all_at_once)):
        stock, own = [], []
        for _ in range(runs):
            stock.append(await measured(HTTPXRequest(pool_timeout=60), port, work) * 1e3)
            own.append(await measured(AiohttpRequest(), port, work) * 1e3)
        rows.append(Row("-", what, "stock transport (httpx)", "ms", own, stock, None, "transport"))
    return rows


if __name__ == "__main__":
    asyncio.run(serve())
