"""What time it is. Only the edges (app, ticker, handlers, web) read a clock; the rest is handed ``now``."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of ``now`` and of how long to wait for a moment."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def seconds_until(self, moment: datetime) -> float:
        """Real seconds to sleep until ``moment`` shows on this clock; 0 when it has passed, infinity when it never will."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` whenever waits computed earlier became wrong (the clock jumped or changed speed)."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds_until(self, moment: datetime) -> float:
        return max(0.0, (moment - self.now()).total_seconds())

    def on_change(self, listener: Callable[[], None]) -> None:
        """A machine's clock announces nothing: whoever waits long re-reads it now and then."""


class SimulatedClock:
    """
    A clock that starts where it is told, runs at any speed (0 stands still) and jumps forwards.

    Tests use it standing still; the local chat and the demo run it fast.
    """

    def __init__(self, start: datetime, speed: float = 0.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware moment")
        self._shown = start.astimezone(UTC)
        self._speed = speed
        self._monotonic = monotonic
        self._since = monotonic()
        self._listeners: list[Callable[[], None]] = []

    @property
    def speed(self) -> float:
        """Simulated seconds per real second."""
        return self._speed

    def now(self) -> datetime:
        return self._shown + timedelta(seconds=(self._monotonic() - self._since) * self._speed)

    def seconds_until(self, moment: datetime) -> float:
        remaining = (moment - self.now()).total_seconds()
        if remaining <= 0:
            return 0.0
        return remaining / self._speed if self._speed else float("inf")

    def on_change(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def run(self, speed: float) -> None:
        """Go on from the moment shown, at ``speed`` simulated seconds a second."""
        self._anchor(self.now())
        self._speed = speed
        self._announce()

    def jump(self, moment: datetime) -> None:
        """Show ``moment`` at once; a moment that has passed changes nothing (time does not run backwards)."""
        self._anchor(max(moment.astimezone(UTC), self.now()))
        self._announce()

    def advance(self, by: timedelta) -> None:
        """Show the moment ``by`` later, at once."""
        self.jump(self.now() + by)

    def _anchor(self, shown: datetime) -> None:
        self._shown, self._since = shown, self._monotonic()

    def _announce(self) -> None:
        for listener in self._listeners:
            listener()
