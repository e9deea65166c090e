"""A short run of the day on which the bot dies again and again (the whole: ``make chaos``): counts, never timings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meetbot.db import Database
from tests.chaos.day import Plan, play

SEED = int(os.environ.get("SEED") or 20261124)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_whenever_it_dies_nothing_is_lost_and_nothing_done_twice(kind: str, tmp_path: Path, request) -> None:
    is_alone = kind == "sqlite"
    # Whoever stops waiting does not learn what became of it: so on a busy machine they wait longer.
    plan = Plan(SEED, kills=8 if is_alone else 6, first_kills=1, together=1 if is_alone else 2, patience=180.0)
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/house.db"
    else:
        database: Database = request.getfixturevalue("postgresql")
        url = database.url.render_as_string(hide_password=False)

    day = await play(plan, url, tmp_path)

    # Whether anybody waits in vain `make chaos` tells; it depends on the machine, too.
    assert day.account.losses == [], f"make chaos SEED={SEED}:\n" + "\n".join(day.told(kind))
    assert day.deaths.ends.total() >= plan.kills
