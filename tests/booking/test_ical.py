from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from sqlmodel import Session

from meetbot.booking.ical import View, block, cancel, joined, publish
from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.models import Booking
from meetbot.booking.service import cancel as cancel_booking
from meetbot.booking.service import move
from meetbot.people.roles import Role
from meetbot.settings import Site
from tests.booking.conftest import Desk, Members
from tests.factories import NOW, at

CALENDARS = Path(__file__).with_name("calendars")


@pytest.fixture
def booking(desk: Desk) -> Booking:
    booking = desk.book(title='年度预算评审, 第一次; "Budget"', heads=10, meeting_type="leadership")
    booking.uid = "5f0c1a52-0000-4000-8000-000000000001@riverside.example"  # random in life
    return booking


@pytest.fixture
def seen(session: Session, booking: Booking) -> Meeting:
    assert booking.id is not None
    return meeting(session, booking.id)


def parsed(ics: bytes) -> Any:
    return icalendar.Calendar.from_ical(ics)


def events(ics: bytes) -> Iterator[Any]:
    return iter(parsed(ics).walk("VEVENT"))


def golden(name: str) -> bytes:
    return (CALENDARS / name).read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_confirmed_meeting_is_published_as_the_sample_says(seen: Meeting, site: Site, language: str) -> None:
    assert publish(seen, site, language) == golden(f"published-{language}.ics")


def test_a_cancelled_meeting_takes_itself_out_again_as_the_sample_says(
    session: Session, booking: Booking, staff: Members, site: Site
) -> None:
    assert booking.id is not None
    cancel_booking(session, booking.id, staff[Role.ORGANISER], NOW + timedelta(hours=1))

    assert cancel(meeting(session, booking.id), site, "zh") == golden("cancelled-zh.ics")


def test_a_program_reads_back_what_was_booked(seen: Meeting, site: Site) -> None:
    calendar = parsed(publish(seen, site, "zh"))
    (event,) = calendar.walk("VEVENT")

    assert (calendar["METHOD"], calendar.get("UID"), "ATTENDEE" in event) == ("PUBLISH", None, False)
    assert (event["SUMMARY"], event["LOCATION"]) == ('年度预算评审, 第一次; "Budget"', "临江大厦 三楼 301会议室")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (at("2026-11-24 14:00"), at("2026-11-24 16:00"))
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:office@riverside.example",
        "临江大厦办公室",
    )
    assert (event["STATUS"], event["SEQUENCE"], event["DTSTAMP"].dt) == ("CONFIRMED", 0, NOW)
    assert event["CATEGORIES"].cats == ["班子会议"]
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(minutes=-15))


def test_lines_end_and_fold_as_the_standard_wants(seen: Meeting, site: Site) -> None:
    seen.booking.title = "会议" * 90

    ics = publish(seen, site, "zh")

    assert (ics.count(b"\n"), ics[-15:]) == (ics.count(b"\r\n"), b"END:VCALENDAR\r\n")
    assert max(map(len, ics.split(b"\r\n"))) <= 75
    assert next(events(ics))["SUMMARY"] == "会议" * 90


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence(
    session: Session, booking: Booking, staff: Members, site: Site
) -> None:
    assert booking.id is not None
    before = next(events(publish(meeting(session, booking.id), site, "en")))
    later = NOW + timedelta(hours=1)

    move(session, booking.id, staff[Role.ORGANISER], at("2026-11-25 09:00"), at("2026-11-25 10:00"), later, site)

    after = next(events(publish(meeting(session, booking.id), site, "en")))
    assert (after["UID"], after["SEQUENCE"], after["DTSTAMP"].dt) == (before["UID"], before["SEQUENCE"] + 1, later)


@pytest.mark.parametrize(
    "title",
    [
        "Budget\r\nATTENDEE:mailto:x@y.z", "Budget\nEND:VEVENT\nBEGIN:VEVENT", "\x00Bud\x07get\x1b", "\u2028x\u2029y\x85z", "\u202eBudget",
        "\\n;,:\"^'", "\ud800", "<b>&amp;", "🏛️ 👩‍👩‍👧", "مرحبا", "",
    ],
)  # fmt: skip
def test_nothing_in_a_title_can_become_a_property(seen: Meeting, site: Site, title: str) -> None:
    seen.booking.title = title

    (event,) = events(publish(seen, site, "en"))

    assert "ATTENDEE" not in event
    assert not any(ord(character) < 32 for character in event["SUMMARY"])
    assert event["SUMMARY"]


def test_the_office_name_can_hold_marks_that_a_parameter_cannot(seen: Meeting, site: Site) -> None:
    office = site.office.model_copy(
        update={"name": site.office.name.model_copy(update={"en": 'The "Office"; a, b: c\r\nX'})}
    )

    (event,) = events(publish(seen, site.model_copy(update={"office": office}), "en"))

    assert event["ORGANIZER"].params["CN"] == "The 'Office'; a, b: c X"


def test_somebody_who_may_not_know_sees_room_and_time_only(seen: Meeting, site: Site) -> None:
    ics = joined([block(seen, site, "en", View.BUSY)], site)

    (event,) = events(ics)
    assert event["SUMMARY"] == "Busy"
    assert {"DESCRIPTION", "CATEGORIES"}.isdisjoint(event)
    assert event.walk("VALARM") == []
    assert "预算".encode() not in ics


def test_a_meeting_ended_in_its_first_minute_still_ends_after_it_began(seen: Meeting, site: Site) -> None:
    seen.booking.ended_at = seen.start

    (event,) = events(publish(seen, site, "en"))

    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/New_York", "2027-03-14 07:00"), ("America/New_York", "2027-11-07 06:00"),
        ("Europe/Berlin", "2027-03-28 01:00"), ("Europe/Berlin", "2027-10-31 01:00"),
        ("Australia/Lord_Howe", "2027-04-03 15:00"), ("Australia/Lord_Howe", "2027-10-02 15:30"),
        ("Asia/Shanghai", "2026-11-24 00:00"), ("UTC", "2026-11-24 00:00"),
    ],
)  # fmt: skip
def test_the_zone_in_the_file_changes_its_clocks_when_the_zone_does(
    seen: Meeting, site: Site, zone: str, change: str
) -> None:
    """By the VTIMEZONE alone, as programs read it that know no zone by name: every half hour around the change."""
    abroad = site.model_copy(update={"time_zone": zone})
    for half_hours in range(-6, 7):
        moment = at(change, ZoneInfo("UTC")) + timedelta(minutes=30 * half_hours)
        seen.booking.starts_at, seen.booking.ends_at = moment, moment + timedelta(hours=1)

        calendar = parsed(publish(seen, abroad, "en"))

        (event,), (rules,) = calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")
        assert event["DTSTART"].dt.astimezone(UTC) == moment
        assert event["DTEND"].dt.astimezone(UTC) == moment + timedelta(hours=1)
        assert offset_at(rules, moment) == moment.astimezone(ZoneInfo(zone)).utcoffset()


def offset_at(rules: Any, moment: datetime) -> timedelta:
    """The offset that a VTIMEZONE gives at ``moment``: that of its last onset (RFC 5545, 3.6.5: told in the time before)."""
    onsets = [
        ((onset - rule["TZOFFSETFROM"].td).replace(tzinfo=UTC), rule["TZOFFSETTO"].td)
        for rule in rules.subcomponents
        for onset in [rule["DTSTART"].dt, *([each.dt for each in rule["RDATE"].dts] if "RDATE" in rule else [])]
    ]
    offset: timedelta = max(each for each in onsets if each[0] <= moment)[1]
    return offset


def test_a_second_reader_finds_the_meeting_on_its_day(seen: Meeting, site: Site) -> None:
    found = recurring_ical_events.of(parsed(publish(seen, site, "en"))).at(date(2026, 11, 24))

    assert [event["UID"] for event in found] == [seen.booking.uid]


def test_the_same_facts_give_the_same_bytes(seen: Meeting, site: Site) -> None:
    again = replace(seen)

    assert publish(seen, site, "en") == publish(again, site, "en")
    assert ZoneInfo(site.time_zone).key.encode() in publish(seen, site, "en")
