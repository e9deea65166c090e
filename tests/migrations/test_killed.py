"""The power goes in the middle of an upgrade: the next start does it all, and nothing is half-done or lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from meetbot.db import Database
from meetbot.migrations import newest, upgrade
from meetbot.migrations.metadata import metadata
from meetbot.migrations.overlap import is_guarded
from tests.migrations.rows import bring_to, fill, revisions, rows_of


@pytest.mark.parametrize("statements", [10, 35, 70])
def test_an_upgrade_that_was_killed_in_the_middle_is_done_by_the_next_start(blank: Database, statements: int) -> None:
    bring_to(blank, "0003")
    with blank.engine.begin() as connection:
        fill(connection)
        before = rows_of(connection)
    blank.close()

    killed = subprocess.run(
        [sys.executable, "-m", "tests.migrations.killed_upgrade", blank.url.render_as_string(), str(statements)],
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    with blank.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0003"
    upgrade(blank)
    with blank.engine.connect() as connection:
        assert rows_of(connection, like=before) == before
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
        assert is_guarded(connection)


def test_two_processes_that_start_at_once_upgrade_once(blank: Database) -> None:
    bring_to(blank, revisions()[0])
    databases = [Database(blank.url.render_as_string()) for _ in range(2)]

    with ThreadPoolExecutor() as threads:
        list(threads.map(upgrade, databases))

    with blank.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == newest()
    for database in databases:
        database.close()
