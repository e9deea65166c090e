"""A problem on an item is a defect, and so is a shortfall of cups."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.models import Booking
from meetbot.checklists.items import ItemState
from meetbot.checklists.models import Outcome
from meetbot.checklists.service import checklist, problem, skip, tick, untick
from meetbot.defects.models import Defect
from meetbot.defects.service import resolve
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.checklists.conftest import CLEARING, PREPARING, House, rows, state


# Problems and counts -------------------------------------------------------------------------------------------------------
def defects(session: Session) -> list[Defect]:
    return list(session.exec(select(Defect).order_by(col(Defect.id))))


def test_a_problem_opens_a_defect_with_all_that_is_known(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    found = problem(session, number, "room.test", alan, PREPARING, words="no picture", update_id=99)

    assert found.model_dump(exclude={"id"}) == {
        "room_id": booked.room_id, "booking_id": number, "item_key": "room.test", "thing": "projector",
        "words": "no picture", "reporter_id": alan.id, "reported_at": PREPARING, "update_id": 99, "resolved_at": None,
    }  # fmt: skip
    entry = checklist(session, number, PREPARING).entry("room.test")
    assert (entry.state, entry.defect_id) == (ItemState.PROBLEM, found.id)


def test_a_problem_said_twice_is_one_defect(session: Session, alan: Member, beth: Member, number: int) -> None:
    first = problem(session, number, "room.test", alan, PREPARING)
    again = problem(session, number, "room.test", alan, PREPARING, words="the lamp")
    pressed_by_another = problem(session, number, "room.test", beth, PREPARING)

    assert again is first
    assert pressed_by_another is first
    assert [each.words for each in defects(session)] == ["the lamp"]
    assert rows(session, number) == [("room.test", Outcome.PROBLEM, None, True)]


def test_another_attendant_adds_to_the_same_defect(session: Session, alan: Member, beth: Member, number: int) -> None:
    problem(session, number, "room.test", alan, PREPARING, words="the lamp")
    problem(session, number, "room.test", beth, PREPARING, words="no remote")

    assert [(each.reporter_id, each.words) for each in defects(session)] == [(alan.id, "the lamp\nno remote")]


def test_a_problem_is_heard_on_an_item_that_was_ticked(session: Session, alan: Member, number: int) -> None:
    tick(session, number, "room.open", alan, PREPARING)
    problem(session, number, "room.open", alan, PREPARING)

    assert rows(session, number) == [
        ("room.open", Outcome.TICKED, None, False),
        ("room.open", Outcome.PROBLEM, None, True),
    ]


def test_unticking_a_problem_leaves_the_defect_open(session: Session, alan: Member, number: int) -> None:
    problem(session, number, "room.open", alan, PREPARING)
    untick(session, number, "room.open", alan, PREPARING)

    assert state(session, number, "room.open") is ItemState.OPEN
    assert [each.resolved_at for each in defects(session)] == [None]


def test_a_problem_after_the_first_was_mended_is_another_defect(
    session: Session, house: House, alan: Member, number: int
) -> None:
    first = problem(session, number, "room.test", alan, PREPARING)
    resolve(session, first.id or 0, "new lamp", house.staff[Role.ADMIN], PREPARING)

    second = problem(session, number, "room.test", alan, PREPARING + timedelta(minutes=5))

    assert second.id != first.id


def test_as_many_cups_as_were_put_out_are_no_problem(session: Session, alan: Member, number: int) -> None:
    made = tick(session, number, "after.cups", alan, CLEARING, count=21)

    assert (made.outcome, made.count, defects(session)) == (Outcome.TICKED, 21, [])


def test_a_shortfall_of_cups_opens_a_defect(session: Session, alan: Member, booked: Booking, number: int) -> None:
    made = tick(session, number, "after.cups", alan, CLEARING, count=19)

    assert (made.outcome, made.count) == (Outcome.PROBLEM, 19)
    assert [(each.room_id, each.item_key, each.thing, each.words) for each in defects(session)] == [
        (booked.room_id, "after.cups", "cups", "19/21")
    ]


@pytest.mark.parametrize(("put_out", "returned", "is_short"), [(18, 18, False), (18, 17, True), (25, 21, True)])
def test_cups_are_compared_with_what_was_really_put_out(
    session: Session, alan: Member, number: int, put_out: int, returned: int, is_short: bool
) -> None:
    for key in ("room.chairs", "place.paper"):
        tick(session, number, key, alan, PREPARING)
    tick(session, number, "place.cups", alan, PREPARING, count=put_out)

    made = tick(session, number, "after.cups", alan, CLEARING, count=returned)

    assert (made.outcome is Outcome.PROBLEM) == is_short


def test_no_cups_are_missed_where_none_were_put_out(session: Session, alan: Member, number: int) -> None:
    skip(session, number, "place.cups", alan, PREPARING, reason="guests bring their own")

    made = tick(session, number, "after.cups", alan, CLEARING, count=0)

    assert (made.outcome, defects(session)) == (Outcome.TICKED, [])


def test_counting_again_puts_the_count_right(session: Session, alan: Member, number: int) -> None:
    for count in (19, 19, 20, 21):
        tick(session, number, "after.cups", alan, CLEARING, count=count)

    assert rows(session, number) == [
        ("after.cups", Outcome.PROBLEM, 19, False),
        ("after.cups", Outcome.PROBLEM, 20, False),
        ("after.cups", Outcome.TICKED, 21, True),
    ]
    # what was said stays: whoever looks after the defect closes it
    assert [(each.words, each.resolved_at) for each in defects(session)] == [("19/21\n20/21", None)]
