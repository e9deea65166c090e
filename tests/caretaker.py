"""
Sees to it that a PostgreSQL server of the tests does not outlive whoever made it, however they ended.

A process of its own holds the reading end of a pipe; the other end closes with the process that made it, by kill -9 too. What
is still there then is stopped and removed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_caretakers: list[subprocess.Popen[bytes]] = []  # a pipe whose owner is forgotten would close at once


def look_after(folder: Path) -> None:
    """Have the server in ``folder``, whoever starts it, end with this process at the latest."""
    command = [sys.executable, "-m", "tests.caretaker", str(folder)]
    # In a session of its own: Ctrl+C is meant for the tests, and is followed by a tidy end.
    _caretakers.append(subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, start_new_session=True))


def _main(folder: Path) -> None:
    from tests.postgresql import locked, throw_away  # (which has its servers looked after)

    sys.stdin.buffer.read()
    if folder.exists():
        with locked(folder):  # a worker that has not heard yet may be starting it
            throw_away(folder)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
