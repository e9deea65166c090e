"""
Row 9: everything that follows from one booking: its checklist and what is due for it. "Pure" from the meeting in hand,
"from rows" with reading all of it in a transaction of its own. The target is a time, so the bound is 2 ms.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.house import furnish
from benchmarks.results import Row
from meetbot.booking.meeting import meetings
from meetbot.checklists.generate import items
from meetbot.clock import SystemClock
from meetbot.db import Database
from meetbot.reminders.asking import Asking
from meetbot.reminders.claims import histories
from meetbot.reminders.due import apply, dues_of
from meetbot.reminders.dues import subject
from meetbot.reminders.reading import booking_facts, staff
from meetbot.reminders.rules import BOOKING_RULES

_TARGET_MS = 2.0
_BOOKINGS = 40


def measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(furnish(Path(folder), _BOOKINGS).url)
        ids, now = range(1, _BOOKINGS + 1), SystemClock().now()

        def from_rows(booking_id: int) -> None:
            with database.reading() as session:
                dues_of(session, booking_id, now)

        with database.reading() as session:
            subjects = [subject("booking", each) for each in ids]
            claims = {int(about.partition(":")[2]): past.rows for about, past in histories(session, subjects).items()}
            facts = dict(zip(ids, booking_facts(session, claims, staff(session, Asking()), now), strict=True))
            found = {each.id: each for each in meetings(session, ids)}

        def pure(booking_id: int) -> None:
            items(found[booking_id])
            apply(BOOKING_RULES, facts[booking_id])

        rows = [
            Row("9", f"checklist and dues of a booking, {what}", "2 ms", "ms", _timed(work, ids, runs), [_TARGET_MS] * runs, 1.0, "derived")
            for what, work in (("pure", pure), ("from rows", from_rows))
        ]  # fmt: skip
        database.close()
        return rows


def _timed(work: Callable[[int], None], ids: range, runs: int) -> list[float]:
    """Milliseconds a booking, a figure for each run."""
    return [statistics.median(_once(work, each) for each in ids) for _ in range(runs + 1)][1:]  # the first one warms up


def _once(work: Callable[[int], None], booking_id: int) -> float:
    began = time.perf_counter()
    work(booking_id)
    return (time.perf_counter() - began) * 1e3
