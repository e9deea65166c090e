"""A PostgreSQL server of the tests does not outlive them, however they end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

_ROOT = Path(__file__).parents[1]
_MAKES_A_SERVER = """
import time
from tests.postgresql import make_server
print(make_server().folder, flush=True)
time.sleep(600)
"""
# Patience on a busy machine; it takes a moment.
_PATIENCE = 60.0


@pytest.mark.parametrize("how", ["kill", "terminate"])
def test_a_server_ends_and_its_folder_goes_with_whoever_made_it(how: str) -> None:
    with subprocess.Popen([sys.executable, "-c", _MAKES_A_SERVER], cwd=_ROOT, stdout=subprocess.PIPE) as maker:
        assert maker.stdout is not None
        folder = Path(maker.stdout.readline().decode().strip())
        server = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
        assert server.is_running()
        getattr(maker, how)()

    server.wait(_PATIENCE)
    _wait_until_gone(folder)


def _wait_until_gone(folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while folder.exists():
        assert time.monotonic() < end, f"{folder} is still there"
        time.sleep(0.05)
