"""What people are told of a series: once, not once a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.handing_over import pass_on
from meetbot.booking.models import Booking
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.service import Scope, book_series, cancel_dates, change_dates
from meetbot.booking.wishes import wish_of
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import member
from tests.booking.conftest import wish
from tests.handlers.booking.conftest import Organiser, organiser
from tests.harness import Harness

WEEKLY = Repeat(unit=Unit.WEEK, count=12)


def _member(session: Session, who: Organiser) -> Member:
    found = member(session, who.user.id)
    assert found is not None
    return found


async def _booked(service: Harness, by: Organiser, whose: Organiser) -> None:
    with service.database.writing() as session:
        site, now = service.service.parts.site, service.clock.now()
        wanted = replace(wish(title="Team"), organiser=_member(session, whose).id)
        book_series(session, wanted, WEEKLY, _member(session, by), now, site)
    await service.settle()


def _lines(who: Organiser) -> list[str]:
    return [line for each in who.user.received for line in each.text.splitlines()]


@pytest.mark.parametrize(
    ("language", "moved", "cancelled"),
    [
        (
            "en",
            "🔁 …and 11 other dates of the series",
            "🔁 …and 10 other dates of the series",
        ),
        (
            "zh",
            "🔁 同系列的另外11场也是如此",
            "🔁 同系列的另外10场也是如此",
        ),
    ],
)
async def test_the_organiser_is_told_once_of_many_dates(
    service: Harness, language: str, moved: str, cancelled: str
) -> None:
    olga = await organiser(service, "Olga", language=language)
    sun = await organiser(service, "Sun", Role.SUPERVISOR)

    await _booked(service, sun, olga)
    assert len(olga.user.received) == 2  # the greeting, and the card of the first date

    service.clock.jump(service.clock.now() + timedelta(minutes=5))
    with service.database.writing() as session:
        first = session.get_one(Booking, 1)
        was = wish_of(first, room_of(session, first).room)
        later = replace(was, starts_at=was.starts_at + timedelta(hours=1), ends_at=was.ends_at + timedelta(hours=1))
        site, now = service.service.parts.site, service.clock.now()
        change_dates(session, 1, Scope.ALL, _member(session, sun), later, now, site)
    await service.settle()
    service.clock.jump(service.clock.now() + timedelta(minutes=5))
    with service.database.writing() as session:
        cancel_dates(session, 2, Scope.FOLLOWING, _member(session, sun), service.clock.now())
    await service.settle()

    assert [line for line in _lines(olga) if line.startswith(("🔁 …", "🔁 同"))] == [moved, cancelled]
    assert len([each for each in olga.user.received if each.document]) == 2


def _others(who: Organiser) -> list[str]:
    return [line for line in _lines(who) if line.startswith(("🔁 …and", "🔁 同"))]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_who_took_one_date_is_told_of_that_date_alone(service: Harness, language: str) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT, language=language)
    olga = await organiser(service, "Olga")
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await _booked(service, olga, olga)
    await alan.presses("✋ Take|✋ 接")
    service.clock.jump(service.clock.now() + timedelta(minutes=5))

    with service.database.writing() as session:
        cancel_dates(session, 1, Scope.ALL, _member(session, sun), service.clock.now())
    await service.settle()

    assert alan.text.splitlines()[0] in ("❌ Sun cancelled this booking", "❌ Sun取消了这个预订")
    assert _others(alan) == []
    assert _others(olga) == ["🔁 …and 11 other dates of the series"]


async def test_who_was_given_some_of_the_dates_is_told_once_of_those(service: Harness) -> None:
    olga, bob = await organiser(service, "Olga"), await organiser(service, "Bob")
    sun = await organiser(service, "Sun", Role.SUPERVISOR)
    await _booked(service, olga, olga)
    with service.database.writing() as session:
        given = [session.get_one(Booking, number) for number in (4, 7, 9)]
        heir = _member(session, bob).id
        pass_on(session, given, heir, _member(session, olga), service.clock.now())
    await service.settle()
    service.clock.jump(service.clock.now() + timedelta(minutes=5))

    with service.database.writing() as session:
        cancel_dates(session, 1, Scope.ALL, _member(session, sun), service.clock.now())
    await service.settle()

    assert _others(olga) == ["🔁 …and 8 other dates of the series"]
    assert _others(bob) == ["🔁 …and 2 other dates of the series"]


async def test_attendants_are_called_for_the_dates_of_the_coming_week_only(service: Harness) -> None:
    alan = await organiser(service, "Alan", Role.ATTENDANT)
    olga = await organiser(service, "Olga")

    await _booked(service, olga, olga)

    assert len([each for each in alan.user.received if "✋ Take" in each.buttons]) == 1
