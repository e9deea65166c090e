"""Asking for service, and answering: who may, when, and who is first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.errors import AlreadyCancelled, MeetingOver, NotYourBooking, UnknownBooking
from meetbot.booking.models import Booking
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.reminders.facts import Staff
from meetbot.reminders.request_reading import request_facts
from meetbot.requests.errors import AlreadyAnswered, RequestWordsMissing, RequestWordsTooLong, TooEarlyToAsk
from meetbot.requests.models import AnswerKind, RequestKind
from meetbot.requests.service import ask, done, of_booking, open_requests, refuse, seen_by, take, view, withdraw
from tests.checklists.conftest import House
from tests.factories import at

DURING = at("2026-11-24 14:20")
LATER = DURING + timedelta(minutes=2)


@pytest.fixture
def tea(session: Session, number: int, olga: Member) -> int:
    return ask(session, number, RequestKind.TEA, olga, DURING).id or 0


def outcomes(session: Session, request_id: int) -> list[tuple[AnswerKind, str]]:
    return [(each.step, each.name) for each in view(session, request_id).answers]


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.CLEANER, Role.MAINTENANCE])
def test_only_who_decides_about_the_meeting_asks(session: Session, house: House, number: int, role: Role) -> None:
    with pytest.raises(NotYourBooking):
        ask(session, number, RequestKind.TEA, house.staff[role], DURING)


def test_a_meeting_that_does_not_exist_is_refused(session: Session, olga: Member) -> None:
    with pytest.raises(UnknownBooking):
        ask(session, 999, RequestKind.TEA, olga, DURING)


@pytest.mark.parametrize("words", ["", "  \n ", "\u200b"])
def test_a_request_of_ones_own_needs_words(session: Session, number: int, olga: Member, words: str) -> None:
    with pytest.raises(RequestWordsMissing):
        ask(session, number, RequestKind.OTHER, olga, DURING, words)


def test_a_novel_is_no_request(session: Session, number: int, olga: Member) -> None:
    with pytest.raises(RequestWordsTooLong):
        ask(session, number, RequestKind.OTHER, olga, DURING, "x" * 301)


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        ("12:59", TooEarlyToAsk(at("2026-11-24 13:00"))),
        ("13:00", None),
        ("16:14", None),
        ("16:15", MeetingOver(at("2026-11-24 16:00"))),
    ],
)
def test_service_is_asked_for_while_somebody_is_in_the_room(session, number, olga, moment, refusal) -> None:
    if refusal is None:
        assert ask(session, number, RequestKind.TEA, olga, at(f"2026-11-24 {moment}")).id
        return
    with pytest.raises(type(refusal)) as refused:
        ask(session, number, RequestKind.TEA, olga, at(f"2026-11-24 {moment}"))
    assert refused.value == refusal


def test_nothing_is_brought_to_a_cancelled_meeting(session: Session, house: House, olga: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00", cancelled_at=DURING)

    with pytest.raises(AlreadyCancelled):
        ask(session, booked.id or 0, RequestKind.TEA, olga, DURING)


def test_the_same_asked_within_a_minute_is_the_same(session: Session, number: int, olga: Member, tea: int) -> None:
    again = ask(session, number, RequestKind.TEA, olga, DURING + timedelta(seconds=59))
    other = ask(session, number, RequestKind.VOLUME, olga, DURING)
    later = ask(session, number, RequestKind.TEA, olga, DURING + timedelta(seconds=60))

    assert (again.id, len({tea, other.id, later.id})) == (tea, 3)


def test_the_same_update_asks_once(session: Session, number: int, olga: Member) -> None:
    first = ask(session, number, RequestKind.OTHER, olga, DURING, "a marker", update_id=5)
    again = ask(session, number, RequestKind.OTHER, olga, DURING + timedelta(hours=1), "a marker", update_id=5)

    assert again is first


def test_two_wishes_in_words_are_two(session: Session, number: int, olga: Member) -> None:
    ask(session, number, RequestKind.OTHER, olga, DURING, "a marker")
    ask(session, number, RequestKind.OTHER, olga, DURING, "a fan")

    assert [each.request.words for each in open_requests(session, DURING)] == ["a marker", "a fan"]


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.CLEANER, Role.MAINTENANCE])
def test_only_the_staff_answer(session: Session, house: House, tea: int, role: Role) -> None:
    by = house.staff[role]
    for answer in (take, done):
        with pytest.raises(NotAllowed):
            answer(session, tea, by, LATER)
    with pytest.raises(NotAllowed):
        refuse(session, tea, by, LATER, "no")

    assert outcomes(session, tea) == []


def test_a_forged_request_is_not_found(session: Session, alan: Member, olga: Member) -> None:
    with pytest.raises(NotFound):
        take(session, 999, alan, LATER)
    with pytest.raises(NotFound):
        withdraw(session, 999, olga, LATER)


def test_a_request_is_nobody_elses_business(session: Session, house: House, tea: int) -> None:
    with pytest.raises(NotFound):
        seen_by(session, tea, house.staff[Role.MAINTENANCE])
    with pytest.raises(NotFound):
        withdraw(session, tea, house.staff[Role.ATTENDANT], LATER)


def test_the_first_is_on_the_way_and_the_second_learns_who(
    session: Session, tea: int, alan: Member, beth: Member
) -> None:
    take(session, tea, alan, LATER)
    take(session, tea, alan, LATER + timedelta(minutes=1))  # the same press once more
    with pytest.raises(AlreadyAnswered) as refused:
        take(session, tea, beth, LATER)

    assert refused.value == AlreadyAnswered(AnswerKind.TAKEN, "Alan", LATER)
    assert outcomes(session, tea) == [(AnswerKind.TAKEN, "Alan")]


def test_what_one_took_another_may_finish_and_then_it_is_over(
    session: Session, tea: int, alan: Member, beth: Member
) -> None:
    take(session, tea, alan, LATER)
    done(session, tea, beth, LATER + timedelta(minutes=3))

    for late in (take, done):
        with pytest.raises(AlreadyAnswered):
            late(session, tea, alan, LATER + timedelta(minutes=4))
    assert outcomes(session, tea) == [(AnswerKind.TAKEN, "Alan"), (AnswerKind.DONE, "Beth")]
    assert open_requests(session, LATER) == []


def test_the_time_to_answer_is_that_of_the_first_answer(session: Session, tea: int, alan: Member) -> None:
    waiting = view(session, tea).time_to_answer
    take(session, tea, alan, LATER)
    done(session, tea, alan, LATER + timedelta(minutes=8))

    assert (waiting, view(session, tea).time_to_answer) == (None, timedelta(minutes=2))


def test_what_cannot_be_done_has_a_reason(session: Session, tea: int, alan: Member) -> None:
    with pytest.raises(RequestWordsMissing):
        refuse(session, tea, alan, LATER, " ")
    refuse(session, tea, alan, LATER, "no cups\nleft")

    end = view(session, tea).end
    assert end is not None
    assert (end.step, end.name, end.words) == (AnswerKind.REFUSED, "Alan", "no cups left")


def test_who_asked_may_take_it_back(session: Session, tea: int, olga: Member, alan: Member) -> None:
    withdraw(session, tea, olga, LATER)
    withdraw(session, tea, olga, LATER)

    with pytest.raises(AlreadyAnswered):
        done(session, tea, alan, LATER)
    assert outcomes(session, tea) == [(AnswerKind.WITHDRAWN, "Olga")]


def test_a_card_shows_what_is_open_and_what_was_closed_lately(
    session: Session, number: int, olga: Member, alan: Member
) -> None:
    ids = [ask(session, number, kind, olga, DURING).id for kind in (RequestKind.TEA, RequestKind.CHAIRS)]
    done(session, ids[0] or 0, alan, LATER)

    assert [each.id for each in of_booking(session, number, DURING)] == ids
    assert [each.id for each in of_booking(session, number, LATER)] == ids[1:]


def test_nobody_waits_for_tea_of_yesterday(session: Session, tea: int) -> None:
    assert [each.id for each in open_requests(session, LATER)] == [tea]
    assert open_requests(session, DURING + timedelta(hours=12)) == []


def test_nobody_waits_for_a_cancelled_meeting(session: Session, number: int, tea: int) -> None:
    booked = session.get_one(Booking, number)
    booked.cancelled_at = LATER
    session.add(booked)
    session.flush()

    assert open_requests(session, LATER) == []
    assert request_facts(session, Staff({}), LATER) == []
