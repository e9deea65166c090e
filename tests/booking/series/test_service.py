from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import BuildingClosed, NoRoomFits, RoomClosed, SlotTaken, TooLong
from meetbot.booking.models import Booking, Closure, Reservation, Room, Series
from meetbot.booking.series.errors import (
    DatesOverlap,
    EndlessSeries,
    NoDates,
    NothingLeft,
    SameDate,
    SeriesTooFarAhead,
    TooManyDates,
    Undecided,
)
from meetbot.booking.series.outlook import Choice, Fate
from meetbot.booking.series.rule import ClosedDays, Repeat, Unit
from meetbot.db import Database
from meetbot.errors import MeetbotError, NotAllowed
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, wish
from tests.booking.series.conftest import SeriesDesk, counted
from tests.factories import NOW, at

# 24 November 2026 is a Tuesday. The sample house is closed on Sundays and on 1 January 2027.
WEEKLY = Repeat(unit=Unit.WEEK, count=4)


def test_every_date_of_a_series_is_a_booking(session: Session, calendar: SeriesDesk) -> None:
    series = calendar.book(WEEKLY, wish(title="Team"))

    dates = calendar.dates(series)
    assert calendar.walls(series) == [
        "2026-11-24 14:00", "2026-12-01 14:00", "2026-12-08 14:00", "2026-12-15 14:00",
    ]  # fmt: skip
    assert [booking.series_date for booking in dates] == [booking.starts_at for booking in dates]
    assert {(booking.title, booking.ends_at - booking.starts_at) for booking in dates} == {("Team", timedelta(hours=2))}
    assert len({booking.uid for booking in dates} | {series.uid}) == 5
    holding = session.exec(select(Reservation.booking_id).where(Reservation.is_active)).all()
    assert sorted(holding) == sorted(booking.id or 0 for booking in dates)


def test_the_same_draft_is_booked_once(session: Session, calendar: SeriesDesk) -> None:
    first = calendar.book(WEEKLY, draft_id=7)

    again = calendar.book(WEEKLY, draft_id=7)

    assert again.id == first.id
    assert len(session.exec(select(Booking)).all()) == 4


def test_all_dates_that_stand_in_the_way_are_named_at_once_and_nothing_is_booked(
    session: Session, desk: Desk, calendar: SeriesDesk
) -> None:
    taken = desk.book("2026-12-01 15:00", "2026-12-01 17:00")
    session.add(
        Closure(room_id=taken.room_id, from_at=at("2026-12-15 00:00"), until_at=at("2026-12-16 00:00"), reason="paint")
    )
    session.flush()

    with pytest.raises(Undecided) as refusal:
        calendar.book(WEEKLY)

    assert [(dated.day, dated.problem) for dated in refusal.value.dates] == [
        (date(2026, 12, 1), SlotTaken("room-301", taken.reserved_from, taken.reserved_until)),
        (date(2026, 12, 15), RoomClosed("room-301", at("2026-12-16 00:00"))),
    ]
    assert session.exec(select(Booking)).all() == [taken]
    assert session.exec(select(Series)).all() == []


def test_a_date_is_left_out_held_elsewhere_or_at_another_time_as_decided(
    session: Session, desk: Desk, calendar: SeriesDesk, building: dict[str, Room]
) -> None:
    for day in ("2026-11-24", "2026-12-01", "2026-12-08"):
        desk.book(f"{day} 15:00", f"{day} 17:00")

    series = calendar.book(
        WEEKLY,
        choices={
            date(2026, 11, 24): Choice(skip=True),
            date(2026, 12, 1): Choice(room="room-402"),
            date(2026, 12, 8): Choice(starts_at=at("2026-12-09 10:00")),
        },
    )

    assert [
        (calendar.wall(booking.starts_at), calendar.wall(booking.series_date or NOW), booking.room_id)
        for booking in calendar.dates(series)
    ] == [
        ("2026-12-01 14:00", "2026-12-01 14:00", building["room-402"].id),
        ("2026-12-09 10:00", "2026-12-08 14:00", building["room-301"].id),
        ("2026-12-15 14:00", "2026-12-15 14:00", building["room-301"].id),
    ]


def test_a_choice_that_does_not_help_is_asked_for_again(desk: Desk, calendar: SeriesDesk) -> None:
    for room in ("room-301", "room-402"):
        desk.book("2026-12-01 15:00", "2026-12-01 17:00", room=room)

    outlook = calendar.look(WEEKLY, choices={date(2026, 12, 1): Choice(room="room-402")})

    [undecided] = outlook.undecided
    assert isinstance(undecided.problem, SlotTaken)
    assert undecided.problem.room == "room-402"


def test_when_every_date_is_left_out_nothing_is_booked(calendar: SeriesDesk) -> None:
    with pytest.raises(NothingLeft):
        calendar.book(Repeat(unit=Unit.WEEK, count=1), choices={date(2026, 11, 24): Choice(skip=True)})


@pytest.mark.parametrize(
    ("closed", "starts", "left_out"),
    [
        (ClosedDays.SKIP, ["2026-12-31 10:00", "2027-01-02 10:00", "2027-01-04 10:00"], [date(2027, 1, 1), date(2027, 1, 3)]),
        (ClosedDays.NEXT, ["2026-12-31 10:00", "2027-01-02 10:00", "2027-01-04 10:00"], [date(2027, 1, 1), date(2027, 1, 3)]),
        (ClosedDays.KEEP, ["2026-12-31 10:00", "2027-01-01 10:00", "2027-01-02 10:00", "2027-01-03 10:00", "2027-01-04 10:00"], []),
    ],
)  # fmt: skip
def test_closed_days_are_treated_as_the_rule_says(
    calendar: SeriesDesk, closed: ClosedDays, starts: list[str], left_out: list[date]
) -> None:
    daily = Repeat(unit=Unit.DAY, until=date(2027, 1, 4), closed=closed)

    outlook = calendar.look(daily, wish("2026-12-31 10:00", "2026-12-31 11:00"))

    assert [calendar.wall(dated.starts_at) for dated in outlook.booked] == starts
    assert [dated.day for dated in outlook.left_out] == left_out


def test_a_date_moves_off_a_closed_day(calendar: SeriesDesk) -> None:
    """Fridays over New Year, which the house has off: the Saturday after, the Thursday before."""
    fridays = wish("2026-12-25 10:00", "2026-12-25 11:00")

    later = calendar.look(Repeat(unit=Unit.WEEK, count=3, closed=ClosedDays.NEXT), fridays)
    sooner = calendar.look(Repeat(unit=Unit.WEEK, count=3, closed=ClosedDays.PREVIOUS), fridays)

    assert [calendar.wall(dated.starts_at) for dated in later.booked] == [
        "2026-12-25 10:00", "2027-01-02 10:00", "2027-01-08 10:00",
    ]  # fmt: skip
    assert [calendar.wall(dated.starts_at) for dated in sooner.booked] == [
        "2026-12-25 10:00", "2026-12-31 10:00", "2027-01-08 10:00",
    ]  # fmt: skip
    assert [dated.was_moved for dated in later.booked] == [False, True, False]


def test_a_date_that_moves_onto_another_is_left_out_and_says_so(calendar: SeriesDesk) -> None:
    daily = Repeat(unit=Unit.DAY, until=date(2026, 11, 30), closed=ClosedDays.NEXT)

    outlook = calendar.look(daily, wish("2026-11-28 10:00", "2026-11-28 11:00"))

    assert [(dated.day, dated.fate, dated.problem) for dated in outlook.dates] == [
        (date(2026, 11, 28), Fate.BOOKED, None),
        (date(2026, 11, 29), Fate.SAME, SameDate(date(2026, 11, 30))),
        (date(2026, 11, 30), Fate.BOOKED, None),
    ]


def test_workdays_are_those_of_the_site_s_calendar(calendar: SeriesDesk) -> None:
    """Around Spring Festival 2027: 5 and 8-11 February are closed, Sunday the 14th is worked instead."""
    workdays = Repeat(unit=Unit.WORKDAY, until=date(2027, 2, 16))

    outlook = calendar.look(workdays, wish("2027-02-04 10:00", "2027-02-04 11:00"))

    assert [dated.day.day for dated in outlook.dates] == [4, 12, 14, 15, 16]
    assert outlook.undecided == ()


def test_ten_times_are_ten_meetings_also_over_closed_days(calendar: SeriesDesk) -> None:
    daily = Repeat(unit=Unit.DAY, count=10)

    outlook = calendar.look(daily, wish("2026-11-28 10:00", "2026-11-28 11:00"))

    assert len(outlook.booked) == 10
    assert [dated.day for dated in outlook.left_out] == [date(2026, 11, 29), date(2026, 12, 6)]


def test_hours_outside_the_opening_are_decided_date_by_date_or_confirmed_at_once(calendar: SeriesDesk) -> None:
    saturdays = wish("2026-11-28 16:00", "2026-11-28 18:00")
    twice = Repeat(unit=Unit.WEEK, count=2)
    closed = BuildingClosed(date(2026, 11, 28), time(9), time(17))

    asked = calendar.look(twice, saturdays)
    one = calendar.look(twice, saturdays, {date(2026, 11, 28): Choice(closed_ok=True)})
    both = calendar.look(twice, saturdays, confirmed_closed=True)

    assert [dated.problem for dated in asked.undecided] == [closed, replace(closed, day=date(2026, 12, 5))]
    assert [len(outlook.booked) for outlook in (asked, one, both)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("repeat", "wrong"),
    [
        (Repeat(unit=Unit.WEEK), EndlessSeries()),
        (Repeat(unit=Unit.DAY, count=100_000), TooManyDates(100_000, 200, date(2027, 6, 11))),
        (Repeat(unit=Unit.DAY, until=date(9999, 12, 31)), TooManyDates(2_912_116, 200, date(2027, 7, 20))),
        (Repeat(unit=Unit.WEEK, until=date(2099, 1, 1)), SeriesTooFarAhead(date(2027, 11, 22), date(2027, 11, 16), 51)),
        (Repeat(unit=Unit.WEEK, count=60), SeriesTooFarAhead(date(2027, 11, 22), date(2027, 11, 16), 51)),
        (Repeat(unit=Unit.WEEK, until=date(2026, 11, 1)), NoDates(date(2026, 11, 24), date(2026, 11, 1))),
        (Repeat(unit=Unit.MONTH, day=31, every=12, count=3), NoDates(date(2026, 11, 24), None)),
    ],
)  # fmt: skip
def test_a_series_that_cannot_be_is_refused_with_numbers(
    calendar: SeriesDesk, repeat: Repeat, wrong: MeetbotError
) -> None:
    """Of the Tuesdays of a year one is closed: Spring Festival."""
    with pytest.raises(type(wrong)) as refusal:
        calendar.look(repeat)

    assert refusal.value == wrong


def test_what_is_wrong_with_every_date_is_said_once(calendar: SeriesDesk) -> None:
    with pytest.raises(NoRoomFits):
        calendar.look(WEEKLY, wish(heads=10_000, room=None))
    with pytest.raises(TooLong):
        calendar.look(WEEKLY, wish(end="2026-12-24 14:00"))
    with pytest.raises(DatesOverlap):
        calendar.look(Repeat(unit=Unit.DAY, count=2), wish(end="2026-11-25 15:00"), confirmed_closed=True)


def test_without_a_room_the_one_that_is_free_on_every_date_is_taken(desk: Desk, calendar: SeriesDesk) -> None:
    anywhere = wish(room=None)
    tightest = calendar.look(WEEKLY, anywhere).room.spec.code
    desk.book("2026-12-08 14:00", "2026-12-08 16:00", room=tightest)

    outlook = calendar.look(WEEKLY, anywhere)

    assert outlook.undecided == ()
    assert outlook.room.spec.code != tightest


@pytest.mark.parametrize("at_once", [True, False])
def test_a_preview_takes_what_booking_then_takes_also_date_by_date(
    desk: Desk, calendar: SeriesDesk, at_once: bool
) -> None:
    """Set-up too: the Tuesday after another layout needs more than those after the series' own."""
    desk.book("2026-12-01 08:00", "2026-12-01 09:00", layout="classroom", heads=60, room="hall")
    wanted = wish(room="hall", heads=60)

    outlook = calendar.look(WEEKLY, wanted)
    if at_once:
        booked = calendar.dates(calendar.book(WEEKLY, wanted))
    else:
        booked = [
            desk.book(f"2026-{day} 14:00", f"2026-{day} 16:00", room="hall", heads=60)
            for day in ("11-24", "12-01", "12-08", "12-15")
        ]

    offers = [dated.offer for dated in outlook.booked if dated.offer]
    assert [(offer.reserved.start, offer.reserved.end, offer.places) for offer in offers] == [
        (booking.reserved_from, booking.reserved_until, booking.places) for booking in booked
    ]
    assert len({offer.reserved.length for offer in offers}) > 1


def test_those_who_do_not_organise_book_no_series(calendar: SeriesDesk) -> None:
    with pytest.raises(NotAllowed):
        calendar.book(WEEKLY, by=Role.CLEANER)


def test_looking_at_fifty_dates_takes_as_many_statements_as_at_five(
    session: Session, database: Database, calendar: SeriesDesk
) -> None:
    counts = []
    for count in (5, 50):
        calendar.look(Repeat(unit=Unit.DAY, count=count), wish(room=None))  # what is kept is read
        with counted(database) as statements:
            calendar.look(Repeat(unit=Unit.DAY, count=count), wish(room=None))
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 6
