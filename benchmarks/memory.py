"""
Row 13: resident memory of the idle bot with its web side on, against a process that imports the libraries needed at start and
idles; beside it a bare python-telegram-bot bot, and the growth over many updates.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks import processes
from benchmarks.house import House, furnish
from benchmarks.results import Row
from benchmarks.standin import Desk, StandIn
from benchmarks.starting import imported

_UPDATES = 10_000
# Imported when they are first needed (a picture, a new schema): not part of what a bot needs to start.
_LATER = {"alembic", "mako", "fpdf", "resvg_py", "fontTools", "icalendar"}
_IDLE = "import importlib, sys, time\nfor name in sys.argv[1:]:\n    try: importlib.import_module(name)\n    except ImportError: pass\ntime.sleep(600)"
_SETTLES = 3.0


def measure(runs: int) -> list[Row]:
    return asyncio.run(_measure(runs))


async def _measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        house = furnish(Path(name))
        async with StandIn() as standin:
            standin.seat(house.desks)
            libraries = [each for each in await imported(standin, house.url) if each.partition(".")[0] not in _LATER]
            own, bound, bare, grown = [], [], [], []
            for run in range(runs):
                idle, after = await _ours(standin, house, _UPDATES if run == 0 else 0)
                own.append(idle)
                bound.append(await _libraries(libraries))
                bare.append(await _bare(standin))
                grown += [(after, idle)] if run == 0 else []
    return [
        Row("13", "resident memory, idle", "its libraries, imported", "MB", own, bound, 1.25, "memory"),
        Row("13", f"the same after {_UPDATES:,} updates", "idle", "MB", [grown[0][0]], [grown[0][1]], 1.1, "memory"),
        Row("13", "resident memory, idle", "bare bot", "MB", own, bare, None, "memory"),
    ]  # fmt: skip


async def _ours(standin: StandIn, house: House, updates: int) -> tuple[float, float]:
    """MB when idle, and after so many presses, on a copy of the house's database."""
    standin.forget()
    with house.copied() as url, processes.ours(standin.root, url) as process:
        await asyncio.wait_for(standin.polled(), 30)
        await _settle(standin)
        idle = processes.resident(process)
        presses = _presses(house, updates)
        while batch := list(islice(presses, len(house.desks))):
            await standin.press(batch)
        await _settle(standin)
        return idle, processes.resident(process)


def _presses(house: House, count: int) -> Iterator[tuple[Desk, str]]:
    """Each item in turn is ticked by everybody, then opened again by everybody."""
    for number in range(count):
        sweep, who = divmod(number, len(house.desks))
        desk = house.desks[who]
        code = desk.codes[sweep // 2 % len(desk.codes)]
        yield desk, code.replace("ck.t", "ck.u", 1) if sweep % 2 else code


async def _bare(standin: StandIn) -> float:
    standin.forget()
    with processes.bare(standin.root) as process:
        await asyncio.wait_for(standin.polled(), 30)
        await _settle(standin)
        return processes.resident(process)


async def _libraries(names: list[str]) -> float:
    with processes.running(["-c", _IDLE, *names]) as process:
        await asyncio.to_thread(time.sleep, _SETTLES)
        return processes.resident(process)


async def _settle(standin: StandIn) -> None:
    await standin.quiet(_SETTLES)
