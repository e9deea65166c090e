"""libical (the parser of Evolution and GNOME Calendar) holds what the bot sends against RFC 5545 and the restrictions of RFC 5546."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

import pytest

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, cancel_dates
from meetbot.booking.service import cancel, move
from meetbot.people.roles import Role
from tests.booking.conftest import wish
from tests.clients.conftest import House
from tests.factories import at


@pytest.fixture(scope="session")
def complaints() -> Callable[[bytes], list[str]]:
    """What libical has against a calendar; nothing when it is right."""
    library = ctypes.CDLL(ctypes.util.find_library("ical") or "libical.so.3")
    library.icalparser_parse_string.argtypes, library.icalparser_parse_string.restype = (
        [ctypes.c_char_p],
        ctypes.c_void_p,
    )
    library.icalrestriction_check.argtypes = [ctypes.c_void_p]
    library.icalcomponent_count_errors.argtypes = [ctypes.c_void_p]
    library.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p

    def found(content: bytes) -> list[str]:
        parsed = library.icalparser_parse_string(content)
        if not parsed:
            return ["no calendar"]
        is_right = bool(library.icalrestriction_check(parsed))
        written = library.icalcomponent_as_ical_string(parsed).decode().replace("\r\n ", "")
        errors = [line for line in written.splitlines() if line.startswith("X-LIC-ERROR")]
        if library.icalcomponent_count_errors(parsed) or not is_right:
            return errors or ["restrictions are not met"]
        return []

    return found


def test_it_knows_a_wrong_calendar(house: House, complaints: Callable[[bytes], list[str]]) -> None:
    right = house.requested(house.desk.book())

    assert complaints(right) == []
    assert complaints(right.replace(b"ORGANIZER", b"X-ORGANIZER")) != []
    assert (
        complaints(right.replace(b"DTSTART;", b"DTSTART;X=")) != []
        or complaints(right.replace(b"UID:", b"X-UID:")) != []
    )


def test_everything_that_is_sent_about_a_meeting_is_right(
    house: House, complaints: Callable[[bytes], list[str]]
) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    booking = house.desk.book(title="预算 🎉; with, marks")
    sent = [house.file(booking), house.requested(booking)]
    move(
        house.session,
        booking.id or 0,
        olga,
        at("2026-11-24 15:00"),
        at("2026-11-24 17:00"),
        house.desk.now,
        house.desk.site,
    )
    sent += [house.file(booking), house.requested(booking)]
    cancel(house.session, booking.id or 0, olga, house.desk.now)
    sent += [house.file(booking), house.called_off(booking)]

    assert [complaints(each) for each in sent] == [[]] * 6


def test_everything_that_is_sent_about_a_series_is_right(
    house: House, complaints: Callable[[bytes], list[str]]
) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    series = house.series.book(Repeat(unit=Unit.WEEK, count=4), wish(title="Weekly"))
    dates = house.series.dates(series)
    sent = [house.series_file(series.id or 0)]
    move(
        house.session,
        dates[1].id or 0,
        olga,
        at("2026-12-02 15:00"),
        at("2026-12-02 17:00"),
        house.desk.now,
        house.desk.site,
    )
    cancel(house.session, dates[2].id or 0, olga, house.desk.now)
    sent += [
        house.series_file(series.id or 0),
        house.date_cancelled(dates[2]),
        house.feed(),
        house.feed("work", Role.SUPERVISOR),
    ]

    cancel_dates(house.session, dates[0].id or 0, Scope.ALL, olga, house.desk.now)
    sent.append(house.series_file(series.id or 0))

    assert [complaints(each) for each in sent] == [[]] * 6
