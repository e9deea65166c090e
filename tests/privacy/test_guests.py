"""People from outside are known for as long as the meeting needs them, and a while longer; how many they were stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.guests.models import Guest
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite
from meetbot.nameplates.models import NameEntry
from meetbot.people.roles import Role
from meetbot.privacy.retention import forget_guests
from meetbot.privacy.service import NAMELESS
from tests.booking.conftest import Desk, Members, building, desk, site, staff
from tests.booking.series.conftest import SeriesDesk, calendar
from tests.factories import NOW

__all__ = ["building", "calendar", "desk", "site", "staff"]

ADA, BOB = Mailbox("ada@x.org", "Ada"), Mailbox("bob@y.cn")


def known(session: Session) -> list[tuple[str, str]]:
    session.expire_all()
    return [(each.name, each.address) for each in session.exec(select(Guest).order_by(col(Guest.id)))]


def test_guests_have_no_name_and_no_address_a_year_after_the_meeting(
    session: Session, desk: Desk, staff: Members
) -> None:
    booking = desk.book()
    invite(session, booking.id or 0, [ADA, BOB], staff[Role.ORGANISER], NOW)
    session.add(NameEntry(booking_id=booking.id or 0, rank=1, name="Dr. Wang", title="Director"))
    session.flush()
    year = timedelta(days=desk.site.keep_guests_days)

    assert forget_guests(session, booking.ends_at + year, desk.site) == 0
    assert known(session) == [("Ada", "ada@x.org"), ("", "bob@y.cn")]

    later = booking.ends_at + year + timedelta(minutes=1)
    assert forget_guests(session, later, desk.site) == 3
    assert forget_guests(session, later, desk.site) == 0
    assert known(session) == [("", NAMELESS), ("", NAMELESS)]
    assert [(each.name, each.title) for each in session.exec(select(NameEntry))] == [(NAMELESS, "")]


def test_guests_of_a_series_are_known_as_long_as_its_last_date(
    session: Session, calendar: SeriesDesk, staff: Members
) -> None:
    dates = calendar.dates(calendar.book(Repeat(unit=Unit.WEEK, count=3)))
    invite(session, dates[0].id or 0, [ADA], staff[Role.ORGANISER], NOW, to_series=True)
    year = timedelta(days=calendar.site.keep_guests_days, minutes=1)

    assert forget_guests(session, dates[1].ends_at + year, calendar.site) == 0
    assert forget_guests(session, dates[2].ends_at + year, calendar.site) == 1
    assert known(session) == [("", NAMELESS)]


@pytest.mark.parametrize("to_series", [False, True])
def test_guests_of_a_meeting_to_come_are_kept(
    session: Session, calendar: SeriesDesk, staff: Members, to_series: bool
) -> None:
    dates = calendar.dates(calendar.book(Repeat(unit=Unit.WEEK, count=3)))
    invite(session, dates[2].id or 0, [ADA], staff[Role.ORGANISER], NOW, to_series=to_series)

    assert forget_guests(session, dates[2].ends_at, calendar.site) == 0
    assert known(session) == [("Ada", "ada@x.org")]
