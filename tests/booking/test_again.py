"""A past booking once more: the same at the next weekday and time at which it can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.again import again
from meetbot.booking.bookings import room_of
from meetbot.booking.errors import UnknownBooking
from meetbot.booking.wishes import wish_of
from meetbot.people.roles import Role
from meetbot.standard.needs import Needs
from tests.booking.conftest import Desk
from tests.factories import at


def test_it_is_the_same_a_week_later(session: Session, desk: Desk) -> None:
    booking = desk.book(title="Budget", needs=Needs(fruit=True), layout="oval")
    assert booking.id is not None
    was = wish_of(booking, room_of(session, booking).room)

    found = again(session, booking.id, desk.staff[Role.ORGANISER], at("2026-11-25 09:00"), desk.site)

    week = timedelta(days=7)
    assert found == replace(was, starts_at=was.starts_at + week, ends_at=was.ends_at + week, organiser=None)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-12-01 09:00", "2026-12-01 14:00"),  # the same weekday, still to come
        ("2026-12-01 14:00", "2026-12-08 14:00"),  # it has just begun
        ("2026-12-30 09:00", "2027-01-05 14:00"),
    ],
)
def test_the_next_such_weekday_counts(session: Session, desk: Desk, now: str, start: str) -> None:
    booking = desk.book()
    assert booking.id is not None

    assert again(session, booking.id, desk.staff[Role.ORGANISER], at(now), desk.site).starts_at == at(start)


def test_weeks_that_are_taken_or_closed_are_passed_over(session: Session, desk: Desk) -> None:
    booking = desk.book("2026-11-27 14:00", "2026-11-27 16:00")
    desk.book("2026-12-25 15:00", "2026-12-25 17:00")
    assert booking.id is not None

    found = again(session, booking.id, desk.staff[Role.ORGANISER], at("2026-12-19 09:00"), desk.site)

    assert found.starts_at == at("2027-01-08 14:00")  # on 1 January the house is closed


def test_where_no_week_is_free_the_first_is_offered_and_refused_with_its_reason(session: Session, desk: Desk) -> None:
    booking = desk.book("2026-11-24 14:00", "2026-11-24 16:00")
    for week in range(1, 11):
        start = at("2026-11-24 14:00") + timedelta(weeks=week)
        desk.fulfil(replace(wish_of(booking, room_of(session, booking).room), organiser=None, starts_at=start,
                            ends_at=start + timedelta(hours=2)))  # fmt: skip
    assert booking.id is not None

    found = again(session, booking.id, desk.staff[Role.ORGANISER], at("2026-11-25 09:00"), desk.site)

    assert found.starts_at == at("2026-12-01 14:00")


def test_an_unknown_booking_is_refused(session: Session, desk: Desk) -> None:
    with pytest.raises(UnknownBooking):
        again(session, 99, desk.staff[Role.ORGANISER], desk.now, desk.site)
