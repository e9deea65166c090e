"""The chat's server of a chaos run: it answers a little late, and keeps a list of what it was asked, by whom and what for."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

from meetbot.clock import Clock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.parameters import Parameters
from meetbot.localchat.routes import routes
from meetbot.localchat.store import Json
from meetbot.web.server import WebServer

# Seconds before and after a call is carried out: a death finds requests of both kinds under way.
_LATEST = 0.08


@dataclass(frozen=True)
class Carried:
    """A call that was carried out. ``cause``: the update or the due that it was for; empty for a card or at the start."""

    life: int
    cause: str
    method: str
    chat_id: int
    message_id: int
    says: str
    at: float

    @property
    def is_message(self) -> bool:
        return self.method.startswith("send") and self.method != "sendchataction"


class WatchedChat(LocalChat):
    """``carried`` is what the bots had done, in order; ``under_way`` counts the calls in hand by life."""

    def __init__(self, clock: Clock, dice: random.Random) -> None:
        super().__init__(None, clock)
        self.carried: list[Carried] = []
        self.under_way: dict[int, int] = {}
        self._dice = dice

    async def call(self, token: str, method: str, parameters: Parameters) -> tuple[int, Json]:
        if method.lower() == "getupdates":
            return await super().call(token, method, parameters)
        life = parameters.number("life")
        self.under_way[life] = self.under_way.get(life, 0) + 1
        try:
            await asyncio.sleep(self._dice.random() * _LATEST)
            status, body = await super().call(token, method, parameters)
            if status == 200:
                self._note(life, method.lower(), parameters, body["result"])
            await asyncio.sleep(self._dice.random() * _LATEST)
        finally:
            self.under_way[life] -= 1
        return status, body

    def _note(self, life: int, method: str, parameters: Parameters, result: Any) -> None:
        number = int(result["message_id"]) if isinstance(result, dict) and "message_id" in result else 0
        says = parameters.text("text") or parameters.text("caption") or ", ".join(parameters.uploads)
        self.carried.append(
            Carried(
                life, parameters.text("cause"), method, parameters.number("chat_id"), number, says, time.monotonic()
            )
        )


@asynccontextmanager
async def served(chat: LocalChat) -> AsyncIterator[str]:
    """The chat over HTTP on loopback; the root of its Bot API."""
    web = WebServer("127.0.0.1", 0)
    await web.start(Starlette(routes=routes(chat)))
    # Who dies in the middle of a request is no mistake here.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        yield f"http://127.0.0.1:{web.port}/local"
    finally:
        chat.end_streams()
        await web.stop()
        chat.close()
