"""A picture for each room and layout: set, replaced and removed by those in charge; what was shown stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import UnknownRoom
from meetbot.errors import NotAllowed, NotFound
from meetbot.files.service import keep
from meetbot.looks.models import Look
from meetbot.looks.service import look_of, looks_of, remove_look, set_look
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.checklists.conftest import House, house
from tests.factories import NOW

__all__ = ["house"]
ROOM, LATER = "m-101", NOW + timedelta(hours=1)


@pytest.fixture
def sun(house: House) -> Member:
    return house.staff[Role.SUPERVISOR]


def photo(session: Session, content: bytes = b"a room") -> int:
    return keep(session, content, "image/jpeg", "photo.jpg", NOW).id or 0


def test_a_newer_picture_takes_the_place_of_the_older_which_stays_on_record(session: Session, sun: Member) -> None:
    first, second = photo(session), photo(session, b"the same room")
    set_look(session, ROOM, "oval", first, sun, NOW)
    set_look(session, ROOM, "oval", first, sun, LATER)
    made = set_look(session, ROOM, "oval", second, sun, LATER)
    set_look(session, ROOM, "classroom", first, sun, LATER)

    standing = look_of(session, made.room_id, "oval")
    assert standing is not None
    assert standing.file_id == second
    assert sorted(looks_of(session, made.room_id)) == ["classroom", "oval"]
    rows = session.exec(select(Look).order_by("id")).all()
    assert [(row.layout, row.file_id, row.removed_at) for row in rows] == [
        ("oval", first, LATER), ("oval", second, None), ("classroom", first, None),
    ]  # fmt: skip


def test_removed_it_is_shown_no_more(session: Session, sun: Member) -> None:
    made = set_look(session, ROOM, "oval", photo(session), sun, NOW)
    remove_look(session, ROOM, "oval", sun, LATER)
    remove_look(session, ROOM, "oval", sun, LATER)

    assert look_of(session, made.room_id, "oval") is None
    assert (made.removed_at, made.removed_by) == (LATER, sun.id)


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ATTENDANT, Role.MAINTENANCE, Role.CLEANER])
def test_only_those_in_charge_set_it(session: Session, house: House, role: Role) -> None:
    with pytest.raises(NotAllowed):
        set_look(session, ROOM, "oval", photo(session), house.staff[role], NOW)
    with pytest.raises(NotAllowed):
        remove_look(session, ROOM, "oval", house.staff[role], NOW)


def test_what_does_not_exist_is_not_found(session: Session, sun: Member) -> None:
    with pytest.raises(UnknownRoom):
        set_look(session, "nowhere", "oval", photo(session), sun, NOW)
    with pytest.raises(NotFound):
        set_look(session, ROOM, "banquet", photo(session), sun, NOW)
    with pytest.raises(NotFound):
        set_look(session, ROOM, "oval", 999, sun, NOW)
