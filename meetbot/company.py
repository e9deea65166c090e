"""
Several processes on one PostgreSQL: who works for which chat, and who is on watch.

- A chat's updates are handled by the process that holds its **lane**; any other leaves them to it.
- One process is on **watch**: it polls (in polling mode), sends what is due and refreshes cards. The others tell it of changes.

A process that dies loses both at once; the next beat of another takes them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from meetbot.holding import BEAT, Beat, Holding
from meetbot.seam import Seam

_log = logging.getLogger(__name__)
# A process that was not seen for so long is gone. Longer than PostgreSQL takes to start anew and everybody to come back.
_GONE_AFTER = 5.0
# Whoever changed something may have died before telling: the one on watch looks by itself every so many beats.
_LOOK_EVERY = 5
_SHARE_OF_THE_WATCH = 2 / 3


class Company:
    """
    A process among those that share its database; ``start`` begins the beats.

    ``on_look`` is called when whoever is on watch should look for what is due, ``on_beat`` with every beat, ``on_share`` with
    this process's part of what the bot may send, as often.
    """

    def __init__(self, seam: Seam) -> None:
        self._seam = seam
        self._holding = Holding(seam.database)
        self._seen: dict[str, float] = {}
        self._beating: asyncio.Task[None] | None = None
        self._watch = asyncio.Event()
        self._off_watch = asyncio.Event()
        self._is_to_tell = False
        self._telling: set[asyncio.Task[None]] = set()
        self.on_look: Callable[[], object] = lambda: None
        self.on_beat: Callable[[], object] = lambda: None
        self.on_share: Callable[[float], object] = lambda share: None  # noqa: ARG005

    @property
    def name(self) -> str:
        return self._holding.name

    @property
    def is_on_watch(self) -> bool:
        return self._watch.is_set()

    @property
    def share(self) -> float:
        """
        The part of what the bot may send in all that is this process's. Whoever is on watch has two thirds, for what goes out unasked, and
        the others what remains, for their answers; one that is alone has all of it.
        """
        others = len(self.alive) - 1
        if others == 0:
            return 1.0
        return _SHARE_OF_THE_WATCH if self.is_on_watch else (1.0 - _SHARE_OF_THE_WATCH) / others

    @property
    def alive(self) -> frozenset[str]:
        """The names of the processes that were seen a moment ago, this one among them."""
        recent = monotonic() - _GONE_AFTER
        return frozenset({self.name, *(name for name, at in self._seen.items() if at >= recent)})

    async def start(self) -> None:
        """Join the others; returns after the first beat."""
        await self._beat()
        self._beating = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Leave: others may take what this process held."""
        if self._beating is None:
            return
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)
        self._beating = None
        self._note_watch(is_on_watch=False)
        await self._seam.hold(self._holding.close)

    async def take_lane(self, lane: int) -> bool:
        """Hold the lane, unless another process does; whether it is held. Raises SQLAlchemyError while the database is away."""
        return await self._seam.hold(self._holding.take_lane, lane)

    def holds_lane(self, lane: int) -> bool:
        """Whether the lane is still held; it is lost with the connection to the database."""
        return self._holding.holds_lane(lane)

    async def let_go(self, lane: int) -> None:
        """Another process may take the lane."""
        await self._seam.hold(self._holding.let_go, lane)

    def look(self) -> None:
        """Something changed or came due: whoever is on watch looks."""
        if self.is_on_watch:
            self.on_look()
        elif not self._is_to_tell:
            self._is_to_tell = True
            telling = asyncio.get_running_loop().create_task(self._tell())
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    async def on_watch(self) -> None:
        """Return when this process has the watch."""
        await self._watch.wait()

    async def off_watch(self) -> None:
        """Return when this process has lost the watch."""
        await self._off_watch.wait()

    async def _tell(self) -> None:
        self._is_to_tell = False
        try:
            await self._seam.hold(self._holding.tell)
        except SQLAlchemyError:
            _log.warning("whoever is on watch could not be told of a change; it looks by itself soon")

    async def _go_on(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(BEAT)
            beats += 1
            await self._beat()
            self.on_beat()
            if self.is_on_watch and beats % _LOOK_EVERY == 0:
                self.on_look()

    async def _beat(self) -> None:
        try:
            beat: Beat = await self._seam.hold(self._holding.beat)
        except SQLAlchemyError as error:
            _log.warning("a beat failed (%s): what this process held is lost", type(error).__name__)
            self._note_watch(is_on_watch=False)
            return
        self._seen.update(dict.fromkeys(beat.alive, monotonic()))
        was_on_watch = self.is_on_watch
        self._note_watch(is_on_watch=beat.is_on_watch)
        self.on_share(self.share)
        if self.is_on_watch and (beat.is_told or not was_on_watch):
            self.on_look()

    def _note_watch(self, *, is_on_watch: bool) -> None:
        if is_on_watch and not self.is_on_watch:
            _log.info("this process (%s) is on watch", self.name)
        if is_on_watch:
            self._watch.set()
            self._off_watch.clear()
        else:
            self._watch.clear()
            self._off_watch.set()
