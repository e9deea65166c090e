"""Addresses that rooms follow: which are accepted, when they are looked at, what becomes of what they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.imports.errors import AlreadySubscribed, BadAddress, TooManySubscriptions
from meetbot.booking.imports.models import CalendarFetch
from meetbot.booking.imports.subscriptions import (
    EVERY,
    MOST,
    Look,
    address,
    due,
    failed,
    followed,
    read_anew,
    subscribe,
    unchanged,
    unsubscribe,
)
from meetbot.booking.models import Closure
from meetbot.errors import NotAllowed
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.booking.incoming.conftest import calendar, event, read, wall
from tests.factories import NOW

URL = "https://calendar.example/team.ics"
HOUR = "DURATION:PT1H"
WEEKLY = event("RRULE:FREQ=WEEKLY;COUNT=2", uid="w", start="DTSTART;TZID=Asia/Shanghai:20261124T100000", end=HOUR)


@pytest.fixture
def followed_id(session: Session, desk: Desk) -> int:
    return subscribe(session, "room-301", URL, desk.staff[Role.ADMIN], NOW).id or 0


def closed(session: Session) -> list[str]:
    session.flush()
    return sorted(wall(each.from_at) for each in session.exec(select(Closure)))


def says(session: Session, desk: Desk, number: int, *parts: str) -> None:
    read_anew(session, number, read(calendar(*parts)), '"v1"', "", desk.now, desk.site)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (URL, URL),
        ("webcal://calendar.example/team.ics", URL),
        ("  https://calendar.example/team.ics#today \n", URL),
        ("https://calendar.example:8443/a?secret=1", "https://calendar.example:8443/a?secret=1"),
        ("https://calendar.example", "https://calendar.example/"),
        ("https://[2606:2800:220:1::1]/a", "https://[2606:2800:220:1::1]/a"),
    ],
)
def test_an_address_is_taken_as_it_is_fetched(text: str, url: str) -> None:
    assert address(text) == url


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no_url"), ("tomorrow at ten", "no_url"), ("calendar.example/team.ics", "no_url"), ("https://", "no_url"),
        ("file:///etc/passwd", "no_url"), ("https://[broken", "no_url"), ("https://a.example:99999/", "no_url"),
        ("https://a.example/ b", "no_url"), ("http://calendar.example/team.ics", "no_https"),
        ("https://ann:secret@calendar.example/", "has_password"), ("https://a.example/" + "x" * 2000, "too_long"),
    ],
)  # fmt: skip
def test_what_is_no_address_to_follow_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        address(text)
    assert refusal.value == BadAddress(why)


def test_the_room_is_busy_as_the_address_says(session: Session, desk: Desk, followed_id: int) -> None:
    says(session, desk, followed_id, WEEKLY, event(uid="other"))
    assert closed(session) == ["11-24 10:00", "11-24 14:00", "12-01 10:00"]

    says(session, desk, followed_id, event(uid="other"))  # what it names no more is gone

    assert closed(session) == ["11-24 14:00"]
    [shown] = followed(session, desk.staff[Role.ADMIN])
    assert (shown.host, shown.fetch and shown.fetch.dates) == ("calendar.example", 1)


def test_two_rooms_may_follow_calendars_with_the_same_events(session: Session, desk: Desk, followed_id: int) -> None:
    other = subscribe(session, "room-402", URL, desk.staff[Role.ADMIN], NOW).id or 0
    for number in (followed_id, other):
        says(session, desk, number, event())

    assert closed(session) == ["11-24 14:00", "11-24 14:00"]


def test_following_no_more_opens_the_room(session: Session, desk: Desk, followed_id: int) -> None:
    says(session, desk, followed_id, WEEKLY)

    unsubscribe(session, followed_id, desk.staff[Role.ADMIN], NOW)
    says(session, desk, followed_id, WEEKLY)  # an answer that was on its way

    assert closed(session) == []
    assert due(session, NOW) == ([], None)


def test_it_is_looked_at_at_once_and_every_half_hour(session: Session, desk: Desk, followed_id: int) -> None:
    assert due(session, NOW) == ([Look(followed_id, URL)], None)

    says(session, desk, followed_id, WEEKLY)

    assert due(session, NOW) == ([], NOW + EVERY)
    assert due(session, NOW + EVERY) == ([Look(followed_id, URL, '"v1"')], None)


def test_once_a_day_it_is_read_in_full_though_it_has_not_changed(
    session: Session, desk: Desk, followed_id: int
) -> None:
    says(session, desk, followed_id, WEEKLY)
    unchanged(session, followed_id, NOW + timedelta(hours=23))

    assert due(session, NOW + timedelta(hours=24)) == ([Look(followed_id, URL)], None)


def test_after_failures_it_is_looked_at_less_and_less_often(session: Session, desk: Desk, followed_id: int) -> None:
    says(session, desk, followed_id, WEEKLY)
    waits, now = [], NOW

    for _ in range(9):
        failed(session, followed_id, "timeout", now)
        _, again = due(session, now)
        assert again is not None
        waits.append((again - now) // timedelta(minutes=1))
        now = again

    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert closed(session) == ["11-24 10:00", "12-01 10:00"]  # what it said last stays
    fetch = session.get(CalendarFetch, followed_id)
    assert fetch is not None
    assert (fetch.misses, fetch.failing_since, fetch.trouble) == (9, NOW, "timeout")
    unchanged(session, followed_id, now)
    assert (fetch.misses, fetch.failing_since, fetch.trouble) == (0, None, "")


def test_a_room_follows_an_address_once_and_the_house_not_too_many(
    session: Session, desk: Desk, followed_id: int
) -> None:
    ada = desk.staff[Role.ADMIN]
    with pytest.raises(AlreadySubscribed):
        subscribe(session, "room-301", "webcal://calendar.example/team.ics", ada, NOW)
    for number in range(1, MOST):
        subscribe(session, "room-301", f"{URL}?{number}", ada, NOW)
    with pytest.raises(TooManySubscriptions):
        subscribe(session, "room-402", URL, ada, NOW)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_office_follows_calendars(session: Session, desk: Desk, followed_id: int, role: Role) -> None:
    for act in (
        lambda: subscribe(session, "room-301", URL, desk.staff[role], NOW),
        lambda: unsubscribe(session, followed_id, desk.staff[role], NOW),
        lambda: followed(session, desk.staff[role]),
    ):
        with pytest.raises(NotAllowed):
            act()
