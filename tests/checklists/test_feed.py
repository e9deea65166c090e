"""The calendar of service work."""

from __future__ import annotations

from typing import Any

import icalendar
import pytest
from sqlmodel import Session, select

from meetbot.booking.feeds import make_feed
from meetbot.booking.service import cancel
from meetbot.checklists.feed import calendar, meeting_in
from meetbot.checklists.service import release, take
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.models import RoleGrant
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, building, desk, site, staff
from tests.booking.incoming.conftest import wall
from tests.factories import NOW

__all__ = ["building", "desk", "site", "staff"]


def shown(session: Session, desk: Desk, role: Role) -> list[str]:
    """From when to when each event lasts, and what it says."""
    session.flush()
    found: Any = icalendar.Calendar.from_ical(
        calendar(session, make_feed(session, desk.staff[role], "work", NOW), NOW, desk.site).body
    )
    return [
        f"{wall(event['DTSTART'].dt)}-{event['DTEND'].dt:%H:%M} {event['SUMMARY']}" for event in found.walk("VEVENT")
    ]


def test_set_up_meeting_and_clearing_are_events_of_their_own(session: Session, desk: Desk) -> None:
    booking = desk.book("2026-11-24 14:00", "2026-11-24 16:00", title="Budget")
    desk.book("2026-11-25 14:00", "2026-11-25 16:00", title="Other")
    assert booking.id is not None
    take(session, booking.id, desk.staff[Role.ATTENDANT], NOW)

    found = shown(session, desk, Role.ATTENDANT)

    begins = f"{wall(booking.reserved_from)}-14:00"
    assert found == [f"{begins} Set-up: Budget", "11-24 14:00-16:00 Budget", "11-24 16:00-16:15 Clearing: Budget"]


def test_who_leads_sees_the_work_of_all_rooms(session: Session, desk: Desk) -> None:
    desk.book("2026-11-24 14:00", "2026-11-24 16:00", title="Budget")
    desk.book("2026-11-25 14:00", "2026-11-25 16:00", title="Other")

    assert len(shown(session, desk, Role.SUPERVISOR)) == len(shown(session, desk, Role.ADMIN)) == 6
    assert shown(session, desk, Role.ATTENDANT) == []


def test_what_was_given_back_is_gone_and_what_is_cancelled_is_marked(session: Session, desk: Desk) -> None:
    first, second = desk.book(), desk.book("2026-11-25 14:00", "2026-11-25 16:00")
    alan = desk.staff[Role.ATTENDANT]
    for booking in (first, second):
        take(session, booking.id or 0, alan, NOW)
    release(session, first.id or 0, alan, NOW)
    cancel(session, second.id or 0, desk.staff[Role.ORGANISER], NOW)

    session.flush()
    body = calendar(session, make_feed(session, alan, "work", NOW), NOW, desk.site).body

    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert [str(event["STATUS"]) for event in events] == ["CANCELLED"] * 3
    assert len({str(event["UID"]) for event in events}) == 3


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MAINTENANCE, Role.CLEANER])
def test_who_does_no_service_has_no_such_calendar(session: Session, desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        make_feed(session, desk.staff[role], "work", NOW)


def test_who_lost_the_role_sees_nothing_any_more(session: Session, desk: Desk) -> None:
    booking = desk.book()
    alan = desk.staff[Role.ATTENDANT]
    take(session, booking.id or 0, alan, NOW)
    feed = make_feed(session, alan, "work", NOW)
    for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == alan.id)):
        session.delete(grant)
    session.flush()

    assert b"VEVENT" not in calendar(session, feed, NOW, desk.site).body


def test_the_plan_of_ones_work_is_behind_the_same_secret(session: Session, desk: Desk) -> None:
    mine, other = desk.book(title="Budget"), desk.book("2026-11-25 14:00", "2026-11-25 16:00")
    alan = desk.staff[Role.ATTENDANT]
    take(session, mine.id or 0, alan, NOW)
    feed = make_feed(session, alan, "work", NOW)

    body = calendar(session, feed, NOW, desk.site, "https://meet.example").body.replace(b"\r\n ", b"").decode()

    address = f"ATTACH;FMTTYPE=image/png:https://meet.example/ical/{feed.secret}/plans/{mine.id}.png\r\n"
    assert body.count(address) == 3
    assert meeting_in(session, feed, mine.id or 0)[0].id == mine.id
    with pytest.raises(NotFound):
        meeting_in(session, feed, other.id or 0)
    with pytest.raises(NotFound):
        meeting_in(session, feed, 4711)
    assert "ATTACH" not in calendar(session, feed, NOW, desk.site).body.decode()


def test_the_feed_of_all_rooms_shows_no_plans(session: Session, desk: Desk) -> None:
    booking = desk.book()
    house = make_feed(session, desk.staff[Role.ADMIN], "house", NOW)
    mine = make_feed(session, desk.staff[Role.ORGANISER], "mine", NOW)
    session.flush()

    assert b"ATTACH" not in calendar(session, house, NOW, desk.site, "https://meet.example").body
    with pytest.raises(NotFound):
        meeting_in(session, house, booking.id or 0)
    assert meeting_in(session, mine, booking.id or 0)[1].name == "Olga"
    cancel(session, booking.id or 0, desk.staff[Role.ORGANISER], NOW)
    with pytest.raises(NotFound):
        meeting_in(session, mine, booking.id or 0)
    assert b"ATTACH" not in calendar(session, mine, NOW, desk.site, "https://meet.example").body
