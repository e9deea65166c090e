"""What holds for every line: it is read without an error, round trips, and never guesses over a change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetbot.booking.errors import EndBeforeStart
from meetbot.booking.phrases import Reading, read
from meetbot.booking.phrases.vocabulary import WORDS
from meetbot.times import NoSuchTime, TwiceTime
from tests.booking.phrases.test_phrases import ROOMS, SITE
from tests.factories import NOW, SHANGHAI, at

NEW_YORK = ZoneInfo("America/New_York")
KNOWN = sorted({phrase for phrases in WORDS.values() for phrase, _ in phrases})
LAYOUTS = {
    "classroom": ("classroom", "课桌式"),
    "hollow_square": ("hollow square", "回字式"),
    "oval": ("oval", "椭圆型"),
}
TYPES = {
    "leadership": ("leadership meeting", "班子会议"), "party_branch": ("party branch meeting", "党支部会议"),
    "training": ("training", "培训"), "general": ("general meeting", "普通会议"),
}  # fmt: skip


def test_a_reading_is_printed_as_json_with_the_offset_of_the_site() -> None:
    found = read('tomorrow 14:00-16:00 20 people "Budget" unicorn', NOW, SHANGHAI)

    assert found.as_json() == {
        "start": "2026-11-24T14:00:00+08:00", "end": "2026-11-24T16:00:00+08:00", "heads": 20, "layout": None, "type": None,
        "room": None, "title": "Budget", "repeat": None, "not_understood": ["unicorn"],
    }  # fmt: skip


def test_a_rule_is_printed_as_far_as_it_was_said() -> None:
    found = read("every other Tue 14:00-16:00 ten times", NOW, SHANGHAI)

    assert found.as_json()["repeat"] == {"unit": "week", "every": 2, "weekdays": ["tue"], "count": 10}


def test_so_many_weeks_are_counted_from_the_first_date() -> None:
    """At ten o'clock on Monday, the meeting at nine is tomorrow's."""
    found = [read(f"every day {at} for 1 week", NOW, SHANGHAI).repeat for at in ("9:00-9:30", "11:00-11:30")]

    assert [repeat.until for repeat in found if repeat] == [date(2026, 11, 30), date(2026, 11, 29)]


def test_without_opening_hours_all_day_has_no_start() -> None:
    assert read("tomorrow all day", NOW, SHANGHAI) == Reading(
        not_understood=("all day",), day=date(2026, 11, 24), all_day=True
    )


def test_a_time_that_the_clocks_skip_is_reported_and_not_moved() -> None:
    now = datetime(2027, 3, 10, 12, tzinfo=UTC)

    found = read("14 March 02:30-04:00", now, NEW_YORK)

    skipped = NoSuchTime(datetime(2027, 3, 14, 2, 30), datetime(2027, 3, 14, 7, tzinfo=UTC))
    assert found == Reading(
        not_understood=("02:30-04:00",), day=date(2027, 3, 14), length=timedelta(minutes=90), problems=(skipped,)
    )


def test_a_time_that_comes_twice_is_reported_with_both_moments() -> None:
    found = read("7 Nov 01:30 for 1 hour", datetime(2027, 11, 1, 12, tzinfo=UTC), NEW_YORK)

    first = datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    twice = TwiceTime(datetime(2027, 11, 7, 1, 30), first, first + timedelta(hours=1))
    assert (found.start, found.not_understood, found.problems) == (None, ("01:30",), (twice,))


def test_a_length_counts_real_hours_over_a_change_of_clocks() -> None:
    found = read("14 March 1:00am for 3 hours", datetime(2027, 3, 10, 12, tzinfo=UTC), NEW_YORK)

    assert found.as_json()["end"] == "2027-03-14T05:00:00-04:00"


def test_an_end_before_the_start_is_reported_with_both() -> None:
    found = read("tomorrow 16:00-14:00", NOW, SHANGHAI)

    assert found.problems == (EndBeforeStart(datetime(2026, 11, 24, 16), datetime(2026, 11, 24, 14)),)


def test_a_time_without_a_day_can_be_put_on_one() -> None:
    found = read("14:00-16:00", NOW, SHANGHAI)

    assert found.on(date(2026, 12, 1), SHANGHAI) == (at("2026-12-01 14:00"), at("2026-12-01 16:00"))
    assert read("3pm", NOW, SHANGHAI).on(date(2026, 12, 1), SHANGHAI) == (at("2026-12-01 15:00"), None)
    assert read("20 people", NOW, SHANGHAI).on(date(2026, 12, 1), SHANGHAI) is None


def test_a_name_that_two_rooms_share_names_neither() -> None:
    from meetbot.booking.phrases import RoomName

    twins = (RoomName("a", "Room 301", "红厅"), RoomName("b", "Lab 301", "蓝厅"))

    assert [read(text, NOW, SHANGHAI, rooms=twins).room for text in ("红厅", "蓝厅", "room b", "301室")] == [
        "a",
        "b",
        "b",
        None,
    ]


def test_a_line_that_never_ends_is_read_to_a_limit_and_the_rest_is_named() -> None:
    found = read("tomorrow 14:00-16:00 " + "x" * 5000, NOW, SHANGHAI)

    assert found.start == at("2026-11-24 14:00")
    assert [len(part) for part in found.not_understood] == [979, 4021]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000, "1:" * 2500, "1-" * 2500, "一" * 5000, "百千十" * 1000, "twenty " * 800, "下" * 5000, '"' * 5000, "title: " * 900,
        "关于" * 2500, "day after " * 500, "12/" * 1600, "2026-" * 1000, "周五或" * 1600, "\x00\u202e\ufeff" * 1000, "½ ㍘ ﷺ ﬁ Ⅻ",
        "\ud800", "999999999-999999999", "31 Dec 9999 23:00-24:00", "9999-12-31 23:30 for 2 hours", "0000-00-00", "0001-01-01 00:00-01:00",
        "in 999999999 hours", "in 99999 hours", "999999999 hours", "in 999999999 days 14:00", "2000-01-01 to 2199-12-31 all day",
        "tomorrow 12am-12am", "24:00", "tomorrow 24:00-25:00", "0 people", "٣ people", "２０ 人", "from to until", "月月日日年年点点",
        "every " * 800, "every Monday until " * 200, "每" * 2000, "每周一三五七八九", "周一、" * 1000, "every 999999999 weeks 10:00", "every 1001 weeks on Monday",
        "every day 10:00-11:00 for 999999999 weeks", "every day 10:00-11:00 for 999 months", "every day 10:00 999999999 times", "every day from 9999-12-31 10:00-11:00",
        "每月31号10:00 到明年2月29日", "29 Feb 2028 every month 10:00-11:00", "every Monday from 0001-01-01 10:00-11:00", "the last day of the month for 12 months 10:00",
    ],
)  # fmt: skip
def test_no_line_is_too_strange_to_be_read(text: str) -> None:
    found = read(text, NOW, SHANGHAI, None, ROOMS, SITE.hours_on)

    assert found.as_json().keys() == {
        "start", "end", "heads", "layout", "type", "room", "title", "repeat", "not_understood",
    }  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.sampled_from([*KNOWN, *"0123456789", "14", "2026", " "]), max_size=30).map("".join),
    )
)
def test_whatever_is_typed_is_read_without_an_error(text: str) -> None:
    found = read(text, NOW, SHANGHAI, None, ROOMS, SITE.hours_on)

    assert found.end is None or found.start is not None
    assert found.end is None or found.start is None or found.end > found.start
    assert all(part in text for part in found.not_understood)


@settings(max_examples=300, deadline=None)
@given(
    day=st.dates(date(2026, 11, 24), date(2027, 8, 1)),
    start=st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15)),
    minutes=st.integers(1, 48).map(lambda quarter: quarter * 15),
    heads=st.integers(1, 2000),
    layout=st.sampled_from(sorted(LAYOUTS)),
    type_=st.sampled_from(sorted(TYPES)),
    room=st.sampled_from(ROOMS),
    is_chinese=st.booleans(),
    has_length=st.booleans(),
    order=st.permutations(range(5)),
)
def test_a_booking_written_as_a_line_is_read_as_that_booking(
    day: date,
    start: time,
    minutes: int,
    heads: int,
    layout: str,
    type_: str,
    room,
    is_chinese: bool,
    has_length: bool,
    order,
) -> None:
    begins = datetime.combine(day, start, SHANGHAI)
    ends = begins + timedelta(minutes=minutes)
    if is_chinese:
        when = f"{day.year}年{day.month}月{day.day}日 {begins:%H:%M}" + (
            f" {minutes}分钟" if has_length else f"到{ends:%H:%M}"
        )
        parts = [when, f"{heads}人", LAYOUTS[layout][1], TYPES[type_][1], room.zh]
    else:
        when = f"{day.day} {day:%b} {day.year} {begins:%H:%M}" + (
            f" for {minutes} min" if has_length else f"-{ends:%H:%M}"
        )
        parts = [when, f"{heads} people", LAYOUTS[layout][0], TYPES[type_][0], room.en]

    found = read(", ".join(parts[place] for place in order), NOW, SHANGHAI, None, ROOMS)

    assert found.as_json() == {
        "start": begins.isoformat(), "end": ends.isoformat(), "heads": heads, "layout": layout, "type": type_, "room": room.code,
        "title": None, "repeat": None, "not_understood": [],
    }  # fmt: skip
