"""A headless Chromium and, for each test, a local chat on a free port with a small bot in it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from starlette.applications import Starlette

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.routes import routes
from tests.e2e.echo import echo_bot
from tests.e2e.house import running_bot

_START = datetime(2026, 11, 23, 5, 40, tzinfo=UTC)
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Desk:
    """A chat being served."""

    chat: LocalChat
    address: str


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Olga, 王小兰 and Ada with the small bot; it is 13:40 in Shanghai and the clock stands."""
    chat = LocalChat(clock=SimulatedClock(_START))
    chat.user(1, "Olga", hint="organiser")
    chat.user(2, "王小兰", "zh-hans", hint="attendant")
    chat.user(3, "Ada", hint="admin")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_app(chat), log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: asyncio.run(_serve(chat, server, listener)))
    thread.start()
    yield Desk(chat, f"http://127.0.0.1:{listener.getsockname()[1]}/")
    server.should_exit = True
    chat.end_streams()
    thread.join()
    chat.close()
    listener.close()


Open = Callable[..., Page]


@pytest.fixture
def windows(browser: Browser) -> Iterator[Open]:
    """Opens an address in a window of its own; whatever the browser complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def open_(address: str, width: int = 1400, height: int = 900, locale: str = "en-GB", **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.locator(".person").first.wait_for()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def open_page(desk: Desk, windows: Open) -> Open:
    """Opens the page of the small bot, which outlives its windows."""
    return partial(windows, desk.address)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[str]:
    """The address of the real bot's page; it is nine o'clock on Monday 23 November 2026 in Shanghai."""
    with running_bot(tmp_path) as address:
        yield address


@pytest.fixture
def page(open_page: Open) -> Page:
    return open_page()


def _app(chat: LocalChat) -> Starlette:
    async def next_due() -> datetime:
        return _START + timedelta(minutes=20)

    return Starlette(routes=list(routes(chat, next_due, "Asia/Shanghai")))


async def _serve(chat: LocalChat, server: uvicorn.Server, listener: socket.socket) -> None:
    bot = echo_bot(chat)
    async with bot:
        await bot.bot.set_my_commands([("card", "A card"), ("plan", "A plan")])
        await bot.bot.set_my_commands([("card", "卡片")], language_code="zh")
        assert bot.updater is not None
        await bot.updater.start_polling()
        await bot.start()
        await server.serve([listener])
        await bot.updater.stop()
        await bot.stop()
