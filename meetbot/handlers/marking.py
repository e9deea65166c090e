"""
What was answered, until the inbox says so.

A mark keeps nobody waiting. It goes along with whatever is written next about the inbox, with what the next update of its chat
writes, or a moment later by itself. So a crash in between repeats the last answer of a chat, and nothing before it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from meetbot.clock import Clock
from meetbot.inbox.service import mark_done
from meetbot.seam import Seam

_log = logging.getLogger(__name__)
_AFTER_SECONDS = 0.2


class Marks:
    """The ids of updates that were answered and are not yet marked."""

    def __init__(self, seam: Seam, clock: Clock) -> None:
        self._seam = seam
        self._clock = clock
        self._open: set[int] = set()
        self._later: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()

    @property
    def are_open(self) -> bool:
        """Whether anything is left to be marked."""
        return bool(self._open or self._writing)

    def add(self, update_id: int) -> None:
        """Answered: to be marked by whoever asks ``handed_over`` for it."""
        self._open.add(update_id)

    def add_soon(self, update_id: int) -> None:
        """Answered: to be marked in a moment, whoever asks."""
        self.add(update_id)
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(_AFTER_SECONDS, self._write_by_itself)

    def drop(self, update_ids: Collection[int]) -> None:
        """They were marked otherwise."""
        self._open.difference_update(update_ids)

    @contextmanager
    def handed_over(self) -> Iterator[Collection[int]]:
        """The ids, to be marked in the block; they stay open where it fails."""
        ids, self._open = self._open, set()
        try:
            yield ids
        except BaseException:
            self._open |= ids
            raise

    async def write_before_next(self, update_id: int) -> None:
        """Have this mark come along with, and before, whatever the lane's next update writes."""
        self._start(self._write_along(update_id))
        await asyncio.sleep(0)  # until it stands in the writer's queue

    async def flush(self) -> None:
        """Mark everything answered so far."""
        self._stop_waiting()
        if self._writing:
            await asyncio.wait(self._writing)
        await self._write()

    def _write_by_itself(self) -> None:
        self._stop_waiting()
        self._start(self._write())

    async def _write(self) -> None:
        if self._open:
            with self.handed_over() as ids:
                await self._seam.write_beside(mark_done, ids, self._clock.now())

    async def _write_along(self, update_id: int) -> None:
        await self._seam.write_along(mark_done, (update_id,), self._clock.now())
        self._open.discard(update_id)

    def _start(self, writing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_or_log(writing))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def _stop_waiting(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None


async def _or_log(writing: Coroutine[Any, Any, None]) -> None:
    try:
        await writing
    except Exception:  # noqa: BLE001  (nobody waits for it; the mark goes with what is written next)
        _log.exception("answered updates could not be marked; they go with the next batch")
