"""The local chat over HTTP: the Bot API under ``/local/bot``, files, the page and its own small API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from starlette.middleware import Middleware
from starlette.routing import Route

from meetbot.localchat.botapi import BotApi
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.guard import LoopbackOnly
from meetbot.localchat.pageapi import PageApi

NextDue = Callable[[], Awaitable[datetime | None]]
RolesOf = Callable[[int], Awaitable[Sequence[str]]]


async def _nothing_due() -> None:
    return None


def routes(
    chat: LocalChat, next_due: NextDue = _nothing_due, zone: str = "UTC", roles_of: RolesOf | None = None
) -> list[Route]:
    """
    Everything to mount at the root of the web side; the bot's api_url is then ``http://HOST:PORT/local``.

    ``next_due`` says when the bot will next do something by itself, once it has done what is due now. ``zone`` is the
    IANA zone that the page's clock shows. ``roles_of`` says what the bot knows a person as, none: a stranger.
    """
    bot_api, page_api = BotApi(chat), PageApi(chat, next_due, zone, roles_of)
    both, person = ["GET", "POST"], "/local/api/people/{id:int}"
    table: list[tuple[str, Callable[..., Awaitable[object]], list[str]]] = [
        ("/local/bot{token}/{method}", bot_api.method, both),
        ("/local/file/bot{token}/{path:path}", bot_api.file, ["GET"]),
        ("/", page_api.page, ["GET"]),
        ("/local/page/{name}", page_api.part, ["GET"]),
        ("/local/api/state", page_api.state, ["GET"]),
        ("/local/api/events", page_api.events, ["GET"]),
        ("/local/api/files/{file_id}", page_api.file, ["GET"]),
        ("/local/api/clock", page_api.set_clock, ["POST"]),
        ("/local/api/people", page_api.add_stranger, ["POST"]),
        (f"{person}/text", page_api.text, ["POST"]),
        (f"{person}/press", page_api.press, ["POST"]),
        (f"{person}/file", page_api.send_file, ["POST"]),
        (f"{person}/sticker", page_api.sticker, ["POST"]),
        (f"{person}/contact", page_api.contact, ["POST"]),
        (f"{person}/edit", page_api.edit, ["POST"]),
        (f"{person}/block", page_api.block, ["POST"]),
    ]
    guard = [Middleware(LoopbackOnly)]
    return [Route(path, endpoint, methods=methods, middleware=guard) for path, endpoint, methods in table]
