"""A short run of the day on which the bot dies again and again (the whole: ``make chaos``): counts, never timings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meetbot.db import Database
from tests.chaos.day import Plan, play
from tests.chaos.naps import Nap

SEED = int(os.environ.get("SEED") or 20261124)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_whenever_it_dies_nothing_is_lost_and_nothing_done_twice(kind: str, tmp_path: Path, request) -> None:
    await _a_day(kind, tmp_path, request, kills=8 if kind == "sqlite" else 6)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_after_three_hours_asleep_what_is_of_use_is_sent_once_and_what_was_written_is_answered_in_order(
    kind: str, tmp_path: Path, request
) -> None:
    # Longer than PostgreSQL keeps the names of a process that it does not hear.
    await _a_day(kind, tmp_path, request, kills=2, nap=Nap(seconds=10.0, hours=3.0))


async def _a_day(kind: str, folder: Path, request, kills: int, nap: Nap | None = None) -> None:
    is_alone = kind == "sqlite"
    # Whoever stops waiting does not learn what became of it: so on a busy machine they wait longer.
    plan = Plan(SEED, kills, first_kills=1, together=1 if is_alone else 2, patience=180.0, nap=nap)
    if is_alone:
        url = f"sqlite:///{folder}/house.db"
    else:
        database: Database = request.getfixturevalue("postgresql")
        url = database.url.render_as_string(hide_password=False)

    day = await play(plan, url, folder)

    # Whether anybody waits in vain `make chaos` tells; it depends on the machine, too.
    assert day.account.losses == [], f"make chaos SEED={SEED}:\n" + "\n".join(day.told(kind))
    assert day.deaths.ends.total() >= plan.kills
