"""``bot.py`` at another time of the day: ``python -m benchmarks.shifted SECONDS`` runs it with a clock that is so much ahead."""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta

import meetbot.places
from meetbot.clock import SimulatedClock

if __name__ == "__main__":
    shift = timedelta(seconds=float(sys.argv.pop()))
    meetbot.places.SystemClock = lambda: SimulatedClock(datetime.now(UTC) + shift, 1.0)  # type: ignore[assignment, misc]
    runpy.run_path("bot.py", run_name="__main__")
