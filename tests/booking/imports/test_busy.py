"""A foreign calendar as busy time of a room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import RoomClosed, UnknownRoom
from meetbot.booking.feeds import feed_ics, make_feed
from meetbot.booking.imports.errors import NothingToImport
from meetbot.booking.imports.models import CalendarImport
from meetbot.booking.imports.service import import_busy, imported_from, preview_busy, undo
from meetbot.booking.incoming.errors import TooManyDates
from meetbot.booking.models import Closure
from meetbot.errors import NotAllowed
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.booking.incoming.conftest import calendar, event, read
from tests.factories import NOW, at

Take = Callable[..., CalendarImport]
HOUR = "DURATION:PT1H"
WEEKLY = event("RRULE:FREQ=WEEKLY;COUNT=3", uid="w", start="DTSTART;TZID=Asia/Shanghai:20261124T100000", end=HOUR)


@pytest.fixture
def take(session: Session, desk: Desk) -> Take:
    """Ada takes a calendar over as busy time."""
    drafts = iter(range(1, 100))

    def take(*parts: str, room: str = "room-301", method: str = "", draft_id: int | None = None) -> CalendarImport:
        session.flush()
        made, _ = import_busy(
            session, read(calendar(*parts, method=method)), room, "team.ics", desk.staff[Role.ADMIN], desk.now, desk.site,
            draft_id or next(drafts),
        )  # fmt: skip
        return made

    return take


def counts(made: CalendarImport) -> tuple[int, int, int]:
    return made.made, made.moved, made.removed


def closed(session: Session) -> list[str]:
    """From when to when rooms are closed, on the wall clock."""
    from tests.booking.incoming.conftest import wall

    found = session.exec(select(Closure)).all()
    return sorted(f"{wall(each.from_at)} to {wall(each.until_at or NOW)}" for each in found)


def test_a_room_is_closed_while_another_calendar_says_it_is_busy(session: Session, desk: Desk, take: Take) -> None:
    made = take(WEEKLY)

    assert counts(made) == (3, 0, 0)
    assert closed(session) == [
        "11-24 10:00 to 11-24 11:00", "12-01 10:00 to 12-01 11:00", "12-08 10:00 to 12-08 11:00",
    ]  # fmt: skip
    with pytest.raises(RoomClosed):
        desk.book("2026-12-01 10:30", "2026-12-01 12:00")
    assert desk.book("2026-12-02 10:30", "2026-12-02 12:00").id


def test_a_hall_is_busy_with_all_its_parts(session: Session, desk: Desk, take: Take) -> None:
    take(event(), room="hall")

    assert len(closed(session)) == 2
    with pytest.raises(RoomClosed):
        desk.book(room="hall-a")


def test_the_same_file_once_more_changes_nothing(session: Session, take: Take) -> None:
    take(WEEKLY)
    before = closed(session)

    assert counts(take(WEEKLY)) == (0, 0, 0)
    assert closed(session) == before


def test_a_newer_file_moves_adds_and_removes_by_uid(session: Session, take: Take) -> None:
    take(WEEKLY, event(uid="other"))

    newer = event(
        "SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Asia/Shanghai:20261201T100000", uid="w",
        start="DTSTART;TZID=Asia/Shanghai:20261124T100000", end="DURATION:PT2H",
    )  # fmt: skip

    assert counts(take(newer)) == (1, 2, 1)
    assert closed(session) == [
        "11-24 10:00 to 11-24 12:00", "11-24 14:00 to 11-24 15:00", "12-08 10:00 to 12-08 12:00", "12-15 10:00 to 12-15 12:00",
    ]  # fmt: skip


def test_an_older_file_does_not_turn_the_clock_back(session: Session, take: Take) -> None:
    take(event("SEQUENCE:3", start="DTSTART:20261124T080000Z", end=HOUR))

    take(event("SEQUENCE:2", start="DTSTART:20261124T060000Z", end=HOUR))
    with pytest.raises(NothingToImport):
        take(event("SEQUENCE:1", "STATUS:CANCELLED"))

    assert closed(session) == ["11-24 16:00 to 11-24 17:00"]


def test_a_single_changed_date_leaves_the_others_alone(session: Session, take: Take) -> None:
    take(WEEKLY)

    take(
        event(
            "SEQUENCE:1",
            "RECURRENCE-ID;TZID=Asia/Shanghai:20261201T100000",
            uid="w",
            start="DTSTART:20261202T060000Z",
            end=HOUR,
        )
    )

    assert closed(session) == [
        "11-24 10:00 to 11-24 11:00", "12-02 14:00 to 12-02 15:00", "12-08 10:00 to 12-08 11:00",
    ]  # fmt: skip


def test_a_cancelled_event_opens_the_room_again(session: Session, take: Take) -> None:
    take(WEEKLY, event(uid="other"))

    one = take(
        event("SEQUENCE:1", "RECURRENCE-ID;TZID=Asia/Shanghai:20261201T100000", uid="w", start=""), method="CANCEL"
    )
    assert counts(one) == (0, 0, 1)
    assert counts(take(event("SEQUENCE:2", uid="w", start=""), method="CANCEL")) == (0, 0, 2)
    assert closed(session) == ["11-24 14:00 to 11-24 15:00"]


def test_the_past_is_left_as_it_was(session: Session, desk: Desk, take: Take) -> None:
    take(WEEKLY)
    desk.now = at("2026-11-24 10:30")

    take(event("SEQUENCE:1", "STATUS:CANCELLED", uid="w"))

    assert closed(session) == ["11-24 10:00 to 11-24 10:30"]


def test_taking_it_back_opens_what_is_not_over(session: Session, desk: Desk, take: Take) -> None:
    made = take(WEEKLY)
    take(event(uid="other"))
    desk.now = at("2026-11-25 10:00")

    found, gone, stuck = undo(session, made.id or 0, desk.staff[Role.ADMIN], desk.now)

    assert (found.undone_at, gone, stuck) == (desk.now, 2, 1)
    assert closed(session) == ["11-24 10:00 to 11-24 11:00", "11-24 14:00 to 11-24 15:00"]
    assert undo(session, made.id or 0, desk.staff[Role.ADMIN], desk.now)[1:] == (0, 0)
    assert counts(take(WEEKLY)) == (2, 0, 0)


def test_the_same_draft_is_taken_over_once(session: Session, take: Take) -> None:
    made = take(WEEKLY, draft_id=7)

    assert imported_from(session, 7) == made


def test_bookings_in_the_way_are_named_and_stay(session: Session, desk: Desk) -> None:
    booking = desk.book("2026-11-24 14:00", "2026-11-24 16:00")

    found = preview_busy(session, read(calendar(event())), "room-301", desk.staff[Role.ADMIN], desk.now, desk.site)

    assert [(each.booking_id, each.start) for each in found.clashes] == [(booking.id, booking.starts_at)]
    assert closed(session) == []


def test_our_own_feed_sent_back_makes_nothing(session: Session, desk: Desk) -> None:
    desk.book()
    session.flush()
    feed = feed_ics(session, make_feed(session, desk.staff[Role.ORGANISER], "mine", NOW), NOW, desk.site)

    with pytest.raises(NothingToImport):
        preview_busy(session, read(feed.body), "room-301", desk.staff[Role.ADMIN], desk.now, desk.site)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_admins_close_rooms(session: Session, desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        preview_busy(session, read(calendar(event())), "room-301", desk.staff[role], desk.now, desk.site)


def test_a_room_that_is_not_there_and_dates_that_are_too_many_are_refused(session: Session, take: Take) -> None:
    with pytest.raises(UnknownRoom):
        take(event(), room="attic")
    with pytest.raises(TooManyDates):
        take(*[event("RRULE:FREQ=DAILY", uid=str(n), end=HOUR) for n in range(10)])
    assert closed(session) == []


def test_only_whoever_imported_and_admins_take_back(session: Session, desk: Desk, take: Take) -> None:
    made = take(event())

    with pytest.raises(NotAllowed):
        undo(session, made.id or 0, desk.staff[Role.ORGANISER], desk.now + timedelta(minutes=1))
