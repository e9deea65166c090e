"""The real bot as a process of its own, in an empty folder with the sample config, its clock on a Monday morning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meetbot.clock import SimulatedClock
from meetbot.localchat.chat import LocalChat
from tests.factories import at

ROOT = Path(__file__).parents[2]
_MORNING = at("2026-11-23 09:00")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


@contextmanager
def running_bot(folder: Path) -> Iterator[str]:
    """The address of its page; the bot must end well, and must not have logged an error."""
    shutil.copytree(ROOT / "config", folder / "config")
    _set_clock(folder)
    with (folder / "log").open("w") as log, _process(folder, log.fileno()) as process:
        try:
            yield _address(process, folder / "log")
        finally:
            process.terminate()
            ended_with = process.wait()
    written = (folder / "log").read_text()
    assert (ended_with, [line for line in written.splitlines() if "ERROR" in line or "Traceback" in line]) == (0, [])


def _set_clock(folder: Path) -> None:
    (folder / "var").mkdir()
    chat = LocalChat(folder / "var" / "local-chat.db", SimulatedClock(_MORNING, speed=1))
    chat.close()


def _process(folder: Path, log: int) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEETBOT_")}
    environment |= {"MEETBOT_HTTP": "127.0.0.1:0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "bot.py")]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"the bot did not start: {log.read_text()}")
