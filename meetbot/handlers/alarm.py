"""The alarm clock of the ticker: one APScheduler job at the next due moment. It remembers nothing; the tables do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from meetbot.clock import Clock

_log = logging.getLogger(__name__)
_JOB = "next due moment"
# A machine's clock may be set and a laptop may sleep: look again at least so often.
_LONGEST_WAIT = timedelta(minutes=1)


class SchedulerAlarm:
    """
    Rings ``ring()`` when ``clock`` reaches the moment it was set to, also when the clock jumps or changes speed.

    APScheduler waits by the wall clock: after that was set back an hour, it would wait an hour too long. So a second hand,
    which goes by the time that never runs backwards, looks at the clock every minute; when it went back, ``ring`` is called:
    moments that were noted before (the next try of a message) lie too far ahead, and are worked out anew.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._moment: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._seen = clock.now()
        self._second_hand: asyncio.TimerHandle | None = None
        clock.on_change(self._arrange)

    def start(self) -> None:
        """Begin to ring; needs a running event loop."""
        self._scheduler.start()
        self._arrange()
        self._seen = self._clock.now()
        self._tick()

    def stop(self) -> None:
        """Never ring again."""
        if self._second_hand is not None:
            self._second_hand.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_running(self) -> bool:
        """Whether it would ring."""
        return bool(self._scheduler.running)

    def is_overdue(self, patience: timedelta) -> bool:
        """Whether it should have rung for so long already."""
        return self._moment is not None and self._clock.now() - self._moment > patience

    def set(self, moment: datetime | None) -> None:
        """Ring at ``moment`` instead of whenever it was set to before; none: not at all."""
        self._moment = moment
        self._arrange()

    def _tick(self) -> None:
        now = self._clock.now()
        if now < self._seen:
            _log.warning(
                "the clock was set back by %.0f s; everything is looked at anew", (self._seen - now).total_seconds()
            )
            self._arrange()
            self._ring()
        self._seen = now
        wait = _LONGEST_WAIT.total_seconds()
        self._second_hand = asyncio.get_running_loop().call_later(wait, self._tick)

    def _arrange(self) -> None:
        if not self._scheduler.running:
            return
        if self._moment is None:
            if self._scheduler.get_job(_JOB):
                self._scheduler.remove_job(_JOB)
            return
        wait = min(self._clock.seconds_until(self._moment), _LONGEST_WAIT.total_seconds())
        self._scheduler.add_job(
            self._look, "date", run_date=datetime.now(UTC) + timedelta(seconds=wait), id=_JOB,
            replace_existing=True, misfire_grace_time=None,
        )  # fmt: skip

    async def _look(self) -> None:
        if self._moment is None:
            return
        if self._clock.seconds_until(self._moment) > 0:
            self._arrange()
            return
        self._moment = None
        self._ring()
