from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from sqlmodel import Session

from meetbot.booking.errors import UnknownRoom
from meetbot.booking.feeds import Ics, feed_ics, feeds_of, find, make_feed, revoke
from meetbot.booking.service import cancel, change, hand_over, move
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.settings import Site
from tests.booking.conftest import Desk, Members, wish
from tests.factories import NOW, at

Fetch = Callable[..., Ics]


@pytest.fixture
def fetch(session: Session, staff: Members, site: Site, desk: Desk) -> Fetch:
    """A feed's calendar for somebody, as a program would get it."""

    def of(role: Role = Role.ORGANISER, scope: str = "mine", now: datetime = NOW) -> Ics:
        session.flush()
        return feed_ics(session, make_feed(session, staff[role], scope, NOW), now, site)

    return of


def parsed(ics: bytes) -> Any:
    return icalendar.Calendar.from_ical(ics)


def shown(ics: Ics) -> list[tuple[str, str]]:
    """Each event's start on the wall clock and its title."""
    events = parsed(ics.body).walk("VEVENT")
    return [(f"{event['DTSTART'].dt:%m-%d %H:%M}", str(event["SUMMARY"])) for event in events]


def test_a_person_has_one_address_for_each_scope(session: Session, desk: Desk, staff: Members) -> None:
    olga, sun = staff[Role.ORGANISER], staff[Role.SUPERVISOR]

    mine = make_feed(session, olga, "mine", NOW)

    assert make_feed(session, olga, "mine", NOW + timedelta(days=1)) is mine
    others = [
        make_feed(session, olga, "house", NOW),
        make_feed(session, olga, "room:hall", NOW),
        make_feed(session, sun, "mine", NOW),
    ]
    assert len({mine.secret, *(feed.secret for feed in others)}) == 4
    assert len(mine.secret) >= 32
    assert feeds_of(session, olga.id) == [mine, *others[:2]]


@pytest.mark.parametrize(
    ("scope", "error"), [("room:attic", UnknownRoom), ("room:lobby", UnknownRoom), ("all", NotFound), ("", NotFound)]
)
def test_there_is_no_feed_of_what_is_not_there(
    session: Session, desk: Desk, staff: Members, scope: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_feed(session, staff[Role.ORGANISER], scope, NOW)


@pytest.mark.parametrize("secret", ["", "x", "../..", "\ud800", "\x00", "é" * 5000])
def test_a_guessed_secret_finds_nothing(session: Session, desk: Desk, staff: Members, secret: str) -> None:
    make_feed(session, staff[Role.ORGANISER], "mine", NOW)

    assert find(session, secret) is None


def test_a_revoked_address_leads_nowhere_and_a_new_one_is_another(session: Session, desk: Desk, staff: Members) -> None:
    olga = staff[Role.ORGANISER]
    old = make_feed(session, olga, "mine", NOW)
    assert old.id is not None
    assert find(session, old.secret) is old

    revoke(session, old.id, olga, NOW)
    revoke(session, old.id, olga, NOW + timedelta(hours=1))

    new = make_feed(session, olga, "mine", NOW)
    assert (find(session, old.secret), find(session, new.secret), old.revoked_at) == (None, new, NOW)
    assert new.secret != old.secret


def test_only_its_owner_and_an_admin_revoke_a_feed(session: Session, desk: Desk, staff: Members) -> None:
    feed = make_feed(session, staff[Role.ORGANISER], "mine", NOW)
    assert feed.id is not None

    for role in (Role.ATTENDANT, Role.SUPERVISOR):
        with pytest.raises(NotAllowed):
            revoke(session, feed.id, staff[role], NOW)
    with pytest.raises(NotFound):
        revoke(session, 999, staff[Role.ADMIN], NOW)

    assert revoke(session, feed.id, staff[Role.ADMIN], NOW).revoked_at == NOW


def test_the_feeds_of_somebody_who_left_answer_nothing(
    session: Session, desk: Desk, staff: Members, people: dict[Role, Person], site: Site
) -> None:
    feed = make_feed(session, staff[Role.ORGANISER], "house", NOW)
    people[Role.ORGANISER].deactivated_at = NOW
    session.flush()

    assert find(session, feed.secret) is None
    with pytest.raises(NotFound):
        feed_ics(session, feed, NOW, site)


def test_my_feed_shows_what_i_organise(desk: Desk, fetch: Fetch) -> None:
    desk.book(title="Budget")
    desk.book("2026-11-25 09:00", "2026-11-25 10:00", title="")
    desk.fulfil(wish("2026-11-26 09:00", "2026-11-26 10:00", title="Secret"), Role.ADMIN)

    assert shown(fetch()) == [("11-24 14:00", "Budget"), ("11-25 09:00", "General meeting")]


def test_the_house_is_busy_to_those_who_may_not_know_more(desk: Desk, fetch: Fetch) -> None:
    desk.book(title="Budget")
    desk.fulfil(wish("2026-11-26 09:00", "2026-11-26 10:00", title="Secret"), Role.ADMIN)

    house = {role: shown(fetch(role, "house")) for role in (Role.ORGANISER, Role.MAINTENANCE, Role.ATTENDANT)}

    budget, secret, busy = "Budget", "Secret", "Busy"
    assert house == {
        Role.ORGANISER: [("11-24 14:00", budget), ("11-26 09:00", busy)],
        Role.MAINTENANCE: [("11-24 14:00", busy), ("11-26 09:00", busy)],
        Role.ATTENDANT: [("11-24 14:00", budget), ("11-26 09:00", secret)],
    }
    assert b"Secret" not in fetch(Role.ORGANISER, "house").body


def test_half_a_hall_is_busy_while_the_whole_is_used_and_the_other_way_round(desk: Desk, fetch: Fetch) -> None:
    desk.book("2026-11-24 09:00", "2026-11-24 10:00", room="hall", title="Whole")
    desk.book("2026-11-25 09:00", "2026-11-25 10:00", room="hall-a", title="Half")
    desk.book("2026-11-26 09:00", "2026-11-26 10:00", room="room-301", title="Elsewhere")

    feeds = {room: [title for _, title in shown(fetch(scope=f"room:{room}"))] for room in ("hall", "hall-a", "hall-b")}

    assert feeds == {"hall": ["Whole", "Half"], "hall-a": ["Whole", "Half"], "hall-b": ["Whole"]}


def test_a_feed_reaches_thirty_days_back_and_a_hundred_and_eighty_ahead(desk: Desk, fetch: Fetch) -> None:
    for day in ("2026-11-24", "2027-05-22", "2027-05-23"):
        desk.fulfil(wish(f"{day} 09:00", f"{day} 10:00", title=day), confirmed_closed=True)

    at_first, later, at_last = (
        [title for _, title in shown(fetch(now=now))]
        for now in (NOW, NOW + timedelta(days=31), NOW + timedelta(days=32))
    )

    assert (at_first, later, at_last) == (
        ["2026-11-24", "2027-05-22"], ["2026-11-24", "2027-05-22", "2027-05-23"], ["2027-05-22", "2027-05-23"],
    )  # fmt: skip


def test_the_tag_changes_exactly_when_the_content_does(
    session: Session, desk: Desk, staff: Members, site: Site, fetch: Fetch
) -> None:
    olga = staff[Role.ORGANISER]
    booking = desk.book(title="Budget")
    assert booking.id is not None
    hours = [NOW + timedelta(hours=hour) for hour in range(6)]
    seen = [fetch(now=hours[0])]

    assert fetch(now=hours[1]) == seen[0]
    desk.fulfil(wish("2026-11-26 09:00", "2026-11-26 10:00"), Role.ADMIN)  # not Olga's
    assert fetch(now=hours[1]) == seen[0]
    move(session, booking.id, olga, at("2026-11-24 15:00"), at("2026-11-24 16:00"), NOW, site)
    seen.append(fetch(now=hours[2]))
    change(session, booking.id, olga, NOW, site, title="Audit")
    seen.append(fetch(now=hours[3]))
    cancel(session, booking.id, olga, NOW)
    seen.append(fetch(now=hours[4]))

    assert [shown(ics) for ics in seen] == [
        [("11-24 14:00", "Budget")],
        [("11-24 15:00", "Budget")],
        [("11-24 15:00", "Audit")],
        [("11-24 15:00", "Audit")],  # marked as cancelled
    ]
    assert len({ics.etag for ics in seen}) == len({ics.body for ics in seen}) == 4
    assert [ics.last_modified for ics in seen] == [hours[0], hours[2], hours[3], hours[4]]


def test_a_cancelled_meeting_stays_in_feeds_marked_as_such_for_thirty_days(
    session: Session, desk: Desk, staff: Members, fetch: Fetch
) -> None:
    booking = desk.book("2026-12-22 14:00", "2026-12-22 16:00", title="Budget")
    assert booking.id is not None
    cancel(session, booking.id, staff[Role.ORGANISER], NOW)

    def marks(now: datetime) -> list[str]:
        return [str(event["STATUS"]) for event in parsed(fetch(now=now).body).walk("VEVENT")]

    month = timedelta(days=30)
    assert marks(NOW) == marks(NOW + month - timedelta(seconds=1)) == ["CANCELLED"]
    assert marks(NOW + month) == []


def test_a_meeting_handed_over_moves_to_the_other_feed(
    session: Session, desk: Desk, staff: Members, fetch: Fetch
) -> None:
    desk.book(title="Budget")
    olga, ada = staff[Role.ORGANISER], staff[Role.ADMIN]

    hand_over(session, olga.id, ada.id, olga, NOW)

    assert (shown(fetch(Role.ORGANISER)), shown(fetch(Role.ADMIN))) == ([], [("11-24 14:00", "Budget")])


def test_a_kept_event_shows_the_same_as_a_fresh_one(session: Session, desk: Desk, fetch: Fetch) -> None:
    from meetbot.booking import feed_events

    for hour in (9, 11, 14):
        desk.book(f"2026-11-24 {hour:02}:00", f"2026-11-24 {hour + 1:02}:00", title=f"会议 {hour}")
    kept = fetch(), fetch()

    feed_events._EVENTS = feed_events.Kept(2)  # forgets while it is asked
    fresh = fetch(), fetch()

    assert kept[0].body == kept[1].body == fresh[0].body == fresh[1].body


def test_the_feed_speaks_its_owners_language_and_has_a_name(
    session: Session, desk: Desk, people: dict[Role, Person], fetch: Fetch
) -> None:
    desk.book(title="")
    people[Role.ORGANISER].language = "zh"

    calendar = parsed(fetch().body)

    assert (calendar["X-WR-CALNAME"], calendar["METHOD"], calendar.get("UID")) == (
        "我的会议 - 临江大厦",
        "PUBLISH",
        None,
    )
    (event,) = calendar.walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("普通会议", "临江大厦 三楼 301会议室")
    assert "ATTENDEE" not in event
