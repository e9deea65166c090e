"""The calendar file of a booking that is a date of a series."""

from __future__ import annotations

import icalendar

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, book_series, cancel_dates
from meetbot.people.service import member
from tests.booking.conftest import wish
from tests.handlers.booking.conftest import Organiser
from tests.harness import Harness

WEEKLY = Repeat(unit=Unit.WEEK, count=3)


def _book(service: Harness, who: Organiser) -> None:
    with service.database.writing() as session:
        by = member(session, who.user.id)
        assert by is not None
        book_series(session, wish(title="Team"), WEEKLY, by, service.clock.now(), service.service.parts.site)


def _cancel(service: Harness, who: Organiser, booking_id: int, scope: Scope) -> None:
    with service.database.writing() as session:
        by = member(session, who.user.id)
        assert by is not None
        cancel_dates(session, booking_id, scope, by, service.clock.now())


async def _file(who: Organiser) -> tuple[str, list[str]]:
    """The caption of the newest file, and its METHOD and what its events are."""
    await who.says("/my")
    who.user.forges("bk.ics:2", who.user.last)
    await who.service.settle()
    found = [each for each in who.user.received if each.document][-1]
    assert found.document
    calendar = icalendar.Calendar.from_ical(found.document)
    kinds = [
        " ".join(name for name in ("RRULE", "RECURRENCE-ID", "EXDATE") if name in event)
        for event in calendar.walk("VEVENT")
    ]
    return found.text.splitlines()[0], [str(calendar["METHOD"]), *kinds]


async def test_the_file_of_a_date_is_that_of_its_series(service: Harness, olga: Organiser) -> None:
    _book(service, olga)

    assert await _file(olga) == ("📆 For your calendar: the series, 3 dates", ["PUBLISH", "RRULE"])


async def test_the_file_of_a_cancelled_date_takes_it_out_alone(service: Harness, olga: Organiser) -> None:
    _book(service, olga)
    _cancel(service, olga, 2, Scope.THIS)

    assert await _file(olga) == (
        "📆 Cancelled: Tue 1 Dec 2026, 14:00–16:00",
        ["CANCEL", "RECURRENCE-ID"],
    )


async def test_the_file_of_a_cancelled_series_takes_it_out_as_a_whole(service: Harness, olga: Organiser) -> None:
    _book(service, olga)
    _cancel(service, olga, 2, Scope.ALL)

    assert await _file(olga) == ("📆 Cancelled: every date of the series", ["CANCEL", "RRULE"])
