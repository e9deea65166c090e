"""Plays the day from its first message to its closing words, on the first days on which the house is open for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from meetbot.demo.cast import enter
from meetbot.demo.day import Day
from meetbot.demo.stage import StepMissing, open_stage
from meetbot.demo.transcript import Transcript
from meetbot.settings import Settings, Site, read_site
from meetbot.texts import Texts
from meetbot.times import utc

_OPENS_BY, _CLOSES_FROM = time(9), time(19)
_DAYS_TO_LOOK = 60


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (also to whoever reads it through a pipe)


async def play(
    folder: Path,
    language: str,
    *,
    now: datetime | None = None,
    say: Callable[[str], None] = _say,
    database_url: str | None = None,
) -> None:
    """
    Play the day in ``language`` and leave its pictures, calendar files and transcript in ``folder``.

    On a database that is gone afterwards, unless another empty one is given.

    It begins on the first open day from ``now`` on that an open day follows. Raises StepMissing, ConfigProblems, OSError.
    """
    config = Settings().config
    site = read_site(config)
    first = _first_day(site, now or datetime.now(UTC))
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  (nothing else waits yet)
    transcript = Transcript(folder, Texts(language, site.zone), say)
    start = utc(datetime.combine(first, time(9)), site.zone)
    async with open_stage(start, site, config, transcript, database_url) as stage:
        day = Day(stage, enter(stage), first)
        for number, (title, chapter) in enumerate(day.chapters(), 1):
            transcript.chapter(number, title)
            await chapter()
        day.closing_words()
    transcript.end()


def _first_day(site: Site, now: datetime) -> date:
    """Of two open days that follow each other the first, from tomorrow on."""
    today = now.astimezone(site.zone).date()
    days = [today + timedelta(days=each) for each in range(1, _DAYS_TO_LOOK)]
    found = next((day for day in days if _is_long(site, day) and _is_long(site, day + timedelta(days=1))), None)
    if found is None:
        raise StepMissing("the house is never open on two days that follow each other, from 09:00 to 19:00")
    return found


def _is_long(site: Site, day: date) -> bool:
    hours = site.hours_on(day)
    return hours is not None and hours.opens <= _OPENS_BY and hours.closes >= _CLOSES_FROM
