"""How many messages are worked on at once, and who is next: the most urgent, then the longest due."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from meetbot.reminders.dues import Urgency


class Turns:
    """At most ``places`` at once; an alert never waits for a place."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[Urgency, datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, urgency: Urgency, since: datetime) -> AsyncIterator[None]:
        """A place for as long as the block runs."""
        if urgency is Urgency.ALERT:
            yield
            return
        await self._place(urgency, since)
        try:
            yield
        finally:
            self._give_back()

    async def _place(self, urgency: Urgency, since: datetime) -> None:
        if self._free:
            self._free -= 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (urgency, since, next(self._numbers), place))
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():  # it was given a place and cannot use it
                self._give_back()
            raise

    def _give_back(self) -> None:
        while self._waiting:
            place = heappop(self._waiting)[-1]
            if not place.done():
                place.set_result(None)  # the place passes from hand to hand
                return
        self._free += 1
