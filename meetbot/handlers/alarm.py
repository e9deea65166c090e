"""The alarm clock of the ticker: one APScheduler job at the next due moment. It remembers nothing; the tables do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from meetbot.clock import Clock

_JOB = "next due moment"
# A machine's clock may be set and a laptop may sleep: look again at least so often.
_LONGEST_WAIT = timedelta(minutes=1)


class SchedulerAlarm:
    """Rings ``ring()`` when ``clock`` reaches the moment it was set to, also when the clock jumps or changes speed."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._moment: datetime | None = None
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        clock.on_change(self._arrange)

    def start(self) -> None:
        """Begin to ring; needs a running event loop."""
        self._scheduler.start()
        self._arrange()

    def stop(self) -> None:
        """Never ring again."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    @property
    def is_running(self) -> bool:
        """Whether it would ring."""
        return bool(self._scheduler.running)

    def is_overdue(self, patience: timedelta) -> bool:
        """Whether it should have rung for so long already."""
        return self._moment is not None and self._clock.seconds_until(self._moment) < -patience.total_seconds()

    def set(self, moment: datetime | None) -> None:
        """Ring at ``moment`` instead of whenever it was set to before; none: not at all."""
        self._moment = moment
        self._arrange()

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
