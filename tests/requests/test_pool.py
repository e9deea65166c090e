"""What was taken and is not done after all waits again; that it was taken stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Booking
from meetbot.checklists.service import release, take
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.requests import cleaning
from meetbot.requests import service as requests
from meetbot.requests.models import GiveBack, RequestKind
from meetbot.requests.pool import give_back_call, give_back_request, return_calls, return_requests, times_returned
from tests.checklists.conftest import House
from tests.factories import at

ASKED = at("2026-11-24 14:20")
TAKEN, BACK = ASKED + timedelta(minutes=1), ASKED + timedelta(minutes=5)


@pytest.fixture
def tea(session: Session, olga: Member, alan: Member, number: int) -> int:
    """Asked by Olga, taken by Alan."""
    found = requests.ask(session, number, RequestKind.TEA, olga, ASKED).id or 0
    requests.take(session, found, alan, TAKEN)
    return found


@pytest.fixture
def spill(session: Session, alan: Member, number: int) -> int:
    """Called by Alan, who goes himself."""
    found = cleaning.call(session, alan, ASKED, "Something was spilt", booking_id=number).id or 0
    cleaning.take(session, found, alan, TAKEN)
    return found


def back(session: Session) -> list[tuple[int | None, int | None, int]]:
    rows = session.exec(select(GiveBack).order_by("id"))
    return [(row.request_id, row.call_id, row.person_id) for row in rows if (row.taken_at, row.at) == (TAKEN, BACK)]


def test_who_took_it_gives_it_back_and_another_may_take_it(
    session: Session, alan: Member, beth: Member, tea: int
) -> None:
    found = give_back_request(session, tea, alan, BACK)
    assert (found.is_open, found.taken, found.time_to_answer) == (True, None, timedelta(minutes=1))

    give_back_request(session, tea, alan, BACK)
    again = requests.take(session, tea, beth, BACK).taken
    assert again is not None
    assert (again.name, back(session)) == ("Beth", [(tea, None, alan.id)])
    assert times_returned(session, [tea], are_calls=False) == {tea: 1}


def test_a_call_comes_back_too(session: Session, alan: Member, spill: int) -> None:
    give_back_call(session, spill, alan, BACK)
    give_back_call(session, spill, alan, BACK)

    found = cleaning.view(session, spill)
    assert (found.taker, found.call.returned_at, back(session)) == ("", BACK, [(None, spill, alan.id)])
    assert times_returned(session, [spill], are_calls=True) == {spill: 1}


def test_only_those_in_charge_take_it_from_somebody_else(
    session: Session, house: House, beth: Member, tea: int, spill: int
) -> None:
    for give_back, subject in ((give_back_request, tea), (give_back_call, spill)):
        with pytest.raises(NotAllowed):
            give_back(session, subject, beth, BACK)
        give_back(session, subject, house.staff[Role.SUPERVISOR], BACK)

    assert len(back(session)) == 2


def test_who_may_not_know_of_it_finds_nothing(session: Session, house: House, tea: int, spill: int) -> None:
    with pytest.raises(NotFound):
        give_back_request(session, tea, house.staff[Role.MAINTENANCE], BACK)
    with pytest.raises(NotAllowed):
        give_back_call(session, spill, house.staff[Role.MAINTENANCE], BACK)


def test_who_leaves_leaves_all_of_it(session: Session, alan: Member, tea: int, spill: int) -> None:
    return_requests(session, alan.id, BACK)
    return_calls(session, alan.id, BACK)

    assert back(session) == [(tea, None, alan.id), (None, spill, alan.id)]


def test_who_gives_the_meeting_back_gives_back_what_was_asked_in_it_and_nothing_else(
    session: Session, house: House, olga: Member, alan: Member, number: int, tea: int, spill: int
) -> None:
    other: Booking = house.book("2026-11-24 08:30", "2026-11-24 12:00")
    chairs = requests.ask(session, other.id or 0, RequestKind.CHAIRS, olga, at("2026-11-24 11:00")).id or 0
    requests.take(session, chairs, alan, TAKEN)
    take(session, number, alan, TAKEN)
    release(session, number, alan, BACK)

    assert back(session) == [(tea, None, alan.id), (None, spill, alan.id)]
    assert requests.view(session, chairs).taken is not None


def test_what_is_done_stays_done(session: Session, alan: Member, tea: int, spill: int) -> None:
    requests.done(session, tea, alan, BACK)
    cleaning.done(session, spill, alan, BACK)
    for give_back, subject in ((give_back_request, tea), (give_back_call, spill)):
        give_back(session, subject, alan, BACK)
    return_requests(session, alan.id, BACK)
    return_calls(session, alan.id, BACK)

    assert back(session) == []


def test_what_was_taken_yesterday_calls_nobody_today(session: Session, alan: Member, tea: int, spill: int) -> None:
    later = BACK + timedelta(days=1)
    return_requests(session, alan.id, later)
    return_calls(session, alan.id, later)

    assert session.exec(select(GiveBack)).all() == []
