"""A foreign calendar as bookings of whoever takes it over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.errors import BuildingClosed, OffStep, SlotTaken
from meetbot.booking.imports.bookings import Choice, room_named
from meetbot.booking.imports.busy import Taken
from meetbot.booking.imports.models import CalendarImport
from meetbot.booking.imports.service import import_bookings, preview_bookings, undo
from meetbot.booking.incoming.errors import TooManyDates
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import bookables
from meetbot.booking.service import cancel
from meetbot.errors import NotAllowed
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.booking.incoming.conftest import calendar, event, read, wall
from tests.factories import at

Take = Callable[..., tuple[CalendarImport, Taken]]
HOUR = "DURATION:PT1H"
TEN = "DTSTART;TZID=Asia/Shanghai:20261124T100000"
WEEKLY = event("SUMMARY:Weekly", "RRULE:FREQ=WEEKLY;COUNT=3", uid="w", start=TEN, end=HOUR)
ANYWHERE = Choice(None, 10)


@pytest.fixture
def take(session: Session, desk: Desk) -> Take:
    """Olga takes a calendar over as bookings."""
    drafts = iter(range(1, 100))

    def take(*parts: str, choice: Choice = ANYWHERE, method: str = "") -> tuple[CalendarImport, Taken]:
        found = read(calendar(*parts, method=method))
        return import_bookings(
            session, found, choice, "team.ics", desk.staff[Role.ORGANISER], desk.now, desk.site, next(drafts)
        )

    return take


def standing(session: Session) -> list[str]:
    """What is booked: when, which room, what about."""
    wanted = select(Booking).where(col(Booking.cancelled_at).is_(None)).order_by(col(Booking.starts_at))
    rooms = {room.id: room.code for room in session.exec(select(Room))}
    return [f"{wall(each.starts_at)} {rooms[each.room_id]} {each.title}" for each in session.exec(wanted)]


def test_each_date_is_booked_where_the_calendar_says(session: Session, take: Take) -> None:
    made, _ = take(
        event(
            "SUMMARY:Weekly",
            "LOCATION:Room 402\\, 4th floor",
            "RRULE:FREQ=WEEKLY;COUNT=2",
            uid="w",
            start=TEN,
            end=HOUR,
        ),
        event("SUMMARY:评审", "LOCATION:临江大厦 301会议室", uid="r", end=HOUR),
        event("SUMMARY:Elsewhere", "LOCATION:Zoom", uid="z", start="DTSTART:20261125T060000Z", end=HOUR),
        choice=Choice("boardroom", 8),
    )

    assert (made.made, made.left_out) == (4, 0)
    assert standing(session) == [
        "11-24 10:00 room-402 Weekly", "11-24 14:00 room-301 评审", "11-25 14:00 boardroom Elsewhere", "12-01 10:00 room-402 Weekly",
    ]  # fmt: skip


def test_what_the_rules_refuse_is_left_out_with_its_reason(session: Session, desk: Desk, take: Take) -> None:
    desk.book("2026-12-01 10:00", "2026-12-01 11:00", room="room-301")
    night = event("SUMMARY:Night", uid="n", start="DTSTART;TZID=Asia/Shanghai:20261124T030000", end=HOUR)
    odd = event("SUMMARY:Odd", uid="o", start="DTSTART;TZID=Asia/Shanghai:20261126T140700", end=HOUR)

    foreseen = preview_bookings(
        session,
        read(calendar(WEEKLY, night, odd)),
        Choice("room-301", 5),
        desk.staff[Role.ORGANISER],
        desk.now,
        desk.site,
    )
    made, taken = take(WEEKLY, night, odd, choice=Choice("room-301", 5))

    kinds = [BuildingClosed, OffStep, SlotTaken]
    assert [type(each.problem) for each in foreseen if each.problem] == kinds
    assert [type(problem) for _, problem in taken.left_out] == kinds
    assert (made.made, made.left_out) == (2, 3)


def test_two_dates_of_one_file_do_not_both_find_the_room_free(session: Session, desk: Desk, take: Take) -> None:
    twice = (event(uid="a", start=TEN, end=HOUR), event(uid="b", start=TEN, end=HOUR))

    foreseen = preview_bookings(
        session, read(calendar(*twice)), Choice("room-301", 5), desk.staff[Role.ORGANISER], desk.now, desk.site
    )
    made, _ = take(*twice, choice=Choice("room-301", 5))

    assert [type(each.problem) for each in foreseen] == [type(None), SlotTaken]
    assert (made.made, made.left_out) == (1, 1)


def test_a_newer_file_moves_renames_and_cancels(session: Session, take: Take) -> None:
    take(WEEKLY, choice=Choice("room-301", 5))

    made, _ = take(
        event("SUMMARY:Weekly, new", "SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=2", uid="w", start=TEN, end=HOUR),
        event("SUMMARY:Moved", "SEQUENCE:1", "RECURRENCE-ID;TZID=Asia/Shanghai:20261201T100000", uid="w",
              start="DTSTART;TZID=Asia/Shanghai:20261202T150000", end=HOUR),
    )  # fmt: skip

    assert (made.made, made.moved, made.removed) == (0, 2, 1)
    assert standing(session) == ["11-24 10:00 room-301 Weekly, new", "12-02 15:00 room-301 Moved"]


def test_the_same_file_once_more_books_nothing(session: Session, take: Take) -> None:
    take(WEEKLY, choice=Choice("room-301", 5))
    before = standing(session)

    made, _ = take(WEEKLY, choice=Choice("room-301", 5))

    assert (made.made, made.moved, made.removed, made.left_out) == (0, 0, 0, 0)
    assert standing(session) == before


def test_a_booking_that_was_cancelled_by_hand_stays_cancelled(session: Session, desk: Desk, take: Take) -> None:
    take(event(uid="a", start=TEN, end=HOUR), choice=Choice("room-301", 5))
    cancel(session, 1, desk.staff[Role.ORGANISER], desk.now)

    take(event(uid="a", start=TEN, end=HOUR))
    _, taken = take(event("SEQUENCE:1", uid="a", start="DTSTART;TZID=Asia/Shanghai:20261124T150000", end=HOUR))

    assert standing(session) == []
    assert len(taken.left_out) == 1


def test_taking_it_back_cancels_what_it_booked(session: Session, desk: Desk, take: Take) -> None:
    other = desk.book("2026-11-27 10:00", "2026-11-27 11:00", title="Mine")
    made, _ = take(WEEKLY, choice=Choice("room-301", 5))
    desk.now = at("2026-11-25 10:00")

    _, gone, stuck = undo(session, made.id or 0, desk.staff[Role.ORGANISER], desk.now)

    assert (gone, stuck) == (2, 1)
    assert standing(session) == ["11-24 10:00 room-301 Weekly", f"{wall(other.starts_at)} room-301 Mine"]


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.MAINTENANCE, Role.CLEANER])
def test_who_may_not_book_may_not_import(session: Session, desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        import_bookings(session, read(calendar(WEEKLY)), ANYWHERE, "x", desk.staff[role], desk.now, desk.site, 1)


def test_more_bookings_than_anybody_makes_at_once_are_refused(session: Session, take: Take) -> None:
    with pytest.raises(TooManyDates):
        take(event("RRULE:FREQ=DAILY", start=TEN, end=HOUR))
    assert standing(session) == []


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("Room 301, 3rd floor, Riverside House", "room-301"), ("临江大厦 三楼 301会议室", "room-301"), ("room-301", "room-301"),
        ("Riverside Hall A", "hall-a"), ("Riverside Hall", "hall"), ("Zoom", None), ("", None),
    ],
)  # fmt: skip
def test_a_location_names_a_room_in_any_language(session: Session, desk: Desk, location: str, code: str | None) -> None:
    assert room_named(location, bookables(session)) == code
