"""
Rows 1 and 2: a press on "tick", from the update's leaving the Bot API until the press is answered and the card edited (and
the tick committed before), against a bot that does nothing else than answer and edit.

Each run starts both bots anew, on a copy of the same database. Every press ticks an item that was open.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.house import House, furnish
from benchmarks.results import Row
from benchmarks.standin import StandIn

# One after another: people do not press within the same millisecond. What a bot does after its answer is row 2's matter.
_PAUSE = 0.1
_PRESSES = 100
_BURSTS = 4


@dataclass(frozen=True)
class Figures:
    """What one bot did in one run: seconds of the presses one after another, and presses a second all at once."""

    alone: Sequence[float]
    rate: float

    @property
    def median(self) -> float:
        return statistics.median(self.alone)

    @property
    def late(self) -> float:
        """The 95th of a hundred."""
        return statistics.quantiles(self.alone, n=20)[-1]


def measure(runs: int) -> list[Row]:
    """Both rows: they share their runs."""
    return asyncio.run(_measure(runs))


async def _measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        house = furnish(Path(folder))
        async with StandIn() as standin:
            standin.seat(house.desks)
            found = [(await _ours(standin, house), await _bare(standin, house)) for _ in range(runs)]
    own, bound = [pair[0] for pair in found], [pair[1] for pair in found]
    return [
        Row("1", "press “tick”, median", "bare bot", "ms", _ms(own, "median"), _ms(bound, "median"), 0.8, "tick"),
        Row("1", "press “tick”, 95th of 100", "bare bot", "ms", _ms(own, "late"), _ms(bound, "late"), 1.0, "tick"),
        Row(
            "2", "200 chats press at once", "bare bot, order per chat", "presses/s", [each.rate for each in own],
            [each.rate for each in bound], 4.0, "tick", more_is_better=True,
        ),
    ]  # fmt: skip


def _ms(figures: Sequence[Figures], name: str) -> list[float]:
    return [getattr(each, name) * 1e3 for each in figures]


async def _ours(standin: StandIn, house: House) -> Figures:
    standin.forget()
    with house.copied() as url, processes.ours(standin.root, url):
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _all_at_once(standin, house, 0)
        alone = await _one_after_another(standin, house, 1)
        return Figures(alone, await _rate(standin, house, 2))


async def _bare(standin: StandIn, house: House) -> Figures:
    standin.forget()
    with processes.bare(standin.root):
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _one_after_another(standin, house, 0, presses=20)
        alone = await _one_after_another(standin, house, 1)
    standin.forget()
    with processes.bare(standin.root, lanes=True):
        await asyncio.wait_for(standin.polled(), 30)
        await standin.quiet()
        await _all_at_once(standin, house, 0)
        return Figures(alone, await _rate(standin, house, 2))


async def _one_after_another(standin: StandIn, house: House, item: int, presses: int = _PRESSES) -> list[float]:
    taken = []
    for desk in house.desks[:presses]:
        await asyncio.sleep(_PAUSE)
        await standin.polled()
        taken += await standin.press([(desk, desk.codes[item])])
    return taken


async def _all_at_once(standin: StandIn, house: House, item: int) -> float:
    """Seconds until everybody's press was answered and their card edited."""
    began = time.perf_counter()
    await standin.press([(desk, desk.codes[item]) for desk in house.desks])
    return time.perf_counter() - began


async def _rate(standin: StandIn, house: House, item: int) -> float:
    """Presses a second over some bursts, each begun when the one before is worked off."""
    taken = []
    for burst in range(_BURSTS):
        await standin.quiet(0.3)
        taken.append(await _all_at_once(standin, house, item + burst))
    return len(house.desks) / statistics.median(taken)
