"""
Looks at subscribed calendars when they are due: read which, fetch outside of any transaction, write what came of it.

When they are due is derived from rows; this remembers nothing. A look that is made twice gives the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from meetbot.booking.imports import subscriptions
from meetbot.booking.imports.subscriptions import Look
from meetbot.booking.incoming.errors import IncomingCalendarError
from meetbot.booking.incoming.reader import read_calendar
from meetbot.clock import Clock
from meetbot.seam import Seam
from meetbot.settings import Site
from meetbot.web.fetching import Fetched, FetchFailed

_log = logging.getLogger(__name__)
# A new subscription is noticed after this at the latest.
_LOOK_ROUND: Final = timedelta(minutes=1)
_AT_ONCE: Final = 4

Fetch = Callable[[str, str, str], Awaitable[Fetched]]


class Bell(Protocol):
    """Rings at a moment."""

    def set(self, moment: datetime | None) -> None: ...


class Following:
    """
    ``run`` looks once at everything that is due; ``wake`` does so soon, and sets ``bell`` for the next time.

    Of several processes the one for which ``is_on_watch`` looks.
    """

    def __init__(
        self, seam: Seam, clock: Clock, site: Site, fetch: Fetch, is_on_watch: Callable[[], bool] = lambda: True
    ) -> None:
        self._seam, self._clock, self._site, self._fetch = seam, clock, site, fetch
        self._is_on_watch = is_on_watch
        self._task: asyncio.Task[None] | None = None
        self.bell: Bell | None = None

    def wake(self) -> None:
        """Look now, unless it is being done. Called on the event loop."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._round())

    async def stop(self) -> None:
        """Leave what is being fetched; it is due again after the next start."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _round(self) -> None:
        try:
            if self._is_on_watch():
                await self.run(self._clock.now())
        except Exception:  # noqa: BLE001  (the next round tries again)
            _log.exception("subscribed calendars could not be looked at")
        if self.bell is not None:
            self.bell.set(self._clock.now() + _LOOK_ROUND)

    async def run(self, now: datetime) -> None:
        """Look at everything that is due, a few at a time."""
        looks, _ = await self._seam.read(subscriptions.due, now)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(look: Look) -> None:
            async with gate:
                await self._look(look, now)

        await asyncio.gather(*map(one, looks))

    async def _look(self, look: Look, now: datetime) -> None:
        number = look.subscription_id
        try:
            await self._follow(look, now)
        except FetchFailed as failure:
            await self._seam.write(subscriptions.failed, number, failure.why, now)
        except IncomingCalendarError as trouble:
            await self._seam.write(subscriptions.failed, number, type(trouble).__name__, now)
        except Exception:  # noqa: BLE001  (one that breaks must not keep the others)
            _log.exception("subscription %s could not be followed", number)
            await self._seam.write(subscriptions.failed, number, "mistake", now)

    async def _follow(self, look: Look, now: datetime) -> None:
        found = await self._fetch(look.url, look.etag, look.last_modified)
        if found.body is None:
            await self._seam.write(subscriptions.unchanged, look.subscription_id, now)
            return
        calendar = await self._seam.work(read_calendar, found.body, self._site.zone)
        await self._seam.write(
            subscriptions.read_anew, look.subscription_id, calendar, found.etag, found.last_modified, now, self._site
        )
