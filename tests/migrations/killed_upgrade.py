"""``python -m tests.migrations.killed_upgrade URL STATEMENTS``: an upgrade that is killed after so many statements."""

from __future__ import annotations

import os
import signal
import sys
from itertools import count

from sqlalchemy import event

from meetbot.db import Database
from meetbot.migrations import upgrade


def main(url: str, statements: str) -> None:
    database, done = Database(url), count(1)

    @event.listens_for(database.engine, "after_cursor_execute")
    def _die_in_time(*_: object) -> None:
        if next(done) == int(statements):
            os.kill(os.getpid(), signal.SIGKILL)

    upgrade(database)


if __name__ == "__main__":
    main(*sys.argv[1:])
