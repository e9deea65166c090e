"""A newcomer to the local chat finds people and a morning on which a service day can be played."""

from __future__ import annotations

import pytest

from meetbot.localcast import first_moment
from meetbot.settings import Site, read_site
from tests.factories import at
from tests.handlers.conftest import CONFIG


@pytest.fixture
def site() -> Site:
    """The sample: Monday to Friday 07:30-21:00, Saturday 09:00-17:00, closed on 1 January 2027."""
    return read_site(CONFIG)


@pytest.mark.parametrize(
    ("case", "now", "starts"),
    [
        ("in the middle of a working day", "2026-11-23 13:20", "2026-11-23 13:20"),
        ("early, but the house is open", "2026-11-23 07:30", "2026-11-23 07:30"),
        ("before it opens", "2026-11-23 05:00", "2026-11-23 09:00"),
        ("too little is left of the day", "2026-11-23 17:01", "2026-11-24 09:00"),
        ("just enough is left", "2026-11-23 17:00", "2026-11-23 17:00"),
        ("late in the evening", "2026-11-23 23:59", "2026-11-24 09:00"),
        ("on Saturday afternoon, until Monday", "2026-11-28 15:00", "2026-11-30 09:00"),
        ("on a Sunday", "2026-11-29 10:00", "2026-11-30 09:00"),
        ("on a public holiday", "2027-01-01 10:00", "2027-01-02 09:00"),
    ],
)
def test_the_first_clock_shows_a_moment_with_a_day_before_it(site: Site, case: str, now: str, starts: str) -> None:
    assert first_moment(site, at(now)) == at(starts)


def test_a_house_that_never_opens_has_the_time_it_is(site: Site) -> None:
    closed = site.model_copy(update={"opening": {}, "makeup_workdays": {}})

    assert first_moment(closed, at("2026-11-23 10:00")) == at("2026-11-23 10:00")
