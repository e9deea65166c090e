"""
Who may talk to the local chat: this machine alone.

It has no passwords, so besides listening on loopback (the app sees to that) it refuses what another web site could
make a browser on this machine send: a request under a name that was rebound to loopback, or from another origin.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SAFE_METHODS = {"GET", "HEAD"}


class LoopbackOnly:
    """ASGI middleware: 403 with one clear line for a foreign Host, or a foreign Origin of anything but a plain look."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (why := objection(scope["method"], Headers(scope=scope))):
            await PlainTextResponse(f"The local chat is for this machine alone: {why}.\n", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def objection(method: str, headers: Headers) -> str:
    """Why a request is refused; empty when it is welcome."""
    host = headers.get("host", "")
    if not is_loopback(_name(f"//{host}")):
        return "open it as http://127.0.0.1 or http://localhost"
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        return "another site sent this request"
    site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "")
    is_visit = method in _SAFE_METHODS and mode == "navigate"
    if site not in {"none", "same-origin"} and not is_visit:
        return "another site sent this request"
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
