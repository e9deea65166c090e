"""What can wait is asked on working days, at the house's hour."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from meetbot.reminders.asking import Asking
from meetbot.settings import Site, read_site
from tests.factories import SHANGHAI, at
from tests.handlers.conftest import CONFIG

DAY = timedelta(days=1)
LONG_AGO = at("2026-01-05 09:00")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def site() -> Site:
    return read_site(CONFIG)


@pytest.mark.parametrize(
    ("start", "asked"),
    [
        ("2026-11-25 07:00", "2026-11-24 10:00"),  # Wednesday early
        ("2026-11-25 23:00", "2026-11-24 10:00"),  # Wednesday late
        ("2026-11-30 14:00", "2026-11-27 10:00"),  # Monday: on Friday
        ("2026-11-29 09:00", "2026-11-27 10:00"),  # Sunday
        ("2027-02-12 09:00", "2027-02-04 10:00"),  # after the holidays and the weekend before them
        ("2027-02-15 09:00", "2027-02-14 10:00"),  # a Sunday that is worked instead of a Friday
    ],
)
def test_the_question_the_day_before(site: Site, start: str, asked: str) -> None:
    assert Asking(site).before(at(start), DAY, LONG_AGO) == at(asked)


def test_the_hour_is_one_at_which_the_house_is_open(site: Site) -> None:
    early = site.model_copy(update={"asks_at": site.asks_at.replace(hour=6)})

    assert Asking(early).before(at("2026-11-25 14:00"), DAY, LONG_AGO) == at("2026-11-24 07:30")


@pytest.mark.parametrize(
    ("start", "asked"),
    [
        ("2027-03-29 14:00", "2027-03-26 10:00"),  # the clocks change on Sunday
        ("2026-10-26 02:30", "2026-10-23 10:00"),
    ],
)
def test_the_hour_is_the_walls_also_around_a_change_of_the_clocks(site: Site, start: str, asked: str) -> None:
    german = site.model_copy(update={"time_zone": "Europe/Berlin"})

    assert Asking(german).before(at(start, BERLIN), DAY, LONG_AGO) == at(asked, BERLIN)


@pytest.mark.parametrize(
    ("start", "told", "asked"),
    [
        ("2026-11-25 14:00", "2026-11-24 09:59", "2026-11-24 10:00"),
        ("2026-11-25 14:00", "2026-11-24 11:00", "2026-11-24 14:00"),
        ("2026-11-25 23:00", "2026-11-24 11:00", "2026-11-24 21:00"),  # the house closes
        ("2026-11-30 14:00", "2026-11-28 12:00", "2026-11-27 10:00"),  # told on the weekend: past, so at once
    ],
)
def test_who_told_of_it_after_that_hour_is_asked_later_on_that_day(
    site: Site, start: str, told: str, asked: str
) -> None:
    assert Asking(site).before(at(start), DAY, at(told)) == at(asked)


def test_less_than_a_day_before_is_meant_to_the_minute(site: Site) -> None:
    assert Asking(site).before(at("2026-11-30 08:00"), timedelta(hours=4), LONG_AGO) == at("2026-11-30 04:00")


def test_asked_again_on_the_working_days_after(site: Site) -> None:
    """Found on a Thursday at 22:00."""
    found = at("2026-11-26 22:00")

    asked = [Asking(site).after(found, days).astimezone(SHANGHAI) for days in (1, 2, 3, 4, 5)]

    assert [f"{each:%m-%d %H:%M}" for each in asked] == [
        "11-27 10:00", "11-30 10:00", "11-30 10:00", "11-30 10:00", "12-01 10:00",
    ]  # fmt: skip
