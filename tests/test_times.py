"""Wall time and UTC, on ordinary days and on the two odd nights of the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetbot.times import Interval, NoSuchTime, TwiceTime, day_bounds, local, round_up, utc

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Shanghai"))]


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_a_time_that_the_clocks_skip_is_refused_with_the_next_that_exists(minute: int) -> None:
    wall = datetime(2026, 3, 29, 2, minute)

    with pytest.raises(NoSuchTime) as refused:
        utc(wall, BERLIN)

    assert refused.value == NoSuchTime(wall, _utc(2026, 3, 29, 1))


def test_a_time_that_comes_twice_is_asked_back_with_both_moments() -> None:
    wall = datetime(2026, 10, 25, 2, 30)

    with pytest.raises(TwiceTime) as refused:
        utc(wall, BERLIN)

    assert refused.value == TwiceTime(wall, _utc(2026, 10, 25, 0, 30), _utc(2026, 10, 25, 1, 30))


def test_half_an_hour_of_daylight_saving_is_a_gap_of_half_an_hour() -> None:
    wall = datetime(2026, 10, 4, 2, 15)

    with pytest.raises(NoSuchTime) as refused:
        utc(wall, ZoneInfo("Australia/Lord_Howe"))

    assert refused.value == NoSuchTime(wall, _utc(2026, 10, 3, 15, 30))


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), BERLIN, 23),
        (date(2026, 10, 25), BERLIN, 25),
        (date(2026, 11, 24), ZoneInfo("Asia/Shanghai"), 24),
        (date(2026, 4, 24), ZoneInfo("Africa/Cairo"), 23),  # the gap is at midnight
    ],
)
def test_a_local_day_has_as_many_hours_as_its_clocks_show(day: date, zone: ZoneInfo, hours: int) -> None:
    assert day_bounds(day, zone).length == timedelta(hours=hours)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(ZONES))
def test_a_wall_time_survives_the_way_to_utc_and_back(wall: datetime, zone: ZoneInfo) -> None:
    try:
        moment = utc(wall, zone)
    except NoSuchTime as gap:
        assert local(gap.next_valid, zone).replace(tzinfo=None) > wall
    except TwiceTime as twice:
        assert [local(each, zone).replace(tzinfo=None) for each in (twice.first, twice.second)] == [wall, wall]
    else:
        assert local(moment, zone).replace(tzinfo=None) == wall


def test_touching_intervals_do_not_overlap() -> None:
    morning, noon = (
        Interval(_utc(2026, 1, 1, 9), _utc(2026, 1, 1, 12)),
        Interval(_utc(2026, 1, 1, 12), _utc(2026, 1, 1, 13)),
    )

    assert (morning.overlaps(noon), morning.contains(morning.end), noon.contains(noon.start)) == (False, False, True)


def test_an_interval_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Interval(_utc(2026, 1, 1, 9), _utc(2026, 1, 1, 9))


@pytest.mark.parametrize(
    ("moment", "rounded"),
    [
        (_utc(2026, 1, 1, 9, 0), _utc(2026, 1, 1, 9, 0)),
        (_utc(2026, 1, 1, 9, 0, 1), _utc(2026, 1, 1, 9, 15)),
        (_utc(2026, 1, 1, 23, 59), _utc(2026, 1, 2)),
    ],
)
def test_a_moment_is_rounded_up_to_the_step(moment: datetime, rounded: datetime) -> None:
    assert round_up(moment, timedelta(minutes=15)) == rounded
