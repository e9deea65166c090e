from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from meetbot.booking.errors import (
    BadHeads,
    BadTitle,
    BuildingClosed,
    EndBeforeStart,
    InThePast,
    LayoutNotOffered,
    OffStep,
    TooFarAhead,
    TooLong,
    UnknownMeetingType,
)
from meetbot.booking.rules import check_heads, check_open, check_times, check_type, clean_title, is_open
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.times import Interval, utc
from tests.factories import NOW, at

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2026-11-24 16:00", "2026-11-24 14:00", EndBeforeStart(at("2026-11-24 16:00"), at("2026-11-24 14:00"))),
        ("2026-11-24 14:00", "2026-11-24 14:00", EndBeforeStart(at("2026-11-24 14:00"), at("2026-11-24 14:00"))),
        ("2026-11-23 09:45", "2026-11-23 11:00", InThePast(at("2026-11-23 09:45"))),
        ("2026-11-23 09:54", "2026-11-23 11:00", InThePast(at("2026-11-23 09:54"))),
        ("1926-11-24 14:00", "1926-11-24 15:00", InThePast(at("1926-11-24 14:00"))),
        ("2026-11-24 14:00", "2126-11-24 14:00", TooLong(timedelta(hours=72))),
        ("2026-11-24 14:00", "2026-11-27 14:15", TooLong(timedelta(hours=72))),
        ("2027-11-23 10:15", "2027-11-23 11:00", TooFarAhead(at("2027-11-23 10:00"))),
        ("2026-11-24 14:05", "2026-11-24 15:00", OffStep(timedelta(minutes=15), at("2026-11-24 14:00"))),
        ("2026-11-24 14:00", "2026-11-24 14:59", OffStep(timedelta(minutes=15), at("2026-11-24 15:00"))),
    ],
)
def test_a_time_that_cannot_be_booked_is_refused(start: str, end: str, wrong: MeetbotError, site: Site) -> None:
    with pytest.raises(type(wrong)) as refusal:
        check_times(at(start), at(end), NOW, site)

    assert refusal.value == wrong


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:15"),  # this very moment
        ("2026-11-23 23:00", "2026-11-24 01:00"),  # over midnight
        ("2026-11-24 14:00", "2026-11-27 14:00"),  # as long as the site allows
        ("2027-11-23 10:00", "2027-11-23 11:00"),  # as far ahead as the site allows
    ],
)
def test_a_time_at_the_limit_can_be_booked(start: str, end: str, site: Site) -> None:
    assert check_times(at(start), at(end), NOW, site) == Interval(at(start), at(end))


def test_a_start_confirmed_a_moment_late_is_still_now(site: Site) -> None:
    start, end = at("2026-11-23 10:00"), at("2026-11-23 11:00")

    assert check_times(start, end, NOW + timedelta(minutes=5), site) == Interval(start, end)


@pytest.mark.parametrize(
    ("start", "end", "day", "opens", "closes"),
    [
        ("2026-11-24 07:15", "2026-11-24 09:00", date(2026, 11, 24), time(7, 30), time(21)),
        ("2026-11-24 20:00", "2026-11-24 21:15", date(2026, 11, 24), time(7, 30), time(21)),
        ("2026-11-24 20:00", "2026-11-25 00:00", date(2026, 11, 24), time(7, 30), time(21)),
        ("2026-11-24 09:00", "2026-11-25 09:00", date(2026, 11, 24), time(7, 30), time(21)),
        ("2026-11-29 10:00", "2026-11-29 11:00", date(2026, 11, 29), None, None),  # a Sunday
        ("2027-01-01 10:00", "2027-01-01 11:00", date(2027, 1, 1), None, None),  # New Year
        ("2026-11-28 08:30", "2026-11-28 10:00", date(2026, 11, 28), time(9), time(17)),  # a Saturday
    ],
)
def test_a_meeting_outside_the_opening_hours_finds_the_building_closed(
    start: str, end: str, day: date, opens: time | None, closes: time | None, site: Site
) -> None:
    with pytest.raises(BuildingClosed) as refusal:
        check_open(Interval(at(start), at(end)), site)

    assert refusal.value == BuildingClosed(day, opens, closes)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24 07:30", "2026-11-24 21:00"),  # exactly from opening to closing
        ("2027-02-14 10:00", "2027-02-14 11:00"),  # a Sunday that is worked instead (调休)
    ],
)
def test_a_meeting_within_the_opening_hours_finds_the_building_open(start: str, end: str, site: Site) -> None:
    assert is_open(Interval(at(start), at(end)), site)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2027, 3, 28, 1, 0), datetime(2027, 3, 28, 4, 0), 2),  # the night that is an hour short
        (datetime(2027, 10, 31, 1, 0), datetime(2027, 10, 31, 4, 0), 4),  # the night that is an hour long
    ],
)
def test_a_meeting_over_the_clock_change_is_as_long_as_it_really_is(
    start: datetime, end: datetime, hours: int, site: Site
) -> None:
    berlin = site.model_copy(update={"time_zone": "Europe/Berlin", "longest_booking_hours": hours})

    event = check_times(utc(start, BERLIN), utc(end, BERLIN), NOW, berlin)

    assert event.length == timedelta(hours=hours)


@pytest.mark.parametrize("heads", [0, -1, 20_001, 10**12])
def test_nobody_and_more_than_any_building_holds_are_refused(heads: int) -> None:
    with pytest.raises(BadHeads) as refusal:
        check_heads(heads)

    assert refusal.value == BadHeads(heads, 20_000)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  Budget \n 2027\t", "Budget 2027"),
        ("a\x00b\r\nc\u2028d", "a b c d"),
        ("<b>预算</b> 🎉", "<b>预算</b> 🎉"),
        ("x" * 200, "x" * 200),
    ],
)
def test_a_title_is_kept_on_one_line(typed: str, kept: str) -> None:
    assert clean_title(typed) == kept


def test_a_title_of_five_thousand_characters_is_refused() -> None:
    with pytest.raises(BadTitle) as refusal:
        clean_title("x" * 5000)

    assert refusal.value == BadTitle(5000, 200)


def _member(*roles: Role) -> Member:
    return Member(1, 1, "Olga", "", "", "en", frozenset(roles))


def test_a_meeting_type_offers_its_own_layouts_only(standard: Standard) -> None:
    with pytest.raises(LayoutNotOffered) as refusal:
        check_type("party_branch", "classroom", standard, _member(Role.ORGANISER))

    assert refusal.value == LayoutNotOffered("party_branch", "classroom", ("hollow_square", "oval"))


def test_an_admin_may_choose_a_layout_that_the_type_does_not_offer(standard: Standard) -> None:
    check_type("party_branch", "classroom", standard, _member(Role.ADMIN))


def test_a_meeting_type_that_the_standard_does_not_know_is_refused(standard: Standard) -> None:
    with pytest.raises(UnknownMeetingType) as refusal:
        check_type("picnic", "oval", standard, None)

    assert refusal.value == UnknownMeetingType("picnic")


def _site(site: Site, **changed: Any) -> Site:
    return site.model_copy(update=changed)


def test_the_step_is_counted_on_the_wall_clock(site: Site) -> None:
    kolkata = _site(site, time_zone="Asia/Kolkata", step_minutes=60)
    start = utc(datetime(2026, 11, 24, 14, 0), ZoneInfo("Asia/Kolkata"))

    assert check_times(start, start + timedelta(hours=1), NOW, kolkata).start == start
