"""Who works on a meeting: taken, shared, given back, returned to the pool when somebody leaves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking
from meetbot.checklists.errors import NotInForce
from meetbot.checklists.models import Take
from meetbot.checklists.service import Taker, release, release_all, take, takers
from meetbot.db import Database
from meetbot.errors import NotAllowed
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.checklists.conftest import House, furnish
from tests.factories import NOW, add_person

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MAINTENANCE, Role.CLEANER])
def test_who_does_not_work_on_meetings_takes_none(session: Session, house: House, number: int, role: Role) -> None:
    with pytest.raises(NotAllowed):
        take(session, number, house.staff[role], NOW)
    with pytest.raises(NotAllowed):
        release(session, number, house.staff[role], NOW)

    assert takers(session, number) == ()


def test_a_cancelled_or_unknown_meeting_is_not_taken(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    booked.cancelled_at = NOW

    with pytest.raises(NotInForce):
        take(session, number, alan, NOW)
    with pytest.raises(UnknownBooking):
        take(session, 4711, alan, NOW)
    with pytest.raises(UnknownBooking):
        release(session, 4711, alan, NOW)


def test_taking_twice_is_taking_once(session: Session, alan: Member, booked: Booking, number: int) -> None:
    first, second = take(session, number, alan, NOW), take(session, number, alan, NOW + MINUTE)

    assert second is first
    assert takers(session, number) == (Taker(alan.id, "Alan", NOW),)
    assert booked.next_due is None


def test_two_may_share_a_meeting(session: Session, alan: Member, beth: Member, number: int) -> None:
    take(session, number, beth, NOW)
    take(session, number, alan, NOW + MINUTE)

    assert [taker.name for taker in takers(session, number)] == ["Beth", "Alan"]


def test_two_presses_at_once_take_a_meeting_once(database: Database) -> None:
    with database.writing() as session:
        people = {role: add_person(session, role.value, role, telegram_id=n) for n, role in enumerate(Role, 1)}
        house = furnish(session, people)
        number = house.book("2026-11-24 14:00", "2026-11-24 16:00").id or 0

    def press(_: int) -> None:
        with database.writing() as session:
            take(session, number, house.staff[Role.ATTENDANT], NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(8)))

    with database.reading() as session:
        assert len(session.exec(select(Take)).all()) == 1


def test_giving_back_returns_the_meeting_to_the_pool(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    take(session, number, alan, NOW)
    booked.next_due = NOW
    release(session, number, alan, NOW + MINUTE)
    release(session, number, alan, NOW + 2 * MINUTE)

    assert takers(session, number) == ()
    assert [row.released_at for row in session.exec(select(Take))] == [NOW + MINUTE]
    assert booked.next_due is None


def test_a_meeting_can_be_taken_again(session: Session, alan: Member, number: int) -> None:
    take(session, number, alan, NOW)
    release(session, number, alan, NOW)
    take(session, number, alan, NOW + MINUTE)

    assert takers(session, number) == (Taker(alan.id, "Alan", NOW + MINUTE),)


def test_a_supervisor_takes_work_off_somebody_and_an_attendant_does_not(
    session: Session, house: House, alan: Member, beth: Member, number: int
) -> None:
    take(session, number, alan, NOW)

    with pytest.raises(NotAllowed):
        release(session, number, beth, NOW, person_id=alan.id)
    assert len(takers(session, number)) == 1

    release(session, number, house.staff[Role.SUPERVISOR], NOW, person_id=alan.id)
    assert takers(session, number) == ()


def test_all_work_of_a_person_who_leaves_returns_to_the_pool(
    session: Session, house: House, alan: Member, beth: Member, booked: Booking, number: int
) -> None:
    other = house.book("2026-11-25 14:00", "2026-11-25 16:00")
    for booking_id in (number, other.id or 0):
        take(session, booking_id, alan, NOW)
    take(session, number, beth, NOW)
    booked.next_due = other.next_due = NOW

    assert release_all(session, alan.id, NOW + MINUTE) == [number, other.id]
    assert release_all(session, alan.id, NOW + MINUTE) == []
    assert [taker.name for taker in takers(session, number)] == ["Beth"]
    assert takers(session, other.id or 0) == ()
    assert [each.next_due for each in (booked, other)] == [None, None]
