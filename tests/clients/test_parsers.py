"""ical.js and node-ical read what the bot sends: the same moments, the same titles, the same state."""

from __future__ import annotations

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, cancel_dates
from meetbot.booking.service import cancel, move
from meetbot.people.roles import Role
from tests.booking.conftest import wish
from tests.clients.conftest import READERS, House, Readers, Seen, seen
from tests.factories import at

TITLE = "预算 🎉; with, marks \\ and “quotes” that make the line long enough to be folded"


def both(events: list[Seen]) -> dict[str, list[Seen]]:
    return dict.fromkeys(READERS, events)


def test_a_request_an_update_and_a_cancellation(house: House, readers: Readers) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    booking = house.desk.book(title=TITLE)

    asked = house.requested(booking)
    assert readers.events(asked) == both([seen(booking, TITLE)])
    assert {name: found["method"] for name, found in readers.all(asked).items()} == dict.fromkeys(READERS, "REQUEST")

    move(
        house.session,
        booking.id or 0,
        olga,
        at("2026-11-24 15:00"),
        at("2026-11-24 17:00"),
        house.desk.now,
        house.desk.site,
    )
    updated = house.requested(booking)
    assert readers.events(updated) == both([seen(booking, TITLE)])

    cancel(house.session, booking.id or 0, olga, house.desk.now)
    gone = house.called_off(booking)
    assert readers.events(gone) == both([seen(booking, TITLE)])
    sequences = [
        [event["sequence"] for event in readers.all(each)["ical.js"]["events"]] for each in (asked, updated, gone)
    ]
    assert sequences == [[0], [1], [2]]
    uids = {event["uid"] for each in (asked, updated, gone) for event in readers.all(each)["node-ical"]["events"]}
    assert uids == {booking.uid}


def test_a_series_with_a_moved_and_a_cancelled_date(house: House, readers: Readers) -> None:
    olga = house.desk.staff[Role.ORGANISER]
    series = house.series.book(Repeat(unit=Unit.WEEK, count=5), wish(title="Weekly"))
    dates = house.series.dates(series)
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

    found = readers.events(house.series_file(series.id or 0))

    standing = [seen(each, "Weekly") for each in house.series.dates(series) if each.cancelled_at is None]
    assert len(standing) == 4
    assert found == both(standing)


def test_a_single_date_and_then_the_whole_series_are_called_off(house: House, readers: Readers) -> None:
    series = house.series.book(Repeat(unit=Unit.WEEK, count=3), wish(title="Weekly"))
    first, second, _third = house.series.dates(series)
    cancel(house.session, second.id or 0, house.desk.staff[Role.ORGANISER], house.desk.now)

    assert readers.events(house.date_cancelled(second)) == both([seen(second, "Weekly")])

    cancel_dates(house.session, first.id or 0, Scope.ALL, house.desk.staff[Role.ORGANISER], house.desk.now)
    gone = readers.all(house.series_file(series.id or 0))
    assert {name: found["method"] for name, found in gone.items()} == dict.fromkeys(READERS, "CANCEL")
    assert {event["status"] for found in gone.values() for event in found["events"]} == {"CANCELLED"}


def test_a_feed_shows_every_date_of_a_series_and_what_was_cancelled(house: House, readers: Readers) -> None:
    series = house.series.book(Repeat(unit=Unit.WEEK, count=4), wish(title="Weekly"))
    single = house.desk.book("2026-11-25 10:00", "2026-11-25 11:00", title=TITLE)
    dates = house.series.dates(series)
    cancel(house.session, dates[2].id or 0, house.desk.staff[Role.ORGANISER], house.desk.now)

    found = readers.events(house.feed())

    wanted = sorted([*(seen(each, "Weekly") for each in house.series.dates(series)), seen(single, TITLE)])
    assert found == both(wanted)
    assert readers.events(house.feed("house", Role.ATTENDANT)) == both(wanted)
    assert {each.title for each in readers.events(house.feed("house", Role.MAINTENANCE))["ical.js"]} == {"Busy"}


def test_a_feed_without_meetings_is_read_too(house: House, readers: Readers) -> None:
    assert readers.events(house.feed()) == both([])
