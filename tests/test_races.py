"""A short run of the races (the whole: ``make races``): counts, never timings."""

from __future__ import annotations

from pathlib import Path

import pytest

from meetbot.db import Database
from tests.races import run
from tests.races.contests import CONTESTS, Contest


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name)
def test_two_processes_of_threads_win_each_thing_once_on_sqlite(contest: Contest, tmp_path: Path) -> None:
    outcome = run(contest, f"sqlite:///{tmp_path}/races.db", processes=2, threads=4, prizes=4)

    assert (outcome.tries, outcome.not_once, outcome.overlaps) == (32, 0, 0)


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda contest: contest.name)
def test_two_processes_of_threads_win_each_thing_once_on_postgresql(contest: Contest, postgresql: Database) -> None:
    url = postgresql.url.render_as_string(hide_password=False)

    outcome = run(contest, url, processes=2, threads=8, prizes=5)

    assert (outcome.tries, outcome.not_once, outcome.overlaps) == (80, 0, 0)
