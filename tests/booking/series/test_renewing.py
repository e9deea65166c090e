"""Another rule for the dates that are to come: what stays, moves, is new and is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Booking, BookingChange, Reservation, Room, Series
from meetbot.booking.series.calendar import series_file
from meetbot.booking.series.errors import EndlessSeries, UndecidedChange
from meetbot.booking.series.outlook import Choice
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, repeat_of, replan, replan_preview
from meetbot.booking.service import book, cancel
from meetbot.people.roles import Role
from tests.booking.conftest import wish
from tests.booking.series.conftest import SeriesDesk
from tests.booking.series.test_changing import TUESDAYS, WEEKLY, Team
from tests.factories import at

THURSDAYS = Repeat(unit=Unit.WEEK, weekdays=("thu",), until=date(2026, 12, 31))


@pytest.fixture
def team(calendar: SeriesDesk) -> Team:
    return Team(calendar, calendar.book(WEEKLY, wish(title="Team")))


def renew(
    team: Team,
    number: int,
    repeat: Repeat,
    scope: Scope = Scope.FOLLOWING,
    choices: Mapping[date, Choice] | None = None,
    by: Role = Role.ORGANISER,
    **fields: Any,
) -> list[Booking]:
    booking, desk = team.dates[number], team.calendar
    assert booking.id is not None
    return replan(
        desk.session, booking.id, scope, desk.staff[by], team.wish(booking, **fields), repeat, desk.now, desk.site, choices
    )  # fmt: skip


def standing(team: Team) -> list[tuple[int, str]]:
    """The bookings that stand, by id, with when they begin."""
    found = [each for each in team.all_dates if each.cancelled_at is None]
    return sorted(((each.id or 0, team.calendar.wall(each.starts_at)) for each in found), key=lambda each: each[1])


def test_from_now_on_on_thursdays_each_date_moves_and_stays_itself(session: Session, team: Team) -> None:
    renew(team, 2, THURSDAYS)

    assert standing(team) == [
        (1, TUESDAYS[0]), (2, TUESDAYS[1]), (3, "2026-12-10 14:00"), (4, "2026-12-17 14:00"), (5, "2026-12-24 14:00"),
        (6, "2026-12-31 14:00"),
    ]  # fmt: skip
    old, new = session.exec(select(Series).order_by(Series.id)).all()  # type: ignore[arg-type]
    assert repeat_of(old) == Repeat(unit=Unit.WEEK, weekdays=("tue",), until=date(2026, 12, 7))
    assert (repeat_of(new), new.first_day, new.split_from) == (THURSDAYS, date(2026, 12, 10), old.id)
    assert [each.series_date for each in team.calendar.dates(new)] == [
        each.starts_at for each in team.calendar.dates(new)
    ]
    active = session.exec(select(Reservation).where(Reservation.is_active)).all()
    assert sorted(each.booking_id for each in active) == [1, 2, 3, 4, 5, 6]


def test_every_two_weeks_every_other_date_is_cancelled(team: Team) -> None:
    renew(team, 0, Repeat(unit=Unit.WEEK, every=2, weekdays=("tue",), count=3), Scope.ALL)

    assert standing(team) == [(1, TUESDAYS[0]), (3, TUESDAYS[2]), (5, TUESDAYS[4])]
    assert repeat_of(team.series).until == date(2026, 12, 22)
    file = series_file(team.calendar.session, team.series.id or 0, team.calendar.site, "en").decode()
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261222T060000Z;INTERVAL=2;BYDAY=TU" in file
    assert "EXDATE" not in file


def test_a_later_end_books_what_is_missing_and_touches_nothing_else(session: Session, team: Team) -> None:
    before = session.exec(select(BookingChange)).all()

    renew(team, 0, Repeat(unit=Unit.WEEK, weekdays=("tue",), until=date(2027, 1, 5)), Scope.ALL)

    assert standing(team)[5:] == [(6, "2026-12-29 14:00"), (7, "2027-01-05 14:00")]
    new = [each for each in session.exec(select(BookingChange)).all() if each not in before]
    assert [(each.booking_id, each.verb) for each in new] == [(6, "book"), (7, "book")]
    assert [each.title for each in team.all_dates] == ["Team"] * 7
    assert len(session.exec(select(Series)).all()) == 1


def test_an_earlier_end_cancels_the_rest(team: Team) -> None:
    renew(team, 1, Repeat(unit=Unit.WEEK, weekdays=("tue",), until=date(2026, 12, 9)))

    assert standing(team) == [(1, TUESDAYS[0]), (2, TUESDAYS[1]), (3, TUESDAYS[2])]


def test_a_day_more_in_the_week_is_booked_beside_what_is(team: Team) -> None:
    renew(team, 3, Repeat(unit=Unit.WEEK, weekdays=("tue", "thu"), until=date(2026, 12, 24)), heads=12)

    assert [(id_, moment[:10]) for id_, moment in standing(team)[3:]] == [
        (4, "2026-12-15"), (6, "2026-12-17"), (5, "2026-12-22"), (7, "2026-12-24"),
    ]  # fmt: skip
    assert [each.heads for each in team.all_dates] == [10, 10, 10, 12, 12, 12, 12]


def test_what_was_cancelled_or_changed_on_its_own_stays_so(team: Team) -> None:
    desk = team.calendar
    team.change(3, Scope.THIS, start="2026-12-16 09:00")
    cancel(desk.session, team.dates[2].id or 0, desk.staff[Role.ORGANISER], desk.now)

    renew(team, 1, THURSDAYS)

    assert standing(team) == [
        (1, TUESDAYS[0]), (2, "2026-12-03 14:00"), (4, "2026-12-16 09:00"), (5, "2026-12-24 14:00"), (6, "2026-12-31 14:00"),
    ]  # fmt: skip


def test_a_clash_is_shown_and_needs_a_choice(team: Team) -> None:
    desk = team.calendar
    taken = replace(
        wish(room=desk.session.get_one(Room, team.series.room_id).code),
        starts_at=at("2026-12-17 13:00"),
        ends_at=at("2026-12-17 15:00"),
    )
    book(desk.session, taken, desk.staff[Role.ORGANISER], desk.now, desk.site)
    booking = team.dates[2]
    args = (Scope.FOLLOWING, desk.staff[Role.ORGANISER], team.wish(booking), THURSDAYS, desk.now, desk.site)

    found = replan_preview(desk.session, booking.id or 0, *args)
    assert [each.day for each in found.undecided] == [date(2026, 12, 17)]
    with pytest.raises(UndecidedChange):
        replan(desk.session, booking.id or 0, *args)
    replan(desk.session, booking.id or 0, *args, {date(2026, 12, 17): Choice(starts_at=at("2026-12-17 16:00"))})

    assert [moment for _, moment in standing(team) if moment > "2026-12-16"] == [
        "2026-12-17 13:00", "2026-12-17 16:00", "2026-12-24 14:00", "2026-12-31 14:00",
    ]  # fmt: skip


def test_dates_that_have_begun_stay_with_the_old_rule(session: Session, team: Team) -> None:
    team.calendar.now = at(TUESDAYS[1]) + timedelta(hours=1)

    renew(team, 2, THURSDAYS, Scope.ALL)

    assert [moment for _, moment in standing(team)] == [
        *TUESDAYS[:2], "2026-12-10 14:00", "2026-12-17 14:00", "2026-12-24 14:00", "2026-12-31 14:00",
    ]  # fmt: skip
    assert len(session.exec(select(Series)).all()) == 2


def test_a_rule_without_an_end_is_refused(team: Team) -> None:
    with pytest.raises(EndlessSeries):
        renew(team, 1, Repeat(unit=Unit.WEEK, weekdays=("thu",)))


def test_a_rule_that_begins_after_the_last_date_leaves_all_of_them(session: Session, team: Team) -> None:
    renewed = Repeat(unit=Unit.WEEK, weekdays=("tue",), count=2)
    renew(team, 0, renewed, Scope.ALL, start="2027-01-12 14:00")

    assert [moment for _, moment in standing(team)] == [*TUESDAYS, "2027-01-12 14:00", "2027-01-19 14:00"]
    old, new = session.exec(select(Series).order_by(Series.id)).all()  # type: ignore[arg-type]
    assert (repeat_of(old).until, new.first_day) == (date(2026, 12, 22), date(2027, 1, 12))
