"""The processes that are measured: ours as the operator starts it, and the bounds beside it. They end with the block."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]

from benchmarks.house import ADMIN, CONFIG
from benchmarks.standin import TOKEN

ROOT = Path(__file__).parents[1]
Process = AbstractContextManager[subprocess.Popen[bytes]]
_MEGABYTE = 1024 * 1024
# Patience with a process that was told to end.
_ENDS_WITHIN = 20.0


@contextmanager
def running(
    arguments: Sequence[str], errors: IO[bytes] | None = None, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with this environment beside the machine's own; what it says goes to ``errors`` or nowhere."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MEETBOT_")}
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL, stderr=errors or subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(root: str, url: str) -> dict[str, str]:
    """What ``bot.py`` is told: a Bot API at ``root``, a database at ``url``, a web side on any free port."""
    return {
        "MEETBOT_TOKEN": TOKEN, "MEETBOT_API_URL": root, "MEETBOT_DATABASE_URL": url, "MEETBOT_CONFIG": str(CONFIG),
        "MEETBOT_HTTP": "127.0.0.1:0", "MEETBOT_ADMINS": str(ADMIN),
    }  # fmt: skip


def ours(root: str, url: str, *options: str, errors: IO[bytes] | None = None) -> Process:
    return running([*options, "bot.py"], errors, **environment(root, url))


def shifted(root: str, url: str, seconds: float, errors: IO[bytes] | None = None, **more: str) -> Process:
    """Ours, with a clock that is so many seconds ahead."""
    return running(["-m", "benchmarks.shifted", str(seconds)], errors, **{**environment(root, url), **more})


def bare(root: str, *, lanes: bool = False) -> Process:
    return running(["-m", "benchmarks.bare", root, *(["--lanes"] if lanes else [])])


def resident(process: subprocess.Popen[bytes]) -> float:
    """MB of memory that the process keeps resident."""
    return float(psutil.Process(process.pid).memory_info().rss) / _MEGABYTE


def worked(process: subprocess.Popen[bytes]) -> float:
    """Seconds of a processor that the process has used so far."""
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)
