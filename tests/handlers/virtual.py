"""An event loop's timers on a time that only a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Handle:
    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self.callback = None


class VirtualTimers:
    """``run`` lets everything happen, jumping from timer to timer. ``late`` is how late each one fires."""

    def __init__(self, late: float = 0.0) -> None:
        self._now = 1000.0
        self._late = late
        self._timers: list[tuple[float, int, Handle]] = []
        self._numbers = count()

    def time(self) -> float:
        return self._now

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Handle:
        handle = Handle(callback)
        heappush(self._timers, (self._now + delay + self._late, next(self._numbers), handle))
        return handle

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self.call_later(seconds, woken.set)
        await woken.wait()

    async def run(self, work: Awaitable[T]) -> T:
        task = asyncio.ensure_future(work)
        while True:
            for _ in range(20):  # as many steps as a request takes between two timers
                await asyncio.sleep(0)
            if task.done():
                return task.result()
            self._jump()

    def _jump(self) -> None:
        while self._timers:
            moment, _, handle = heappop(self._timers)
            if handle.callback is not None:
                self._now = max(self._now, moment)
                handle.callback()
                return
        raise AssertionError("everything waits and no timer is set")
