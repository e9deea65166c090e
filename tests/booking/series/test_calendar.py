"""The calendar file of a series, read back by a program that was written by others."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from sqlmodel import Session, col, select

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking, Series
from meetbot.booking.series.calendar import date_cancelled_file, rrule_text, series_file
from meetbot.booking.series.errors import UndecidedChange
from meetbot.booking.series.outlook import Choice
from meetbot.booking.series.rule import ClosedDays, Repeat, Unit
from meetbot.booking.series.service import Scope, cancel_dates, change_dates
from meetbot.booking.service import change, end, move
from meetbot.booking.wishes import Wish, wish_of
from meetbot.people.roles import Role
from meetbot.settings import Hours, Site
from tests.booking.conftest import wish
from tests.booking.series.conftest import SeriesDesk
from tests.factories import at

BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"
WEEKLY = Repeat(unit=Unit.WEEK, count=6)
ALWAYS = Hours(opens=time(0), closes=time(23, 59))


def always_open(site: Site, zone: str) -> Site:
    """The sample house in another zone, open day and night, without holidays."""
    every_day = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ALWAYS)
    return site.model_copy(update={"time_zone": zone, "opening": every_day, "closed_days": frozenset()})


def seen(file: bytes) -> list[tuple[datetime, datetime]]:
    """What the other program shows, in UTC."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(file)).between(
        datetime(2026, 1, 1), datetime(2030, 1, 1)
    )
    spans = [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events]
    assert all(event["STATUS"] == "CONFIRMED" for event in events)
    return sorted(spans)


def booked(calendar: SeriesDesk, series: Series) -> list[tuple[datetime, datetime]]:
    standing = [booking for booking in calendar.dates(series) if booking.cancelled_at is None]
    return sorted((booking.starts_at, booking.ended_at or booking.ends_at) for booking in standing)


def file_of(calendar: SeriesDesk, series: Series, language: str = "en") -> bytes:
    assert series.id is not None
    return series_file(calendar.session, series.id, calendar.site, language)


def master(file: bytes) -> dict[str, list[str]]:
    """The lines of the event with the rule that say when."""
    event = next(each for each in icalendar.Calendar.from_ical(file).walk("VEVENT") if "RECURRENCE-ID" not in each)
    text = event.to_ical().decode().replace("\r\n ", "")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name.partition(";")[0] in ("DTSTART", "DURATION", "RRULE", "EXDATE", "RDATE", "UID"):
            found.setdefault(name.partition(";")[0], []).append(value)
    return found


def in_zone(start: str, end: str, zone: str) -> Wish:
    return wish().__class__(
        **{**vars(wish()), "starts_at": at(start, ZoneInfo(zone)), "ends_at": at(end, ZoneInfo(zone))}
    )


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        (Repeat(unit=Unit.DAY, every=3, until=date(2026, 12, 20)), "FREQ=DAILY;UNTIL=20261218T060000Z;INTERVAL=3"),
        (WEEKLY, "FREQ=WEEKLY;UNTIL=20261229T060000Z;BYDAY=TU"),
        (
            Repeat(unit=Unit.WEEK, every=2, weekdays=("thu", "tue"), count=6),
            "FREQ=WEEKLY;UNTIL=20261224T060000Z;INTERVAL=2;BYDAY=TU,TH",
        ),
        (Repeat(unit=Unit.MONTH, count=4), "FREQ=MONTHLY;UNTIL=20270324T060000Z;BYMONTHDAY=24"),
        (Repeat(unit=Unit.MONTH, day=-1, count=3), "FREQ=MONTHLY;UNTIL=20270130T060000Z;BYMONTHDAY=-1"),
        (
            Repeat(unit=Unit.MONTH, nth=-1, weekdays=("thu",), count=3),
            "FREQ=MONTHLY;UNTIL=20270128T060000Z;BYDAY=-1TH",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_written_as_the_standard_has_it(calendar: SeriesDesk, repeat: Repeat, rule: str) -> None:
    """24 January 2027 is a Sunday, and does not count; so is the 31st, and the last day of that month moves a day back."""
    moved = repeat.model_copy(update={"closed": ClosedDays.PREVIOUS})

    series = calendar.book(moved if repeat.day == -1 else repeat)
    file = file_of(calendar, series)

    if repeat.day != -1:
        assert master(file)["RRULE"] == [rule]
    assert seen(file) == booked(calendar, series)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, SHANGHAI])
@pytest.mark.parametrize(
    "repeat",
    [
        Repeat(unit=Unit.DAY, until=date(2027, 4, 30), every=2),
        Repeat(unit=Unit.WEEK, weekdays=("sat", "sun"), until=date(2027, 11, 15)),
        Repeat(unit=Unit.WEEK, every=3, weekdays=("sun", "mon"), until=date(2027, 11, 15)),
        Repeat(unit=Unit.WORKDAY, until=date(2027, 4, 30)),
        Repeat(unit=Unit.MONTH, nth=-1, weekdays=("sun",), until=date(2027, 11, 15)),
        Repeat(unit=Unit.DATES, dates=(date(2026, 11, 28), date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2027, 11, 7))),
    ],
    ids=lambda repeat: f"{repeat.unit}-{repeat.every}",
)  # fmt: skip
@pytest.mark.parametrize(("begins", "ends"), [("01:30", "02:15"), ("02:30", "03:15"), ("10:00", "11:30")])
def test_the_dates_that_another_program_sees_are_those_that_are_booked(
    calendar: SeriesDesk, zone: str, repeat: Repeat, begins: str, ends: str
) -> None:
    """Over both changes of the clocks in Berlin (28 March, 31 October) and New York (14 March, 7 November 2027)."""
    calendar.site = always_open(calendar.site, zone)
    wanted = in_zone(f"2026-11-28 {begins}", f"2026-11-28 {ends}", zone)
    skipped = {
        dated.day: Choice(starts_at=dated.starts_at, closed_ok=True)
        for dated in calendar.look(repeat, wanted).undecided
    }

    series = calendar.book(repeat, wanted, skipped)

    assert seen(file_of(calendar, series)) == booked(calendar, series)
    assert len(booked(calendar, series)) == len(calendar.look(repeat, wanted, skipped).dates)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, SHANGHAI])
def test_a_night_in_which_the_clocks_change_ends_at_its_wall_time(calendar: SeriesDesk, zone: str) -> None:
    calendar.site = always_open(calendar.site, zone)
    saturdays = in_zone("2027-03-06 22:00", "2027-03-07 06:00", zone)

    series = calendar.book(Repeat(unit=Unit.WEEK, until=date(2027, 11, 14)), saturdays, confirmed_closed=True)

    ends = {booking.ends_at.astimezone(ZoneInfo(zone)).time() for booking in calendar.dates(series)}
    assert ends == {time(6)}
    assert seen(file_of(calendar, series)) == booked(calendar, series)


def test_a_date_in_the_skipped_hour_can_be_left_out(calendar: SeriesDesk) -> None:
    calendar.site = always_open(calendar.site, BERLIN)
    wanted = in_zone("2027-03-26 02:30", "2027-03-26 03:30", BERLIN)

    series = calendar.book(Repeat(unit=Unit.DAY, count=4), wanted, {date(2027, 3, 28): Choice(skip=True)})

    assert seen(file_of(calendar, series)) == booked(calendar, series)
    assert len(booked(calendar, series)) == 3


def test_dates_that_are_left_out_moved_or_elsewhere_are_so_in_the_file(calendar: SeriesDesk) -> None:
    series = calendar.book(
        WEEKLY,
        wish(title="Team"),
        {
            date(2026, 12, 1): Choice(skip=True),
            date(2026, 12, 8): Choice(starts_at=at("2026-12-09 10:00")),
            date(2026, 12, 15): Choice(room="room-402"),
        },
    )

    file = file_of(calendar, series)

    assert seen(file) == booked(calendar, series)
    assert master(file) == {
        "UID": [series.uid], "DTSTART": ["20261124T140000"], "DURATION": ["PT2H"], "EXDATE": ["20261201T140000"],
        "RRULE": ["FREQ=WEEKLY;UNTIL=20261229T060000Z;BYDAY=TU"],
    }  # fmt: skip
    events: list[Any] = icalendar.Calendar.from_ical(file).walk("VEVENT")
    named = {event["RECURRENCE-ID"].to_ical().decode(): str(event["LOCATION"]) for event in events[1:]}
    assert list(named) == ["20261208T140000", "20261215T140000"]
    assert "402" in named["20261215T140000"]
    assert {str(event["UID"]) for event in events} == {series.uid}


def test_make_up_workdays_are_added_and_closed_days_taken_out(calendar: SeriesDesk) -> None:
    workdays = Repeat(unit=Unit.WORKDAY, until=date(2027, 2, 16))

    series = calendar.book(workdays, wish("2027-02-03 10:00", "2027-02-03 11:00"))
    file = file_of(calendar, series)

    assert seen(file) == booked(calendar, series)
    assert master(file)["RDATE"] == ["20270214T100000"]
    assert master(file)["EXDATE"] == [f"202702{day}T100000" for day in ("05", "08", "09", "10", "11")]


def _do(calendar: SeriesDesk, booking: Booking, what: str) -> None:
    by, now, site, session = calendar.staff[Role.ORGANISER], calendar.now, calendar.site, calendar.session
    assert booking.id is not None
    if what == "move":
        move(session, booking.id, by, at("2026-12-02 09:00"), at("2026-12-02 10:00"), now, site)
    elif what == "title":
        change(session, booking.id, by, now, site, title="Special")
    elif what == "cancel":
        cancel_dates(session, booking.id, Scope.THIS, by, now)
    elif what == "cancel following":
        cancel_dates(session, booking.id, Scope.FOLLOWING, by, now)
    elif what == "end":
        end(session, booking.id, by, at("2026-12-01 15:00"))


@pytest.mark.parametrize("what", ["move", "title", "cancel", "cancel following", "end"])
def test_after_a_change_of_one_date_the_file_is_newer_and_right(calendar: SeriesDesk, what: str) -> None:
    series = calendar.book(WEEKLY, wish(title="Team"))
    before = series.sequence

    _do(calendar, calendar.dates(series)[1], what)
    file = file_of(calendar, series)

    assert seen(file) == booked(calendar, series)
    calendar.session.refresh(series)
    assert series.sequence > before
    assert {event["SEQUENCE"] for event in icalendar.Calendar.from_ical(file).walk("VEVENT")} == {series.sequence}


def test_a_series_that_was_split_ends_where_the_other_begins(session: Session, calendar: SeriesDesk) -> None:
    series = calendar.book(WEEKLY, wish(title="Team"))
    third = calendar.dates(series)[2]
    assert third.id is not None
    later = replace(wish(title="Team"), starts_at=at("2026-12-09 10:00"), ends_at=at("2026-12-09 12:00"))

    change_dates(session, third.id, Scope.FOLLOWING, calendar.staff[Role.ORGANISER], later, calendar.now, calendar.site)

    session.refresh(third)
    new = session.get_one(Series, third.series_id)
    old_file, new_file = file_of(calendar, series), file_of(calendar, new)
    assert master(old_file)["RRULE"] == ["FREQ=WEEKLY;UNTIL=20261201T060000Z;BYDAY=TU"]
    assert master(new_file)["RRULE"] == ["FREQ=WEEKLY;UNTIL=20261230T020000Z;BYDAY=WE"]
    assert master(old_file)["UID"] != master(new_file)["UID"]
    assert seen(old_file) == booked(calendar, series)
    assert seen(new_file) == booked(calendar, new)


def test_one_date_is_cancelled_by_its_name_in_the_series(session: Session, calendar: SeriesDesk) -> None:
    series = calendar.book(WEEKLY, wish(title="Team"))
    second = calendar.dates(series)[1]
    assert second.id is not None
    cancel_dates(session, second.id, Scope.THIS, calendar.staff[Role.ORGANISER], calendar.now)

    read = icalendar.Calendar.from_ical(date_cancelled_file(session, second.id, calendar.site, "en"))

    [event] = read.walk("VEVENT")
    assert (read["METHOD"], event["STATUS"], str(event["UID"])) == ("CANCEL", "CANCELLED", series.uid)
    assert event["RECURRENCE-ID"].to_ical() == b"20261201T140000"


def test_a_series_without_any_date_left_is_cancelled_as_a_whole(session: Session, calendar: SeriesDesk) -> None:
    series = calendar.book(WEEKLY, wish(title="Team"))
    first = calendar.dates(series)[0]
    assert first.id is not None
    cancel_dates(session, first.id, Scope.ALL, calendar.staff[Role.ORGANISER], calendar.now)

    read = icalendar.Calendar.from_ical(file_of(calendar, series))

    [event] = read.walk("VEVENT")
    assert (read["METHOD"], event["STATUS"], str(event["UID"])) == ("CANCEL", "CANCELLED", series.uid)
    assert "RECURRENCE-ID" not in event


def test_the_file_says_what_and_where_in_the_reader_s_language(calendar: SeriesDesk) -> None:
    series = calendar.book(WEEKLY, wish(title="周会"))

    event: Any = icalendar.Calendar.from_ical(file_of(calendar, series, "zh")).walk("VEVENT")[0]

    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("周会", "临江大厦 三楼 301会议室")
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [-timedelta(minutes=15)]


def test_a_list_has_no_rule() -> None:
    listed = Repeat(unit=Unit.DATES, dates=(date(2026, 12, 1),))

    assert rrule_text(listed, datetime(2026, 12, 1, tzinfo=UTC)) == ""


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_a_series_its_files_show_what_is_booked(
    session: Session, calendar: SeriesDesk, seed: int
) -> None:
    """Moves, other words, cancellations of one, the following, all, in any order, while time passes; in Berlin's spring."""
    dice = random.Random(seed)
    calendar.site, calendar.now = always_open(calendar.site, BERLIN), at("2027-03-01 10:00", ZoneInfo(BERLIN))
    by = calendar.staff[Role.ORGANISER]
    rule = dice.choice(
        [
            Repeat(unit=Unit.WEEK, weekdays=("mon", "thu"), count=12),
            Repeat(unit=Unit.DAY, every=3, count=12),
            Repeat(unit=Unit.MONTH, nth=-1, weekdays=("sun",), count=6),
            Repeat(unit=Unit.WORKDAY, count=12),
        ]
    )
    calendar.book(rule, in_zone("2027-03-15 12:00", "2027-03-15 13:30", BERLIN))

    for _ in range(8):
        standing = [
            booking
            for booking in session.exec(select(Booking).order_by(col(Booking.id)))
            if booking.cancelled_at is None and booking.starts_at > calendar.now
        ]
        if not standing:
            break
        booking, scope = dice.choice(standing), dice.choice(list(Scope))
        assert booking.id is not None
        if dice.random() < 0.25:
            cancel_dates(session, booking.id, dice.choice([Scope.THIS, scope]), by, calendar.now)
        else:
            was = wish_of(booking, room_of(session, booking).room)
            later = timedelta(days=dice.choice([0, 0, 1, 2]), hours=dice.choice([0, 0, 1, -2]))
            longer = timedelta(minutes=dice.choice([0, 0, 30]))
            wanted = replace(
                was,
                starts_at=was.starts_at + later,
                ends_at=was.ends_at + later + longer,
                heads=dice.choice([was.heads, 9, 11]),
                title=dice.choice([was.title, "Other"]),
            )
            with suppress(UndecidedChange):
                change_dates(
                    session, booking.id, scope, by, wanted, calendar.now, calendar.site, overwrite=dice.random() < 0.3
                )
        calendar.now += timedelta(days=dice.choice([0, 0, 4]))
        session.flush()
        for series in session.exec(select(Series)).all():
            if booked(calendar, series):
                assert seen(file_of(calendar, series)) == booked(calendar, series)
