"""Calendars as other programs write them, shortened to the lines a test is about."""

from __future__ import annotations

from datetime import datetime

from meetbot.booking.incoming.occurring import occurrences
from meetbot.booking.incoming.reader import read_calendar
from meetbot.booking.incoming.values import Incoming
from meetbot.times import Interval
from tests.factories import SHANGHAI, at

YEAR = Interval(at("2026-01-01 00:00"), at("2027-01-01 00:00"))


def event(
    *lines: str, uid: str = "1@x", start: str = "DTSTART:20261124T060000Z", end: str = "DTEND:20261124T070000Z"
) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *filter(None, (start, end)), *lines, "END:VEVENT"])


def calendar(*parts: str, method: str = "") -> bytes:
    heading = ["BEGIN:VCALENDAR", "VERSION:2.0", *([f"METHOD:{method}"] if method else [])]
    return "\r\n".join([*heading, *parts, "END:VCALENDAR", ""]).encode()


def read(content: bytes) -> Incoming:
    return read_calendar(content, SHANGHAI)


def starts(content: bytes, window: Interval = YEAR) -> list[str]:
    """When its events take place, on Shanghai's wall clock."""
    return [wall(each.start) for each in occurrences(read(content).events, window)]


def wall(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"
