"""When foreign events take place: by rules, lists and dates changed on their own; and that no rule costs more than it may."""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meetbot.booking.incoming.errors import TooManyDates
from meetbot.booking.incoming.occurring import occurrences
from meetbot.booking.incoming.repeating import Budget, NotFollowed, dates, read_rule
from meetbot.times import Interval
from tests.booking.incoming.conftest import YEAR, calendar, event, read, starts
from tests.factories import at

NOVEMBER = Interval(at("2026-11-01 00:00"), at("2026-12-01 00:00"))
TEN = "DTSTART;TZID=Asia/Shanghai:20261102T100000"  # a Monday
HOUR = "DURATION:PT1H"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["11-02 10:00", "11-09 10:00", "11-16 10:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20261120T000000Z",
         ["11-02 10:00", "11-03 10:00", "11-05 10:00", "11-17 10:00", "11-19 10:00"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["11-02 10:00", "11-27 10:00"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["11-02 10:00", "11-30 10:00"]),
        ("FREQ=DAILY;UNTIL=20261104", ["11-02 10:00", "11-03 10:00", "11-04 10:00"]),
        ("FREQ=DAILY;UNTIL=20261104T020000Z", ["11-02 10:00", "11-03 10:00", "11-04 10:00"]),
        ("FREQ=DAILY;UNTIL=20261104T015959Z", ["11-02 10:00", "11-03 10:00"]),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30", ["11-02 10:00", "11-30 10:00"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15", ["11-02 10:00", "11-15 10:00", "11-30 10:00"]),
        ("FREQ=YEARLY;BYYEARDAY=-32", ["11-02 10:00", "11-30 10:00"]),
    ],
)  # fmt: skip
def test_the_rules_that_calendars_write(rule: str, expected: list[str]) -> None:
    assert starts(calendar(event(f"RRULE:{rule}", start=TEN, end=HOUR)), NOVEMBER) == expected


def test_dates_are_added_excluded_changed_and_cancelled_on_their_own() -> None:
    content = calendar(
        event("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Asia/Shanghai:20261109T100000",
              "RDATE;TZID=Asia/Shanghai:20261106T100000", start=TEN, end=HOUR),
        event("RECURRENCE-ID;TZID=Asia/Shanghai:20261116T100000", start="DTSTART;TZID=Asia/Shanghai:20261117T150000", end=HOUR),
        event("RECURRENCE-ID;TZID=Asia/Shanghai:20261123T100000", "STATUS:CANCELLED", start="DTSTART;TZID=Asia/Shanghai:20261123T100000",
              end=HOUR),
    )  # fmt: skip

    assert starts(content) == ["11-02 10:00", "11-06 10:00", "11-17 15:00"]
    assert [each.original for each in occurrences(read(content).events, YEAR)] == [
        at("2026-11-02 10:00"), at("2026-11-06 10:00"), at("2026-11-16 10:00"),
    ]  # fmt: skip


def test_of_the_same_event_twice_the_newest_counts() -> None:
    content = calendar(
        event("SEQUENCE:2", start="DTSTART:20261124T080000Z", end=HOUR),
        event("SEQUENCE:1", start="DTSTART:20261124T060000Z", end=HOUR),
    )

    assert starts(content) == ["11-24 16:00"]


def test_what_is_cancelled_or_leaves_the_time_free_takes_none() -> None:
    assert starts(calendar(event("STATUS:CANCELLED"), event("TRANSP:TRANSPARENT", uid="2"))) == []


def test_an_event_that_reaches_into_the_window_counts() -> None:
    content = calendar(event(start="DTSTART;VALUE=DATE:20251230", end="DTEND;VALUE=DATE:20260103"))

    assert starts(content) == ["12-30 00:00"]
    assert starts(content, Interval(at("2026-01-03 00:00"), at("2026-01-04 00:00"))) == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_weekly_meeting_stays_at_its_hour_when_the_clocks_change(zone: str) -> None:
    content = calendar(event("RRULE:FREQ=WEEKLY", start=f"DTSTART;TZID={zone}:20260105T100000", end=HOUR))

    found = occurrences(read(content).events, YEAR)

    assert {f"{each.start.astimezone(found[0].event.zone):%a %H:%M}" for each in found} == {"Mon 10:00"}
    assert len(found) == 52


def test_a_whole_day_lasts_until_midnight_when_the_clocks_change() -> None:
    content = calendar(
        "X-WR-TIMEZONE:Europe/Berlin", event("RRULE:FREQ=DAILY", start="DTSTART;VALUE=DATE:20260327", end="")
    )

    found = occurrences(read(content).events, Interval(at("2026-03-28 12:00"), at("2026-03-30 12:00")))

    assert [(each.end - each.start) / timedelta(hours=1) for each in found] == [24, 23, 24]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=1000",
        "FREQ=MONTHLY;INTERVAL=999999999",
        "FREQ=YEARLY;BYDAY=" + ",".join(f"{nth}{day}" for nth in range(1, 54) for day in ("MO", "SU")),
    ],
)
def test_a_rule_without_end_or_without_dates_comes_to_an_end(rule: str) -> None:
    content = calendar(event(f"RRULE:{rule}", start="DTSTART:19700105T060000Z", end=HOUR))

    assert len(starts(content, NOVEMBER)) <= 31


def test_many_events_that_count_from_long_ago_are_refused_within_the_budget() -> None:
    old = [
        event("RRULE:FREQ=DAILY;COUNT=99999", uid=str(n), start="DTSTART:19700105T060000Z", end=HOUR)
        for n in range(200)
    ]

    with pytest.raises(TooManyDates):
        occurrences(read(calendar(*old)).events, NOVEMBER)


def test_more_dates_than_anybody_books_are_refused() -> None:
    daily = [event("RRULE:FREQ=DAILY", uid=str(n), start=TEN, end=HOUR) for n in range(100)]

    with pytest.raises(TooManyDates):
        occurrences(read(calendar(*daily)).events, YEAR)


@pytest.mark.parametrize(
    "rule",
    [
        "", "FREQ=", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=1e9",
        "FREQ=DAILY;COUNT=10000000000", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2MO", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY;BYHOUR=1,2,3", "FREQ=DAILY;BYEASTER=0", "FREQ=WEEKLY;WKST=XX", "FREQ=MONTHLY;BYSETPOS=0",
        "FREQ=DAILY;BYMONTH=1,,2", "FREQ=DAILY;" + "X" * 10_000,
    ],
)  # fmt: skip
def test_a_rule_that_is_not_followed_is_said_to_be_so(rule: str) -> None:
    with pytest.raises(NotFollowed):
        read_rule(rule, None)


# -- second opinions -------------------------------------------------------------------------------------------------------

_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@st.composite
def _rules(draw: st.DrawFn) -> str:
    every = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={every}", f"INTERVAL={draw(st.integers(1, 4))}"]
    nth = [f"{n}{day}" for n in (1, 2, 3, -1, -2) for day in _DAYS] if every in {"MONTHLY", "YEARLY"} else []
    if draw(st.booleans()):
        kind = draw(st.sampled_from([_DAYS, nth or _DAYS]))  # not both: dateutil takes both together for neither
        parts.append("BYDAY=" + ",".join(draw(st.lists(st.sampled_from(kind), min_size=1, max_size=3, unique=True))))
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    if every in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from([1, 15, 28, 31, -1, -3]))}")
    # Not of weeks: dateutil counts the first week from the first date on, RFC 5545 the whole week.
    if every in {"MONTHLY", "YEARLY"} and len(parts) > 2 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    return ";".join(parts)


@settings(max_examples=150, deadline=None)
@given(_rules(), st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
def test_dateutil_finds_the_same_dates(rule: str, first: date, later: int) -> None:
    start = datetime.combine(first, datetime.min.time().replace(hour=10))
    since, until = first + timedelta(days=later), first + timedelta(days=later + 400)

    found = list(dates(read_rule(rule, None), start, UTC, since, until, Budget()))

    # Looked for in a bounded number of years, since dateutil goes on to the year 9999 for a rule without dates.
    bounded = rule if "COUNT" in rule else f"{rule};UNTIL={until:%Y%m%d}T235959"
    assume(_has_dates(bounded))
    theirs = rrulestr(bounded, dtstart=start).between(
        datetime.combine(since, datetime.min.time()), datetime.combine(until, datetime.max.time()), inc=True
    )
    assert found == theirs


def _has_dates(rule: str) -> bool:
    """Whether month and day of the month can meet, so that dateutil comes to an end."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if "BYMONTHDAY" not in parts or "BYMONTH" not in parts:
        return True
    return abs(int(parts["BYMONTHDAY"])) <= months.monthrange(2025, int(parts["BYMONTH"]))[1]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYMONTHDAY=31"],
)
def test_recurring_ical_events_finds_the_same_meetings(zone: str, rule: str) -> None:
    content = calendar(
        event(
            f"RRULE:{rule}",
            f"EXDATE;TZID={zone}:20260206T093000",
            start=f"DTSTART;TZID={zone}:20260105T093000",
            end=HOUR,
        ),
        event(f"RECURRENCE-ID;TZID={zone}:20260130T093000", start=f"DTSTART;TZID={zone}:20260130T150000", end=HOUR),
    )
    if b"BYDAY=MO,FR" not in content:  # the others have no date on which the changed one stood
        content = content.replace(b"RECURRENCE-ID;TZID=" + zone.encode() + b":20260130T093000", b"X-NONE:1").replace(
            b"UID:1@x\r\nDTSTART;TZID=" + zone.encode() + b":20260130",
            b"UID:2@x\r\nDTSTART;TZID=" + zone.encode() + b":20260130",
        )

    ours = [(each.start, each.end) for each in occurrences(read(content).events, YEAR)]

    theirs = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(YEAR.start, YEAR.end)
    assert ours == sorted((each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in theirs)
