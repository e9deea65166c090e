"""One house for all attacks, however many test processes there are."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.handlers.attack.house import House, build


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> House:
    """Built by whichever process needs it first."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "house"
    folder.mkdir(exist_ok=True)
    kept = folder / "house.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with ThreadPoolExecutor(1) as beside:  # away from the loop of the test that came first
                kept.write_bytes(pickle.dumps(beside.submit(asyncio.run, build(folder)).result()))
    found = pickle.loads(kept.read_bytes())
    assert isinstance(found, House)
    return found


@pytest.fixture
def failures() -> Iterator[list[str]]:
    """What the bot logs as a failure, as it comes."""
    listening = _Listening()
    logging.getLogger("meetbot").addHandler(listening)
    yield listening.said
    logging.getLogger("meetbot").removeHandler(listening)


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(ascii(self.format(record)))  # half an emoji cannot be reported


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
