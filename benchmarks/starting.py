"""
Row 12: from starting the process to the first answered /start, against a process that imports the same libraries and ends.

"The same libraries" is not a list that somebody keeps: Python itself says what the bot imported until it answered.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from benchmarks import processes
from benchmarks.house import ADMIN, furnish
from benchmarks.results import Row
from benchmarks.standin import StandIn

_OWN = {"meetbot", "benchmarks", "__main__"}
_IMPORT = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)
# What a module of the library refuses to be imported for (an extra that is not installed) is not imported by the bot either.
_IMPORT_ALL = "import importlib, sys\nfor name in sys.argv[1:]:\n    try: importlib.import_module(name)\n    except ImportError: pass"


def measure(runs: int) -> list[Row]:
    return asyncio.run(_measure(runs))


async def _measure(runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        restarted = furnish(folder, desks=4).url
        async with StandIn() as standin:
            libraries = await imported(standin, restarted)
            pairs, fresh = [], []
            for run in range(runs):
                bound = _imports(libraries)
                pairs.append((await _first_answer(standin, restarted), bound))
                fresh.append((await _first_answer(standin, f"sqlite:///{folder / f'fresh{run}.db'}"), bound))
    return [
        Row("12", what, f"importing {len(libraries)} library modules", "s", [own for own, _ in found], [other for _, other in found], 2.0, "starting")
        for what, found in (("start to first answered /start", pairs), ("the same, making a new database", fresh))
    ]  # fmt: skip


async def imported(standin: StandIn, url: str) -> list[str]:
    """The modules of libraries that the bot imports until it answered its first /start, in their order."""
    with tempfile.TemporaryFile() as said:
        await _first_answer(standin, url, ["-X", "importtime"], said)
        said.seek(0)
        found = dict.fromkeys(_IMPORT.findall(said.read().decode()))
    return [name for name in found if name.partition(".")[0] not in _OWN | sys.stdlib_module_names]


async def _first_answer(
    standin: StandIn, url: str, options: list[str] | None = None, errors: IO[bytes] | None = None
) -> float:
    """Seconds from the start of the process until the answer to /start came in."""
    standin.forget()
    standin.write(ADMIN, "/start")
    began = time.perf_counter()
    with processes.ours(standin.root, url, *(options or []), errors=errors):
        await asyncio.wait_for(standin.sent.wait(), 60)
        return standin.last_sent - began


def _imports(libraries: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORT_ALL, *libraries], check=True, cwd=processes.ROOT)
    return time.perf_counter() - began
