from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from meetbot.booking.bookings import room_of
from meetbot.booking.errors import NotYourBooking, SlotTaken
from meetbot.booking.models import Booking, Reservation, Room, Series
from meetbot.booking.series.errors import NoSeries, UndecidedChange
from meetbot.booking.series.outlook import Choice
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import (
    Aspect,
    DateChange,
    Scope,
    SeriesChange,
    affected,
    cancel_dates,
    change_dates,
    change_preview,
    repeat_of,
)
from meetbot.booking.service import change, history
from meetbot.booking.wishes import wish_of
from meetbot.db import Database
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, wish
from tests.booking.series.conftest import SeriesDesk, counted
from tests.factories import at

WEEKLY = Repeat(unit=Unit.WEEK, count=5)
TUESDAYS = ["2026-11-24 14:00", "2026-12-01 14:00", "2026-12-08 14:00", "2026-12-15 14:00", "2026-12-22 14:00"]


@dataclass
class Team:
    """A series of five Tuesdays, 14 to 16 o'clock, and the ways to change it."""

    calendar: SeriesDesk
    series: Series

    @property
    def dates(self) -> list[Booking]:
        return self.calendar.dates(self.series)

    @property
    def all_dates(self) -> list[Booking]:
        """Those of every series, by when they were made."""
        return list(self.calendar.session.exec(select(Booking).order_by(Booking.id)))  # type: ignore[arg-type]

    @property
    def walls(self) -> list[str]:
        return [self.calendar.wall(booking.starts_at) for booking in self.all_dates]

    def wish(self, booking: Booking, **fields: Any) -> Any:
        wanted = wish_of(booking, room_of(self.calendar.session, booking).room)
        if "start" in fields:
            length = wanted.ends_at - wanted.starts_at
            starts_at = at(fields.pop("start"))
            wanted = replace(wanted, starts_at=starts_at, ends_at=starts_at + length)
        return replace(wanted, **fields)

    def change(
        self,
        number: int,
        scope: Scope,
        choices: Mapping[date, Choice] | None = None,
        by: Role = Role.ORGANISER,
        overwrite: bool = False,
        **fields: Any,
    ) -> SeriesChange:
        booking = self.dates[number]
        desk = self.calendar
        assert booking.id is not None
        return change_dates(
            desk.session, booking.id, scope, desk.staff[by], self.wish(booking, **fields), desk.now, desk.site, choices, overwrite,
        )  # fmt: skip

    def cancel(self, number: int, scope: Scope, by: Role = Role.ORGANISER) -> None:
        booking = self.dates[number]
        assert booking.id is not None
        cancel_dates(self.calendar.session, booking.id, scope, self.calendar.staff[by], self.calendar.now)


@pytest.fixture
def team(calendar: SeriesDesk) -> Team:
    return Team(calendar, calendar.book(WEEKLY, wish(title="Team")))


def _holds(session: Session) -> list[tuple[int, str]]:
    rows = session.exec(select(Reservation).where(Reservation.is_active).order_by(Reservation.from_at)).all()  # type: ignore[arg-type]
    return [(row.booking_id, f"{row.from_at:%m-%d %H:%M}") for row in rows]


def test_one_date_moves_alone(team: Team) -> None:
    team.change(1, Scope.THIS, start="2026-12-02 09:00")

    assert team.walls == [TUESDAYS[0], "2026-12-02 09:00", *TUESDAYS[2:]]
    assert team.calendar.wall(team.dates[1].series_date or team.calendar.now) == TUESDAYS[1]
    assert repeat_of(team.series).weekdays == ("tue",)


def test_this_and_the_following_move_as_a_series_of_their_own(session: Session, team: Team) -> None:
    team.change(2, Scope.FOLLOWING, start="2026-12-09 10:00")

    assert team.walls == [*TUESDAYS[:2], "2026-12-09 10:00", "2026-12-16 10:00", "2026-12-23 10:00"]
    [old, new] = session.exec(select(Series).order_by(Series.id)).all()  # type: ignore[arg-type]
    assert (new.split_from, new.first_day, new.uid != old.uid) == (old.id, date(2026, 12, 9), True)
    assert repeat_of(old) == Repeat(unit=Unit.WEEK, weekdays=("tue",), until=date(2026, 12, 7))
    assert repeat_of(new) == Repeat(unit=Unit.WEEK, weekdays=("wed",), until=date(2026, 12, 23))
    assert [booking.series_date for booking in team.calendar.dates(new)] == [
        booking.starts_at for booking in team.calendar.dates(new)
    ]
    assert [len(team.calendar.dates(each)) for each in (old, new)] == [2, 3]


def test_every_date_keeps_its_history(session: Session, team: Team) -> None:
    team.change(2, Scope.FOLLOWING, start="2026-12-08 10:00")

    verbs = [[change.verb for change in history(session, booking.id or 0)] for booking in team.all_dates]
    assert verbs == [["book"], ["book"], ["book", "move"], ["book", "move"], ["book", "move"]]


def test_all_dates_change_in_place_while_none_has_been(session: Session, team: Team) -> None:
    team.change(1, Scope.ALL, start="2026-12-02 10:00", title="Wednesday team")

    assert team.walls == [
        f"{day} 10:00" for day in ("2026-11-25", "2026-12-02", "2026-12-09", "2026-12-16", "2026-12-23")
    ]
    assert {booking.title for booking in team.dates} == {"Wednesday team"}
    [series] = session.exec(select(Series)).all()
    assert (series.title, series.first_day, repeat_of(series).weekdays) == (
        "Wednesday team",
        date(2026, 11, 25),
        ("wed",),
    )
    assert [booking.series_date for booking in team.dates] == [booking.starts_at for booking in team.dates]


def test_what_has_been_never_changes(session: Session, team: Team) -> None:
    """On 8 December at 15:00 the third date is running."""
    team.calendar.now = at("2026-12-08 15:00")

    found = team.change(4, Scope.ALL, start="2026-12-22 09:00")

    assert team.walls == [*TUESDAYS[:3], "2026-12-15 09:00", "2026-12-22 09:00"]
    assert [booking.id for booking in found.affected.past] == [booking.id for booking in team.all_dates[:3]]
    assert len(session.exec(select(Series)).all()) == 2


def test_other_words_for_all_leave_what_has_been_in_the_same_series(session: Session, team: Team) -> None:
    team.calendar.now = at("2026-12-08 15:00")

    team.change(4, Scope.ALL, title="Team and guests")

    assert [booking.title for booking in team.dates] == ["Team"] * 3 + ["Team and guests"] * 2
    [series] = session.exec(select(Series)).all()
    assert series.title == "Team and guests"


def test_a_date_that_was_changed_on_its_own_takes_part_in_what_is_not_its_own(team: Team) -> None:
    team.change(1, Scope.THIS, start="2026-12-02 09:00")

    found = team.change(0, Scope.ALL, heads=12)

    assert [booking.heads for booking in team.dates] == [12] * 5
    assert team.walls[1] == "2026-12-02 09:00"
    assert found.exceptions == ()


def test_a_date_that_was_changed_on_its_own_keeps_its_own_way_and_is_named(team: Team) -> None:
    team.change(1, Scope.THIS, start="2026-12-02 09:00")

    found = team.change(0, Scope.ALL, start="2026-11-24 10:00")

    assert team.walls == [
        "2026-11-24 10:00", "2026-12-02 09:00", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-22 10:00",
    ]  # fmt: skip
    assert [(each.booking.id, each.keeps) for each in found.exceptions] == [
        (team.dates[1].id, frozenset({Aspect.TIME}))
    ]
    assert team.calendar.wall(team.dates[1].series_date or team.calendar.now) == "2026-12-01 10:00"


def test_an_exception_gives_way_when_that_is_wanted(team: Team) -> None:
    team.change(1, Scope.THIS, start="2026-12-02 09:00")

    team.change(0, Scope.ALL, start="2026-11-26 10:00", overwrite=True)

    assert team.walls == [
        f"{day} 10:00" for day in ("2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17", "2026-12-24")
    ]


def test_a_date_may_take_the_time_that_another_of_the_series_leaves(session: Session, team: Team) -> None:
    team.change(0, Scope.ALL, start="2026-12-01 14:00")

    assert team.walls == [*TUESDAYS[1:], "2026-12-29 14:00"]
    assert [booking_id for booking_id, _ in _holds(session)] == [booking.id for booking in team.dates]


def test_dates_that_clash_after_the_change_are_named_all_at_once(session: Session, desk: Desk, team: Team) -> None:
    first = desk.book("2026-12-02 10:00", "2026-12-02 11:00")
    second = desk.book("2026-12-16 10:00", "2026-12-16 11:00")
    before = team.walls

    with pytest.raises(UndecidedChange) as refusal:
        team.change(0, Scope.ALL, start="2026-11-25 10:00")

    changes = [each for each in refusal.value.dates if isinstance(each, DateChange)]
    assert [(each.booking.id, each.problem) for each in changes] == [
        (team.dates[1].id, SlotTaken("room-301", first.reserved_from, first.reserved_until)),
        (team.dates[3].id, SlotTaken("room-301", second.reserved_from, second.reserved_until)),
    ]
    assert team.walls == before


def test_a_date_that_clashes_stays_goes_elsewhere_or_at_another_time_as_decided(
    desk: Desk, team: Team, building: dict[str, Room]
) -> None:
    for day in ("02", "09", "16"):
        desk.book(f"2026-12-{day} 10:00", f"2026-12-{day} 11:00")

    team.change(
        0,
        Scope.ALL,
        {
            date(2026, 12, 1): Choice(skip=True),
            date(2026, 12, 8): Choice(room="room-402"),
            date(2026, 12, 15): Choice(starts_at=at("2026-12-16 13:00")),
        },
        start="2026-11-25 10:00",
    )

    assert [(team.calendar.wall(booking.starts_at), booking.room_id) for booking in team.dates] == [
        ("2026-11-25 10:00", building["room-301"].id),
        ("2026-12-01 14:00", building["room-301"].id),
        ("2026-12-09 10:00", building["room-402"].id),
        ("2026-12-16 13:00", building["room-301"].id),
        ("2026-12-23 10:00", building["room-301"].id),
    ]


def test_a_look_at_a_change_writes_nothing(session: Session, team: Team) -> None:
    booking = team.dates[0]
    assert booking.id is not None
    before, sequence = team.walls, team.series.sequence

    found = change_preview(
        session, booking.id, Scope.ALL, team.calendar.staff[Role.ORGANISER],
        team.wish(booking, start="2026-11-25 10:00"), team.calendar.now, team.calendar.site,
    )  # fmt: skip

    assert found.aspects == {Aspect.DAY, Aspect.TIME}
    assert [team.calendar.wall(each.wish.starts_at) for each in found.dates][-1] == "2026-12-23 10:00"
    assert (team.walls, team.series.sequence) == (before, sequence)


def test_a_monthly_series_that_moves_by_days_goes_on_as_a_list(calendar: SeriesDesk) -> None:
    """The first Fridays of January and February 2027 are closed days."""
    first_fridays = Repeat(unit=Unit.MONTH, nth=1, weekdays=("fri",), count=3)
    team = Team(calendar, calendar.book(first_fridays, wish("2026-12-04 10:00", "2026-12-04 11:00")))

    team.change(0, Scope.ALL, start="2026-12-05 10:00")

    assert team.walls == ["2026-12-05 10:00", "2027-03-06 10:00", "2027-04-03 10:00"]
    assert repeat_of(team.series) == Repeat(
        unit=Unit.DATES, dates=(date(2026, 12, 5), date(2027, 3, 6), date(2027, 4, 3))
    )


@pytest.mark.parametrize(("scope", "standing"), [(Scope.THIS, [0, 2, 3, 4]), (Scope.FOLLOWING, [0]), (Scope.ALL, [])])
def test_this_the_following_or_all_are_cancelled(
    session: Session, team: Team, scope: Scope, standing: list[int]
) -> None:
    team.cancel(1, scope)

    assert [number for number, booking in enumerate(team.dates) if booking.cancelled_at is None] == standing
    assert {booking_id for booking_id, _ in _holds(session)} == {team.dates[number].id for number in standing}


def test_cancelling_all_leaves_what_has_been(team: Team) -> None:
    team.calendar.now = at("2026-12-08 15:00")

    team.cancel(0, Scope.ALL)

    assert [booking.cancelled_at is None for booking in team.dates] == [True, True, True, False, False]


def test_a_cancelled_date_stays_cancelled_when_the_rest_moves(team: Team) -> None:
    team.cancel(1, Scope.THIS)

    team.change(0, Scope.ALL, start="2026-11-24 10:00")

    assert [booking.cancelled_at is None for booking in team.dates] == [True, False, True, True, True]
    assert team.calendar.wall(team.dates[1].series_date or team.calendar.now) == "2026-12-01 10:00"


def test_a_date_that_was_passed_on_is_its_new_organiser_s(session: Session, team: Team) -> None:
    passed_on = team.dates[2]
    passed_on.organiser_id = team.calendar.staff[Role.ADMIN].id
    session.flush()

    found = team.change(0, Scope.ALL, title="Mine")

    assert [booking.title for booking in team.dates] == ["Mine", "Mine", "Team", "Mine", "Mine"]
    assert found.affected.foreign == (passed_on,)


def test_somebody_else_s_series_is_left_alone(team: Team) -> None:
    team.series.made_by = team.calendar.staff[Role.ADMIN].id
    for booking in team.dates:
        booking.organiser_id = team.calendar.staff[Role.ADMIN].id

    with pytest.raises(NotYourBooking):
        team.change(0, Scope.ALL, title="Mine")
    with pytest.raises(NotYourBooking):
        team.cancel(0, Scope.ALL)


def test_a_single_booking_is_no_series(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None

    with pytest.raises(NoSeries):
        affected(session, booking.id, Scope.ALL, desk.staff[Role.ORGANISER], desk.now)


def test_the_calendar_number_of_a_series_rises_with_any_of_its_dates(session: Session, desk: Desk, team: Team) -> None:
    booking = team.dates[3]
    assert booking.id is not None
    before = team.series.sequence

    change(session, booking.id, desk.staff[Role.ORGANISER], desk.now, desk.site, title="Special")

    session.refresh(team.series)
    assert team.series.sequence == before + 1


def test_longer_for_all_keeps_their_starts(team: Team) -> None:
    booking = team.dates[0]
    team.change(0, Scope.ALL, ends_at=booking.ends_at + timedelta(hours=1))

    assert team.walls == TUESDAYS
    assert {booking.ends_at - booking.starts_at for booking in team.dates} == {timedelta(hours=3)}
    assert team.series.minutes == 180


def test_looking_at_a_change_of_many_dates_takes_as_many_statements_as_of_few(
    session: Session, database: Database, calendar: SeriesDesk
) -> None:
    counts = []
    for count, room in ((5, "room-301"), (50, "room-402")):
        team = Team(calendar, calendar.book(Repeat(unit=Unit.DAY, count=count), wish(room=room)))
        first = team.dates[0]
        assert first.id is not None
        later = team.wish(first, start="2026-11-24 15:00")
        session.flush()
        with counted(database) as statements:
            change_preview(
                session, first.id, Scope.ALL, calendar.staff[Role.ORGANISER], later, calendar.now, calendar.site
            )
        counts.append(len(statements))

    assert counts[0] == counts[1]
