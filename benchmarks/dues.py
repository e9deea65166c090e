"""
Rows 6 to 8: what goes out unasked, against a stand-in that refuses what exceeds Telegram's limits.

One run: the bot starts; 200 tea rounds fall due one after another, ten a second (row 6); people press (row 8's bound); a thousand
rounds fall due in one moment and nobody presses (row 7); a thousand more, and people press meanwhile (row 8).
"""

from __future__ import annotations

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import processes
from benchmarks.results import Row
from benchmarks.rush import ATTENDANTS, FIRST_ATTENDANT, Rush, furnished
from benchmarks.standin import Gate, StandIn

_SINGLE = 200
_EVERY = timedelta(seconds=0.1)
# From the last single round to the first rush, and from there to the second: a thousand take 33 s.
_PAUSE = timedelta(seconds=45)
# After a start every meeting is looked at once.
_TO_START = 40.0
_PRESSES = 100
_BETWEEN_PRESSES = 0.2
_LIMIT = ATTENDANTS / 30


@dataclass(frozen=True)
class Figures:
    """Of one run, in seconds: how late single dues were, how long the rush took, and each press, idle and during a rush."""

    late: Sequence[float]
    rush: float
    refused: int
    lost: int
    idle: Sequence[float]
    pressed: Sequence[float]


def measure(runs: int) -> list[Row]:
    return asyncio.run(_measure(runs))


async def _measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        rush = furnished(Path(folder), desks=_PRESSES, single=_SINGLE, every=_EVERY, pause=_PAUSE)
        async with StandIn() as standin:
            standin.seat(rush.house.desks)
            found = [await _run(standin, rush) for _ in range(runs)]
    return [
        Row("6", f"a due is late, 99th of {_SINGLE}", "1 s", "ms", [_late(each.late) * 1e3 for each in found], [1e3] * runs, 1.0, "dues"),
        Row("7", "1,000 dues in one moment", "30 a second", "s", [each.rush for each in found], [_LIMIT] * runs, 1.05, "dues"),
        Row("7", "refused meanwhile", "5", "", [float(each.refused) for each in found], [5.0] * runs, 1.0, "dues"),
        Row("7", "lost", "1,000", "", [float(each.lost) for each in found], [1000.0] * runs, 0.0, "dues"),
        Row("8", "press while 1,000 go out, 95th of 100", "idle", "ms", _ms(found, "pressed"), _ms(found, "idle"), 2.0, "dues"),
        Row("8", "the same, median", "idle", "ms", _ms(found, "pressed", 0.5), _ms(found, "idle", 0.5), None, "dues"),
    ]  # fmt: skip


async def _run(standin: StandIn, rush: Rush) -> Figures:
    standin.forget()
    standin.gate = gate = Gate()
    shift = rush.single[0].timestamp() - time.time() - _TO_START
    first, second = rush.moments
    with rush.house.copied() as url, processes.shifted(standin.root, url, shift, MEETBOT_CONFIG=str(rush.config)):
        await asyncio.wait_for(standin.polled(), 60)
        await _until(rush.single[-1] + timedelta(seconds=3), shift)
        late = _lateness(standin, rush, shift)
        idle = await _presses(standin, rush, 0)
        refused_before = gate.refused
        await _until(first - timedelta(seconds=1), shift)
        before = len(standin.arrived)
        await _until(second - timedelta(seconds=1), shift)
        arrived = standin.arrived[before:]
        refused = gate.refused - refused_before
        pressing = asyncio.create_task(_presses(standin, rush, 1, after=second + timedelta(seconds=1), shift=shift))
        pressed = await pressing
    return Figures(
        late, arrived[-1][0] + shift - first.timestamp(), refused, ATTENDANTS - len({chat for _, chat in arrived}), idle, pressed
    )  # fmt: skip


def _lateness(standin: StandIn, rush: Rush, shift: float) -> list[float]:
    """How late each of the single rounds was; infinitely, if it never came."""
    came = {chat: at for at, chat in standin.arrived}
    return [
        came.get(FIRST_ATTENDANT + number, math.inf) + shift - moment.timestamp()
        for number, moment in enumerate(rush.single)
    ]


async def _presses(
    standin: StandIn, rush: Rush, item: int, after: datetime | None = None, shift: float = 0.0
) -> list[float]:
    """Seconds of presses one after another."""
    if after is not None:
        await _until(after, shift)
    taken = []
    for desk in rush.house.desks[:_PRESSES]:
        await asyncio.sleep(_BETWEEN_PRESSES)
        await standin.polled()
        taken += await standin.press([(desk, desk.codes[item])])
    return taken


async def _until(moment: datetime, shift: float) -> None:
    await asyncio.sleep(max(0.0, moment.timestamp() - time.time() - shift))


def _late(seconds: Sequence[float]) -> float:
    return sorted(seconds)[math.ceil(0.99 * len(seconds)) - 1]


def _ms(found: Sequence[Figures], name: str, part: float = 0.95) -> list[float]:
    return [statistics.quantiles(getattr(each, name), n=100)[round(part * 100) - 1] * 1e3 for each in found]
