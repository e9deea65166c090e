"""
``/telegram/<secret>``: Telegram hands over an update and hears 200 only when it is written down.

Both the address and a header carry the secret; each is compared in constant time.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from hashlib import sha256

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from meetbot.inbox.errors import NotAnUpdate

TakeIn = Callable[[bytes], Awaitable[None]]
# An update holds texts, not files; Telegram's largest are a few kilobytes.
_MAX_BYTES = 1_000_000
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_secret(token: str) -> str:
    """A secret that every process with this token derives alike and that does not give the token away."""
    return hmac.new(token.encode(), b"meetbot webhook", sha256).hexdigest()


def webhook_route(secret: str, take: TakeIn) -> Route:
    """The route over ``take(body)``, which returns when the update is in the inbox."""

    async def receive(request: Request) -> Response:
        given = (request.path_params["secret"], request.headers.get(_HEADER, ""))
        if not all([hmac.compare_digest(each.encode(errors="replace"), secret.encode()) for each in given]):  # noqa: C419  (both, always)
            return Response("Not Found", 404, media_type="text/plain")
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        try:
            await take(body)
        except NotAnUpdate:
            return Response(status_code=400)
        return Response(status_code=200)

    return Route("/telegram/{secret:str}", receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """The body, or none as soon as it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MAX_BYTES:
            return None
    return bytes(body)
