"""
Rows 1 and 2: a press on "tick", from the update's leaving the Bot API until the press is answered and the card edited (and
the tick committed before), against a bot that does nothing else than answer and edit.

Each run starts both bots anew, on a copy of the same database. Every press ticks an item that was open.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.house import furnish
from benchmarks.results import Row
from benchmarks.standin import Desk, StandIn

# One after another: people do not press within the same millisecond. What a bot does after its answer is row 2's matter.
_PAUSE = 0.1
_PRESSES = 100
_BURSTS = 4


Copied = Callable[[], AbstractContextManager[str]]


@dataclass(frozen=True)
class Place:
    """Who presses, and how a fresh copy of the database that they press on is come by."""

    desks: Sequence[Desk]
    copied: Copied


@dataclass(frozen=True)
class Figures:
    """
    What one bot did in one run: seconds of the presses one after another, presses a second all at once, and the seconds of a
    processor that each of those took, with what is done after the answer.
    """

    alone: Sequence[float]
    rate: float
    work: float

    @property
    def median(self) -> float:
        return statistics.median(self.alone)

    @property
    def late(self) -> float:
        """The 95th of a hundred."""
        return statistics.quantiles(self.alone, n=20)[-1]


def measure(runs: int) -> list[Row]:
    """Both rows: they share their runs."""
    with tempfile.TemporaryDirectory() as folder:
        house = furnish(Path(folder))
        return measured(house.desks, house.copied, runs, "tick")


def measured(desks: Sequence[Desk], copied: Copied, runs: int, command: str, where: str = "") -> list[Row]:
    """Both rows for a house whose database is ``copied`` for each run; ``where`` it is, for the table."""
    found = asyncio.run(_measured(Place(desks, copied), runs))
    own, bound = [pair[0] for pair in found], [pair[1] for pair in found]
    return [
        Row("1", f"press “tick”{where}, median", "bare bot", "ms", _ms(own, "median"), _ms(bound, "median"), 0.8, command),
        Row("1", f"press “tick”{where}, 95th of 100", "bare bot", "ms", _ms(own, "late"), _ms(bound, "late"), 1.0, command),
        Row(
            "2", f"200 chats press at once{where}", "bare bot, order per chat", "presses/s", [each.rate for each in own],
            [each.rate for each in bound], 4.0, command, more_is_better=True,
        ),
        Row(
            "2", f"a press among 200{where}, processor", "bare bot, order per chat", "ms", [each.work * 1e3 for each in own],
            [each.work * 1e3 for each in bound], None, command,
        ),
    ]  # fmt: skip


async def _measured(place: Place, runs: int) -> list[tuple[Figures, Figures]]:
    async with StandIn() as standin:
        standin.seat(place.desks)
        return [(await _ours(standin, place), await _bare(standin, place)) for _ in range(runs)]


def _ms(figures: Sequence[Figures], name: str) -> list[float]:
    return [getattr(each, name) * 1e3 for each in figures]


async def _ours(standin: StandIn, place: Place) -> Figures:
    standin.forget()
    with place.copied() as url, processes.ours(standin.root, url) as process:
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _all_at_once(standin, place, 0)
        alone = await _one_after_another(standin, place, 1)
        return Figures(alone, *await _crowd(standin, place, 2, process))


async def _bare(standin: StandIn, place: Place) -> Figures:
    standin.forget()
    with processes.bare(standin.root):
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _one_after_another(standin, place, 0, presses=20)
        alone = await _one_after_another(standin, place, 1)
    standin.forget()
    with processes.bare(standin.root, lanes=True) as process:
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _all_at_once(standin, place, 0)
        return Figures(alone, *await _crowd(standin, place, 2, process))


async def _one_after_another(standin: StandIn, place: Place, item: int, presses: int = _PRESSES) -> list[float]:
    taken = []
    for desk in place.desks[:presses]:
        await asyncio.sleep(_PAUSE)
        await standin.polled()
        taken += await standin.press([(desk, desk.codes[item])])
    return taken


async def _all_at_once(standin: StandIn, place: Place, item: int) -> float:
    """Seconds until everybody's press was answered and their card edited."""
    began = time.perf_counter()
    await standin.press([(desk, desk.codes[item]) for desk in place.desks])
    return time.perf_counter() - began


async def _crowd(standin: StandIn, place: Place, item: int, process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Presses a second over some bursts, each begun when the one before is worked off; and the processor's seconds of each press."""
    taken, before = [], processes.worked(process)
    for burst in range(_BURSTS):
        await standin.quiet(0.3)
        taken.append(await _all_at_once(standin, place, item + burst))
    await standin.quiet(0.3)
    work = (processes.worked(process) - before) / (_BURSTS * len(place.desks))
    return len(place.desks) / statistics.median(taken), work
