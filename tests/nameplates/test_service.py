"""A list of names on its way to the room: sent, checked twice, printed, placed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.errors import MeetingOver, NotYourBooking, UnknownBooking
from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.service import change
from meetbot.nameplates.errors import NoNames, NotCheckedYet, TooManyNames
from meetbot.nameplates.reading import Guest
from meetbot.nameplates.seating import digest_of
from meetbot.nameplates.service import (
    check_seats,
    check_text,
    mark_printed,
    names_of,
    place_cards,
    seating_of,
    set_names,
)
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from tests.booking.conftest import Members
from tests.factories import NOW
from tests.papers.conftest import Held

ANN, BO, CY = Guest("Ann", "Chair"), Guest("Bo"), Guest("Cy")


@pytest.fixture
def found(held: Held) -> Meeting:
    return held("leadership")


@pytest.fixture
def olga(staff: Members) -> Member:
    return staff[Role.ORGANISER]


@pytest.fixture
def digest(session: Session, found: Meeting) -> Callable[[], str]:
    def now() -> str:
        fresh = meeting(session, found.id)
        return digest_of(seating_of(fresh, names_of(session, found.id).guests))

    return now


def printed(session: Session, found: Meeting) -> list[str]:
    names = names_of(session, found.id)
    mark_printed(session, found.id, [each.id for each in names.entries if each.id], NOW)
    return [each.name for each in names.entries]


def test_the_list_keeps_its_order(session: Session, found: Meeting, olga: Member) -> None:
    names = set_names(session, found.id, [ANN, BO, CY], olga, NOW)
    assert names.guests == (ANN, BO, CY)
    assert (names.is_text_checked, names.is_placed, names.are_seats_checked("")) == (False, False, False)


def test_names_are_checked_before_seats_and_seats_before_the_cards_stand(
    session: Session, found: Meeting, olga: Member, digest: Callable[[], str]
) -> None:
    set_names(session, found.id, [ANN, BO], olga, NOW)
    with pytest.raises(NotCheckedYet):
        check_seats(session, found.id, digest(), olga, NOW)
    with pytest.raises(NotCheckedYet):
        place_cards(session, found.id, olga, NOW)
    check_text(session, found.id, olga, NOW)
    check_seats(session, found.id, digest(), olga, NOW)
    place_cards(session, found.id, olga, NOW)
    names = names_of(session, found.id)
    assert names.is_text_checked
    assert names.are_seats_checked(digest())
    assert names.is_placed


def test_seats_that_are_not_those_on_the_picture_cannot_be_confirmed(
    session: Session, found: Meeting, olga: Member, digest: Callable[[], str]
) -> None:
    set_names(session, found.id, [ANN, BO], olga, NOW)
    check_text(session, found.id, olga, NOW)
    shown = digest()
    set_names(session, found.id, [BO, ANN], olga, NOW)
    check_text(session, found.id, olga, NOW)
    with pytest.raises(NotCheckedYet):
        check_seats(session, found.id, shown, olga, NOW)


def test_a_booking_that_changes_its_layout_asks_for_the_seats_again(
    session: Session, found: Meeting, olga: Member, site: Site, digest: Callable[[], str]
) -> None:
    set_names(session, found.id, [ANN, BO, CY], olga, NOW)
    check_text(session, found.id, olga, NOW)
    check_seats(session, found.id, digest(), olga, NOW)
    change(session, found.id, olga, NOW, site, layout="classroom")
    assert not names_of(session, found.id).are_seats_checked(digest())
    assert names_of(session, found.id).is_text_checked


def test_a_late_change_prints_only_what_changed(session: Session, found: Meeting, olga: Member) -> None:
    set_names(session, found.id, [ANN, BO], olga, NOW)
    assert printed(session, found) == ["Ann", "Bo"]
    names = set_names(session, found.id, [CY, ANN, Guest("Bo", "Deputy")], olga, NOW)
    assert [each.name for each in names.unprinted] == ["Cy", "Bo"]
    assert not names.is_text_checked


def test_two_of_the_same_name_need_two_cards(session: Session, found: Meeting, olga: Member) -> None:
    set_names(session, found.id, [ANN], olga, NOW)
    printed(session, found)
    assert len(set_names(session, found.id, [ANN, ANN], olga, NOW).unprinted) == 1


def test_the_same_list_again_changes_nothing(session: Session, found: Meeting, olga: Member) -> None:
    set_names(session, found.id, [ANN, BO], olga, NOW)
    check_text(session, found.id, olga, NOW)
    assert set_names(session, found.id, [ANN, BO], olga, NOW).is_text_checked


def test_more_names_than_places_change_nothing(session: Session, found: Meeting, olga: Member) -> None:
    set_names(session, found.id, [ANN], olga, NOW)
    with pytest.raises(TooManyNames) as refused:
        set_names(session, found.id, [BO] * (found.booking.places + 1), olga, NOW)
    assert refused.value == TooManyNames(found.booking.places + 1, found.booking.places)
    with pytest.raises(NoNames):
        set_names(session, found.id, [], olga, NOW)
    assert names_of(session, found.id).guests == (ANN,)


def test_the_list_is_the_organisers(session: Session, found: Meeting, olga: Member, staff: Members) -> None:
    set_names(session, found.id, [ANN], olga, NOW)
    alan = staff[Role.ATTENDANT]
    with pytest.raises(NotYourBooking):
        set_names(session, found.id, [BO], alan, NOW)
    with pytest.raises(NotYourBooking):
        check_text(session, found.id, alan, NOW)
    with pytest.raises(NotYourBooking):
        place_cards(session, found.id, alan, NOW)


def test_no_list_no_checks(session: Session, found: Meeting, olga: Member) -> None:
    with pytest.raises(NoNames):
        check_text(session, found.id, olga, NOW)
    with pytest.raises(UnknownBooking):
        set_names(session, 999, [ANN], olga, NOW)


def test_what_is_over_does_not_change_any_more(session: Session, found: Meeting, olga: Member) -> None:
    with pytest.raises(MeetingOver):
        set_names(session, found.id, [ANN], olga, NOW + timedelta(days=30))
