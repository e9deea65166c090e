"""
How many messages are worked on at once, and who is next: the most urgent, then the longest due.

One at a time to a chat: whoever gets fifty messages at once takes one place, not fifty, and keeps nobody else waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from meetbot.reminders.dues import Urgency


@dataclass(order=True, slots=True)
class _Waiting:
    """A message that waits for a place; sorts by urgency, then by age."""

    urgency: Urgency
    since: datetime
    number: int
    chat: Hashable = field(compare=False)
    place: asyncio.Future[None] = field(compare=False)


class Turns:
    """At most ``places`` at once, and one to a chat; an alert never waits."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._ready: list[_Waiting] = []
        self._behind: dict[Hashable, list[_Waiting]] = {}  # by chat that is busy: who waits for it
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, urgency: Urgency, since: datetime, chat: Hashable | None = None) -> AsyncIterator[None]:
        """A place for as long as the block runs. Without a ``chat`` nothing else is for the same one."""
        if urgency is Urgency.ALERT:
            yield
            return
        number = next(self._numbers)
        chat = number if chat is None else chat
        waiting = _Waiting(urgency, since, number, chat, asyncio.get_running_loop().create_future())
        heappush(self._ready, waiting)
        self._hand_out()
        try:
            await waiting.place
        except asyncio.CancelledError:
            if waiting.place.done() and not waiting.place.cancelled():  # it was given a place and cannot use it
                self._give_back(chat)
            raise
        try:
            yield
        finally:
            self._give_back(chat)

    def _give_back(self, chat: Hashable) -> None:
        self._free += 1
        for each in self._behind.pop(chat):
            heappush(self._ready, each)
        self._hand_out()

    def _hand_out(self) -> None:
        """Give the free places to whoever is next and whose chat is not busy."""
        while self._free and self._ready:
            next_one = heappop(self._ready)
            if next_one.place.done():  # it stopped waiting
                continue
            if next_one.chat in self._behind:
                self._behind[next_one.chat].append(next_one)
                continue
            self._behind[next_one.chat] = []
            self._free -= 1
            next_one.place.set_result(None)
