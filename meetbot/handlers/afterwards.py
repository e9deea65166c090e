"""
When the ticker looks at what a press changed: once the presses in hand are answered, so that nobody waits for its pass.

Python runs one thread at a time: a pass beside a press takes as long out of it as it lasts. What falls due by the clock
does not come this way; its alarm rings at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from meetbot.handlers.pacing import Timers

# Long enough for the answer to leave, too short to be noticed by whoever is told.
_PAUSE_SECONDS = 0.02
# In a crowd somebody always presses; others are not kept waiting for longer than this.
_LONGEST_SECONDS = 0.4


class Afterwards:
    """
    Calls ``look`` soon after ``note``, once ``is_busy`` says no; many notes in a row are one look.

    ``timers`` is the running event loop unless a test says else.
    """

    def __init__(self, look: Callable[[], object], is_busy: Callable[[], bool], timers: Timers | None = None) -> None:
        self._look = look
        self._is_busy = is_busy
        self._given_timers = timers
        self._timer: Any = None
        self._latest = 0.0

    @property
    def is_pending(self) -> bool:
        """Whether there is a change that was not looked at."""
        return self._timer is not None

    def note(self) -> None:
        """Something changed. Called on the event loop."""
        if self._timer is None:
            self._latest = self._timers.time() + _LONGEST_SECONDS
            self._timer = self._timers.call_later(_PAUSE_SECONDS, self._ring)

    def forget(self) -> None:
        """Somebody looks anyway, or nobody will any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        if self._is_busy() and self._timers.time() < self._latest:
            self._timer = self._timers.call_later(_PAUSE_SECONDS, self._ring)
        else:
            self._timer = None
            self._look()

    @property
    def _timers(self) -> Timers:
        return self._given_timers or asyncio.get_running_loop()
