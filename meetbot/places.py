"""Where the bot talks: Telegram, or the local chat. Each brings its clock, its database and its connections."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session
from starlette.routing import BaseRoute

from meetbot.app import Connection, Service
from meetbot.clock import Clock, SystemClock
from meetbot.db import Database
from meetbot.handlers.limits import TELEGRAM, UNLIMITED
from meetbot.handlers.transport import AiohttpRequest
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.settings import LOCAL_DATABASE, Settings, Site
from meetbot.web.errors import LocalChatDamaged

_LOCAL_CHAT_FILE = Path("var/local-chat.db")
# A getUpdates occupies its connection for half a minute; it has a pool of its own.
_UPDATES_POOL = 2


@dataclass
class Place:
    """Where the bot talks: Telegram, or the local chat. ``settings`` are those that hold there."""

    settings: Settings
    clock: Clock
    database: Database
    connection: Connection
    greeting: str
    routes: Callable[[Service], Sequence[BaseRoute]] = field(default=lambda _service: ())
    prepare: Callable[[Session, datetime], None] = field(default=lambda _session, _now: None)
    end_streams: Callable[[], None] = field(default=lambda: None)
    close: Callable[[], None] = field(default=lambda: None)

    async def leave(self) -> None:
        """Give back what the place holds."""
        await self.connection.request.shutdown()
        await self.connection.updates_request.shutdown()
        self.database.close()
        self.close()


def telegram(settings: Settings, _site: Site, _port: int) -> Place:
    assert settings.token is not None
    proxy = settings.proxy.get_secret_value() if settings.proxy else None
    return Place(
        settings,
        SystemClock(),
        Database(settings.database_url.get_secret_value()),
        Connection(
            settings.token.get_secret_value(), settings.api_url, AiohttpRequest(proxy),
            AiohttpRequest(proxy, connection_pool_size=_UPDATES_POOL), TELEGRAM,
        ),
        "The bot runs. Stop it with Ctrl+C.",
    )  # fmt: skip


def local_chat(settings: Settings, site: Site, port: int) -> Place:
    from meetbot.localcast import enter_chat, enter_house, first_moment  # a bot with a token does without
    from meetbot.localchat.chat import LocalChat, saved_clock
    from meetbot.localchat.routes import routes

    address = f"http://{settings.http.rpartition(':')[0]}:{port}"
    try:
        clock = saved_clock(_LOCAL_CHAT_FILE, first_moment(site, datetime.now(UTC)))
        chat = LocalChat(_LOCAL_CHAT_FILE, clock)
    except sqlite3.DatabaseError as error:
        raise LocalChatDamaged(_LOCAL_CHAT_FILE, str(error)) from None
    enter_chat(chat)
    return Place(
        settings.model_copy(update={"public_url": settings.public_url or address, "updates": "polling"}),
        clock,
        Database(LOCAL_DATABASE),
        Connection(
            chat.token, f"{address}/local", AiohttpRequest(),
            AiohttpRequest(connection_pool_size=_UPDATES_POOL), UNLIMITED,
        ),
        f"No MEETBOT_TOKEN, so here is the local chat: {address}/  (stop it with Ctrl+C)",
        routes=lambda service: routes(
            chat, partial(_next_due, service), site.time_zone, partial(_roles_of, service)
        ),
        prepare=enter_house,
        end_streams=chat.end_streams,
        close=chat.close,
    )  # fmt: skip


async def _roles_of(service: Service, telegram_id: int) -> list[str]:
    found = await service.parts.seam.read(member, telegram_id)
    return [role.value for role in Role if found is not None and role in found.roles]


async def _next_due(service: Service) -> datetime | None:
    """When the bot will next do something by itself, once it has done what is due now: nobody jumps past it."""
    service.ticker.wake()
    await service.ticker.settled()
    return await service.ticker.next_moment()
