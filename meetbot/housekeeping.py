"""Once a day, and at the start: what the house keeps no longer goes. Done twice, nothing more goes."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from meetbot.clock import Clock
from meetbot.handlers.alarm import SchedulerAlarm
from meetbot.inbox.service import prune
from meetbot.privacy.retention import drop_old_files, forget_guests
from meetbot.seam import Seam
from meetbot.settings import Site

_log = logging.getLogger(__name__)
_EVERY = timedelta(days=1)
_AGAIN = timedelta(hours=1)
# Answered updates: long enough to look into a complaint.
_UPDATES_KEPT = timedelta(days=7)


class Housekeeping:
    """``start`` tidies up and sets its alarm for the next time."""

    def __init__(self, seam: Seam, clock: Clock, site: Site) -> None:
        self._seam, self._clock, self._site = seam, clock, site
        self._alarm = SchedulerAlarm(clock, self._ring)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._alarm.start()
        self._ring()

    async def stop(self) -> None:
        """Let a round that has begun finish."""
        self._alarm.stop()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def tidy(self) -> None:
        """One round."""
        now = self._clock.now()
        updates = await self._seam.write_beside(prune, now - _UPDATES_KEPT)
        files = await self._seam.write_beside(drop_old_files, now, self._site)
        guests = await self._seam.write(forget_guests, now, self._site)
        if updates or files or guests:
            _log.info("kept long enough", extra={"updates": updates, "files": files, "guests": guests})

    def _ring(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._round())

    async def _round(self) -> None:
        again = _EVERY
        try:
            await self.tidy()
        except Exception:  # noqa: BLE001  (a locked database, a full disk: nothing is lost by trying later)
            _log.exception("tidying up failed")
            again = _AGAIN
        self._alarm.set(self._clock.now() + again)
