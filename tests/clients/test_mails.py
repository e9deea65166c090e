"""The calendar files as they travel in mails to a guest of a whole series, read by programs of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.models import Booking, Series
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, cancel_dates
from meetbot.booking.service import move
from meetbot.guests.models import Guest
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import invite, uninvite
from meetbot.mail.delivery import letter_of
from meetbot.people.roles import Role
from meetbot.reminders.dues import STRANGER, Due, Urgency, Way
from tests.booking.conftest import wish
from tests.clients.conftest import READERS, House, Readers, seen
from tests.clients.test_libical import complaints
from tests.clients.test_programs import Khal, khal, wall
from tests.factories import NOW, at
from tests.mail.server import Mail

__all__ = ["complaints", "khal"]
TITLE = "预算 🎉; with, marks"


@pytest.fixture
def series(house: House) -> Series:
    return house.series.book(Repeat(unit=Unit.WEEK, count=4), wish(title=TITLE))


@pytest.fixture
def ada(session: Session, house: House, series: Series) -> Guest:
    first = house.series.dates(series)[0].id or 0
    people = [Mailbox("ada@x.org", 'Ada "A", 艾达')]
    return invite(session, first, people, house.desk.staff[Role.ORGANISER], NOW, to_series=True).new[0]


def mailed(session: Session, house: House, series: Series, guest: Guest, rule: str = "guest_invited") -> bytes:
    """What a mail program finds in the mail's text/calendar part."""
    session.flush()
    due = Due(
        rule, f"booking:{guest.booking_id}", f"guest:{guest.id}.0", (STRANGER,), NOW, NOW + timedelta(days=90), Urgency.NEWS,
        way=Way.MAIL, values={"guest": guest.id or 0, "series": series.id or 0, "is_update": 0},
    )  # fmt: skip
    letter = letter_of(session, due, house.desk.site, "meet@riverside.example", NOW)
    content = Mail("", [], letter.written()).part("text/calendar").get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def moves_one_and_cancels_one(session: Session, house: House, series: Series) -> list[Booking]:
    """The dates that stand then."""
    olga, dates = house.desk.staff[Role.ORGANISER], house.series.dates(series)
    times = at("2026-12-02 15:00"), at("2026-12-02 17:00")
    move(session, dates[1].id or 0, olga, times[0], times[1], NOW, house.desk.site)
    cancel_dates(session, dates[2].id or 0, Scope.THIS, olga, NOW)
    return [each for each in house.series.dates(series) if each.cancelled_at is None]


def test_a_guest_of_a_series_follows_it(
    session: Session,
    house: House,
    series: Series,
    ada: Guest,
    readers: Readers,
    complaints: Callable[[bytes], list[str]],
) -> None:
    asked = mailed(session, house, series, ada)
    assert readers.events(asked) == {key: [seen(each, TITLE) for each in house.series.dates(series)] for key in READERS}

    standing = moves_one_and_cancels_one(session, house, series)
    updated = mailed(session, house, series, ada)
    assert readers.events(updated) == {key: [seen(each, TITLE) for each in standing] for key in READERS}

    found = [readers.all(each)["ical.js"] for each in (asked, updated)]
    assert [each["method"] for each in found] == ["REQUEST", "REQUEST"]
    assert [{event["sequence"] for event in each["events"]} for each in found] == [{0}, {2}]
    assert [complaints(each) for each in (asked, updated)] == [[], []]


@pytest.mark.parametrize("what", ["guest", "series"])
def test_what_is_off_is_called_off_as_a_whole(
    session: Session,
    house: House,
    series: Series,
    ada: Guest,
    readers: Readers,
    complaints: Callable[[bytes], list[str]],
    what: str,
) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    moves_one_and_cancels_one(session, house, series)
    first = house.series.dates(series)[0].id or 0
    if what == "guest":
        uninvite(session, first, ada.id or 0, olga, NOW)
    else:
        cancel_dates(session, first, Scope.ALL, olga, NOW)

    gone = mailed(session, house, series, ada, "guest_cancelled")

    found = readers.all(gone)
    assert {name: each["method"] for name, each in found.items()} == dict.fromkeys(READERS, "CANCEL")
    assert {event["status"] for each in found.values() for event in each["events"]} == {"CANCELLED"}
    assert b"RECURRENCE-ID" not in gone
    assert complaints(gone) == []


def test_khal_follows_a_series_by_its_mails(
    session: Session, house: House, series: Series, ada: Guest, khal: Khal
) -> None:
    khal.opens(mailed(session, house, series, ada))
    assert khal.shows() == [f"{wall(each.starts_at)} {TITLE}" for each in house.series.dates(series)]

    standing = moves_one_and_cancels_one(session, house, series)
    khal.opens(mailed(session, house, series, ada))
    assert khal.shows() == [f"{wall(each.starts_at)} {TITLE}" for each in standing]

    uninvite(session, house.series.dates(series)[0].id or 0, ada.id or 0, house.desk.staff[Role.ORGANISER], NOW)
    khal.opens(mailed(session, house, series, ada, "guest_cancelled"))
    assert all("CANCELLED" in line for line in khal.shows())
