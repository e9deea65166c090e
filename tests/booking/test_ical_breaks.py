"""Breaks that are planned stand in the calendar's text, in a file and in a feed (M6)."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.breaks import breaks_of, drop_break, plan_break
from meetbot.booking.feeds import feed_ics, make_feed
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Booking
from meetbot.guests.service import asked_since
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.factories import NOW, at


@pytest.fixture
def booked(session: Session, desk: Desk) -> Booking:
    made = desk.book()
    for start, end in (("14:30", "14:45"), ("15:30", "15:40")):
        times = at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}")
        plan_break(session, made.id or 0, desk.staff[Role.ORGANISER], *times, NOW)
    return made


def said(calendar: bytes) -> list[str]:
    return [str(event["DESCRIPTION"]) for event in Calendar.from_ical(calendar).walk("VEVENT")]


def test_the_file_names_the_breaks(session: Session, desk: Desk, booked: Booking) -> None:
    found = meeting(session, booked.id or 0)

    assert said(ical.publish(found, desk.site, "en")) == [
        "General meeting\n10 people · Hollow square\nBreak 14:30–14:45, 15:30–15:40"
    ]
    assert said(ical.publish(found, desk.site, "zh")) == ["普通会议\n10人 · 回字式\n会间休息 14:30–14:45, 15:30–15:40"]


def test_another_plan_for_the_breaks_is_another_edition_of_the_event(
    session: Session, desk: Desk, booked: Booking
) -> None:
    assert booked.sequence == 2
    first = breaks_of(session, booked.id or 0)[0]
    drop_break(session, booked.id or 0, first.id or 0, desk.staff[Role.ORGANISER], NOW)

    assert booked.sequence == 3
    assert asked_since(session, booked) == 0  # guests are asked for the time, which is the same
    assert said(ical.publish(meeting(session, booked.id or 0), desk.site, "en"))[0].endswith("\nBreak 15:30–15:40")


def test_the_feed_of_the_organiser_names_them_and_that_of_the_house_does_not(
    session: Session, desk: Desk, booked: Booking
) -> None:
    olga = desk.staff[Role.ORGANISER]
    mine = make_feed(session, olga, "mine", NOW)

    assert said(feed_ics(session, mine, NOW, desk.site).body)[0].endswith("\nBreak 14:30–14:45, 15:30–15:40")
    house = make_feed(session, desk.staff[Role.CLEANER], "house", NOW)
    assert b"Break" not in feed_ics(session, house, NOW, desk.site).body
