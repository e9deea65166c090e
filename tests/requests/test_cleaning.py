"""Calls for cleaners: who calls, who comes, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.errors import NotAllowed, NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.requests.cleaning import call, done, open_calls, take, view
from meetbot.requests.errors import AlreadyAnswered, RequestWordsMissing, RequestWordsTooLong
from meetbot.requests.models import AnswerKind
from tests.checklists.conftest import House
from tests.factories import at

NOON = at("2026-11-24 12:00")
LATER = NOON + timedelta(minutes=4)


@pytest.fixture
def clara(house: House) -> Member:
    return house.staff[Role.CLEANER]


@pytest.fixture
def spill(session: Session, alan: Member, number: int) -> int:
    return call(session, alan, NOON, "Something was spilt", booking_id=number, item_key="after.cleaners").id or 0


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CLEANER, Role.MAINTENANCE])
def test_only_the_staff_call_cleaners(session: Session, house: House, number: int, role: Role) -> None:
    with pytest.raises(NotAllowed):
        call(session, house.staff[role], NOON, "bins", booking_id=number)


@pytest.mark.parametrize(
    ("reason", "refusal"), [(" \n", RequestWordsMissing), ("x" * 301, RequestWordsTooLong)], ids=["nothing", "a novel"]
)
def test_a_call_says_why(session: Session, alan: Member, number: int, reason: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        call(session, alan, NOON, reason, booking_id=number)


@pytest.mark.parametrize("where", [{"room_id": 999}, {"booking_id": 999}, {}])
def test_a_place_that_does_not_exist_is_not_found(session: Session, alan: Member, where: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        call(session, alan, NOON, "bins", **where)  # type: ignore[arg-type]


def test_a_call_goes_to_the_room_of_the_meeting(session: Session, house: House, spill: int) -> None:
    found = view(session, spill)

    assert (found.room.code, found.call.item_key, found.caller) == ("m-101", "after.cleaners", "Alan")


def test_the_same_called_within_a_minute_is_the_same(session: Session, alan: Member, number: int, spill: int) -> None:
    again = call(session, alan, NOON + timedelta(seconds=59), "Something was spilt", booking_id=number)
    later = call(session, alan, NOON + timedelta(seconds=60), "Something was spilt", booking_id=number)

    assert (again.id == spill, later.id == spill) == (True, False)


def test_the_first_comes_and_the_second_learns_who(session: Session, clara: Member, alan: Member, spill: int) -> None:
    take(session, spill, clara, LATER)
    take(session, spill, clara, LATER + timedelta(minutes=1))
    with pytest.raises(AlreadyAnswered) as refused:
        take(session, spill, alan, LATER)

    assert refused.value == AlreadyAnswered(AnswerKind.TAKEN, "Clara", LATER)
    assert view(session, spill).call.taken_at == LATER


def test_an_attendant_may_record_it_as_done(session: Session, clara: Member, alan: Member, spill: int) -> None:
    done(session, spill, alan, LATER)
    for late in (take, done):
        with pytest.raises(AlreadyAnswered):
            late(session, spill, clara, LATER)

    found = view(session, spill)
    assert (found.taker, found.doer, open_calls(session, LATER)) == ("", "Alan", [])


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MAINTENANCE])
def test_nobody_else_answers(session: Session, house: House, spill: int, role: Role) -> None:
    for answer in (take, done):
        with pytest.raises(NotAllowed):
            answer(session, spill, house.staff[role], LATER)


def test_what_was_called_yesterday_is_no_longer_on_the_list(session: Session, spill: int) -> None:
    assert [each.id for each in open_calls(session, LATER)] == [spill]
    assert open_calls(session, NOON + timedelta(days=1)) == []
