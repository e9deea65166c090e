"""
``/ical/<secret>.ics``: a calendar that programs fetch again and again, mostly to hear that nothing changed.

The secret is the whole permission, so it appears in no log and a wrong one looks like a page that is not there.
"""

from __future__ import annotations

import asyncio
import gzip
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# A program looks every few minutes; somebody who tries looks a few times in a row. What is more is a mistake somewhere.
_BURST, _PER_SECOND = 30, 0.5
_MOST_WATCHED = 10_000
# What a database can be asked for.
_LARGEST_NUMBER = 2**31
# The address is the permission: no page that is opened from here learns it, no search engine keeps it, and nothing is guessed
# to be of another kind than it says.
_UNTOLD = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff"}
# Below this packing saves no packet.
_PACK_FROM_BYTES = 1024


class Feed(Protocol):
    """A calendar as bytes; ``etag`` (without quotes) changes exactly when they do."""

    @property
    def body(self) -> bytes: ...

    @property
    def etag(self) -> str: ...

    @property
    def last_modified(self) -> datetime: ...


# The picture (PNG) of a meeting's plan: by the feed's secret and the booking's number; none where the feed does not show it.
FindPlan = Callable[[str, int], Awaitable[bytes | None]]
FindFeed = Callable[[str], Awaitable[Feed | None]]


class Patience:
    """
    How often each address may be fetched: ``burst`` times at once, then ``per_second``. Kept for addresses that exist only,
    so guessing fills no memory, and by a hash, so no secret stands in it.
    """

    def __init__(
        self, burst: int = _BURST, per_second: float = _PER_SECOND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def wait(self, secret: str) -> int:
        """Seconds until the address may be fetched again; 0: now, and it counts."""
        key, now = hash(secret), self._clock()
        left, since = self._left.get(key, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._per_second)
        is_free = left >= 1
        self._left[key] = (left - 1 if is_free else left, now)
        self._left.move_to_end(key)
        while len(self._left) > _MOST_WATCHED:
            self._left.popitem(last=False)
        return 0 if is_free else math.ceil((1 - left) / self._per_second)


def feed_route(find: FindFeed, patience: Patience | None = None) -> Route:
    """
    The route over ``find(secret)``, which gives none for a secret that is unknown or revoked: both answer as any page that
    is not there.
    """
    patience = patience or Patience()

    async def serve(request: Request) -> Response:
        feed = await find(request.path_params["secret"])
        if feed is None:
            return Response("Not Found", 404, media_type="text/plain")
        if wait := patience.wait(request.path_params["secret"]):
            return Response("Too Many Requests", 429, {"Retry-After": str(wait)}, media_type="text/plain")
        if _is_known(request, feed):
            return Response(status_code=304, headers=_headers(feed))
        return await _whole(request, feed)

    return Route("/ical/{secret:str}.ics", serve, methods=["GET"])


def plan_route(find: FindPlan, patience: Patience | None = None) -> Route:
    """The plans of a feed's meetings, behind the same secret."""
    patience = patience or Patience()

    async def serve(request: Request) -> Response:
        secret, number = request.path_params["secret"], request.path_params["number"]
        picture = await find(secret, number) if number < _LARGEST_NUMBER else None
        if picture is None:
            return Response("Not Found", 404, media_type="text/plain")
        if wait := patience.wait(secret):
            return Response("Too Many Requests", 429, {"Retry-After": str(wait)}, media_type="text/plain")
        return Response(picture, headers=_UNTOLD | {"Cache-Control": "private, max-age=300"}, media_type="image/png")

    return Route("/ical/{secret:str}/plans/{number:int}.png", serve, methods=["GET"])


async def _whole(request: Request, feed: Feed) -> Response:
    headers = _headers(feed) | {"Content-Disposition": 'inline; filename="meetings.ics"'}
    body = feed.body
    if len(body) >= _PACK_FROM_BYTES and _takes_gzip(request):
        body = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type="text/calendar")


def _headers(feed: Feed) -> dict[str, str]:
    # The tag is weak, because packed and unpacked bytes share it.
    return {
        "ETag": f'W/"{feed.etag}"',
        "Last-Modified": format_datetime(feed.last_modified.astimezone(UTC), usegmt=True),
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding",
        **_UNTOLD,
    }


def _is_known(request: Request, feed: Feed) -> bool:
    """Whether the program has these bytes already. The tag decides; only without one the time does (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
        return feed.etag in known or "*" in known
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
        return feed.last_modified.replace(microsecond=0) <= since
    except (KeyError, ValueError, TypeError):  # absent, no date, or a date without a zone
        return False


def _takes_gzip(request: Request) -> bool:
    offers = [offer.strip().replace(" ", "") for offer in request.headers.get("accept-encoding", "").split(",")]
    return any(offer == "gzip" or (offer.startswith("gzip;q=") and offer[7:].strip("0.") != "") for offer in offers)
