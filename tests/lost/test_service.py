"""Finds: told once, within limits, handed over once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.errors import NotAllowed, NotFound
from meetbot.files.service import keep
from meetbot.lost.errors import AlreadyHandedOver, FindWordsTooLong, NothingSaid, TooManyFindPhotos
from meetbot.lost.service import (
    MOST_PHOTOS,
    add_photo,
    add_words,
    find,
    hand_over,
    handed_over_since,
    meetings_before,
    open_finds,
    set_spot,
    view,
)
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.checklists.conftest import House
from tests.factories import at

FOUND = at("2026-11-24 16:10")
LATER = FOUND + timedelta(minutes=20)


@pytest.fixture
def scarf(session: Session, alan: Member, number: int) -> int:
    return find(session, alan, FOUND, "A grey scarf", booking_id=number).id or 0


def photo(session: Session, number: int = 0) -> int:
    return keep(session, f"photo {number}".encode(), "image/jpeg", "photo.jpg", FOUND).id or 0


def test_the_same_update_is_the_same_find(session: Session, alan: Member, number: int) -> None:
    made = [find(session, alan, FOUND, "A scarf", booking_id=number, update_id=7).id for _ in range(2)]

    assert made[0] == made[1]


def test_it_lies_in_the_room_of_the_meeting_and_goes_to_its_organiser(
    session: Session, olga: Member, scarf: int
) -> None:
    found = view(session, scarf)

    assert found.room is not None
    assert found.owner is not None
    assert (found.room.code, found.owner.id, found.owner.department) == ("m-101", olga.id, "Finance")


@pytest.mark.parametrize(
    ("words", "refusal"), [(" \n", NothingSaid), ("x" * 401, FindWordsTooLong)], ids=["nothing", "a novel"]
)
def test_a_find_says_what_it_is(session: Session, alan: Member, words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        find(session, alan, FOUND, words)


@pytest.mark.parametrize("where", [{"room_id": 999}, {"booking_id": 999}, {"files": (999,)}])
def test_what_does_not_exist_is_not_found(session: Session, alan: Member, where: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        find(session, alan, FOUND, "A scarf", **where)  # type: ignore[arg-type]


def test_words_are_added_once_and_within_the_limit(session: Session, alan: Member, scarf: int) -> None:
    for _ in range(2):
        add_words(session, scarf, "with a label", alan)
    assert view(session, scarf).find.words == "A grey scarf\nwith a label"
    with pytest.raises(FindWordsTooLong):
        add_words(session, scarf, "x" * 390, alan)


def test_no_more_photos_than_fit(session: Session, alan: Member, scarf: int) -> None:
    for number in range(MOST_PHOTOS):
        add_photo(session, scarf, photo(session, number), alan, LATER)
    add_photo(session, scarf, photo(session, 0), alan, LATER)
    with pytest.raises(TooManyFindPhotos):
        add_photo(session, scarf, photo(session, MOST_PHOTOS), alan, LATER)


def test_the_organiser_says_it_for_herself_and_the_staff_name_somebody(
    session: Session, olga: Member, alan: Member, scarf: int
) -> None:
    with pytest.raises(NothingSaid):
        hand_over(session, scarf, alan, LATER)
    hand_over(session, scarf, olga, LATER)
    found = hand_over(session, scarf, olga, LATER + timedelta(minutes=1))

    assert found.handed is not None
    assert (found.handed.receiver, found.handed.at, found.hander) == ("Olga · Finance", LATER, "Olga")
    with pytest.raises(AlreadyHandedOver):
        hand_over(session, scarf, alan, LATER, "Mr. Li")


@pytest.mark.parametrize("role", [Role.CLEANER, Role.MAINTENANCE])
def test_others_know_nothing_of_it(session: Session, house: House, scarf: int, role: Role) -> None:
    other = house.staff[role]
    with pytest.raises(NotFound):
        hand_over(session, scarf, other, LATER, "me")
    with pytest.raises(NotFound):
        add_words(session, scarf, "mine", other)
    with pytest.raises(NotFound):
        set_spot(session, scarf, "on a chair", other)
    with pytest.raises(NotAllowed):
        open_finds(session, other)


def test_a_cleaner_who_found_it_describes_it_and_does_not_hand_it_over(
    session: Session, house: House, number: int
) -> None:
    clara = house.staff[Role.CLEANER]
    made = find(session, clara, FOUND, "A ring", booking_id=number).id or 0
    assert set_spot(session, made, "On the floor", clara).find.spot == "On the floor"
    with pytest.raises(NotAllowed):
        hand_over(session, made, clara, LATER, "me")


def test_those_it_goes_to_do_not_say_what_it_is(session: Session, olga: Member, scarf: int) -> None:
    with pytest.raises(NotAllowed):
        add_words(session, scarf, "a fur coat", olga)
    with pytest.raises(NotAllowed):
        set_spot(session, scarf, "in the kitchen", olga)
    with pytest.raises(NotAllowed):
        add_photo(session, scarf, photo(session), olga, LATER)
    assert view(session, scarf).find.words == "A grey scarf"


def test_the_lists_hold_what_waits_and_what_is_gone(session: Session, olga: Member, alan: Member, scarf: int) -> None:
    ring = find(session, alan, LATER, "A ring").id or 0
    assert [each.id for each in open_finds(session, alan)] == [scarf, ring]
    hand_over(session, scarf, olga, LATER)

    assert [each.id for each in open_finds(session, alan)] == [ring]
    assert [each.id for each in handed_over_since(session, alan, LATER)] == [scarf]
    assert handed_over_since(session, alan, LATER + timedelta(seconds=1)) == []


def test_it_may_belong_to_the_last_meetings_that_have_begun(session: Session, house: House, number: int) -> None:
    room = house.book("2026-11-24 17:30", "2026-11-24 18:00").room_id
    house.book("2026-11-23 15:00", "2026-11-23 16:00")

    assert [each.starts_at for each in meetings_before(session, room, FOUND)] == [
        at("2026-11-24 14:00"), at("2026-11-23 15:00"),
    ]  # fmt: skip
