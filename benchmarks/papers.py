"""
What is printed and packed. A hundred nameplates of different characters, the first time in the process's life included in no
figure: fpdf2 is imported once. The targets are a time and a size, so the bounds are 1 s, 1 MB and 2 ms.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.house import furnish
from benchmarks.results import Row
from meetbot.booking.meeting import meetings
from meetbot.db import Database
from meetbot.papers.cards import Card, cards_pdf
from meetbot.papers.packing import packing

_MOST_MS, _MOST_KB, _PACKING_MS = 1000.0, 1000.0, 2.0
_BOOKINGS = 40


def measure(runs: int) -> list[Row]:
    people = _people()
    cards_pdf(people[:1], "warm")
    printed = [_timed_cards(people) for _ in range(runs)]
    times, sizes = [took for took, _ in printed], [size for _, size in printed]
    return [
        Row("-", "100 nameplates as PDF", "1 s", "ms", times, [_MOST_MS] * runs, 1.0, "papers"),
        Row("-", "100 nameplates as PDF", "1 MB", "KB", sizes, [_MOST_KB] * runs, 1.0, "papers"),
        Row("-", "packing list of a booking", "2 ms", "ms", _packing(runs), [_PACKING_MS] * runs, 1.0, "papers"),
    ]


def _people() -> list[Card]:
    """A hundred names of three characters each, no character twice."""
    return [("".join(chr(0x4E00 + 3 * n + k) for k in range(3)), "副局长") for n in range(100)]


def _timed_cards(people: list[Card]) -> tuple[float, float]:
    began = time.perf_counter()
    printed = cards_pdf(people, "nameplates")
    return (time.perf_counter() - began) * 1e3, len(printed) / 1e3


def _packing(runs: int) -> list[float]:
    """Milliseconds a booking, a figure for each run."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(furnish(Path(folder), _BOOKINGS).url)
        with database.reading() as session:
            found = meetings(session, range(1, _BOOKINGS + 1))
        database.close()
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        for each in found:
            packing(each)
        taken.append((time.perf_counter() - began) * 1e3 / len(found))
    return taken[1:]  # the first one warms up
