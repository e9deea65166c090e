"""A booking is changed as a whole: time, room, people and needs in one step, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from meetbot.booking.errors import NotYourBooking, SlotTaken
from meetbot.booking.service import history, revise, revision
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, wish
from tests.factories import at


def test_a_larger_room_and_more_people_are_one_change(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None
    wanted = wish("2026-11-24 15:00", "2026-11-24 17:00", room="boardroom", heads=30)

    revise(session, booking.id, desk.staff[Role.ORGANISER], wanted, desk.now, desk.site)

    assert (booking.starts_at, booking.ends_at, booking.heads) == (at("2026-11-24 15:00"), at("2026-11-24 17:00"), 30)
    assert [change.verb for change in history(session, booking.id)] == ["book", "move"]
    assert booking.sequence == 1


def test_what_a_change_would_take_is_told_without_making_it(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None
    wanted = wish("2026-11-24 15:00", "2026-11-24 17:00")

    offer = revision(session, booking.id, desk.staff[Role.ORGANISER], wanted, desk.now, desk.site)

    assert offer.reserved.end == at("2026-11-24 17:15")
    assert booking.starts_at == at("2026-11-24 14:00")
    assert [change.verb for change in history(session, booking.id)] == ["book"]


def test_a_wish_that_is_fulfilled_already_changes_nothing(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None

    revise(session, booking.id, desk.staff[Role.ORGANISER], wish(), desk.now, desk.site)

    assert [change.verb for change in history(session, booking.id)] == ["book"]
    assert booking.sequence == 0


@pytest.mark.parametrize(
    ("changed", "verb"), [({"heads": 12}, "resize"), ({"title": "New"}, "change"), ({"heads": 12, "title": "New"}, "change")]
)  # fmt: skip
def test_a_change_is_called_by_its_gravest_part(
    session: Session, desk: Desk, changed: dict[str, Any], verb: str
) -> None:
    booking = desk.book()
    assert booking.id is not None

    revise(session, booking.id, desk.staff[Role.ORGANISER], wish(**changed), desk.now, desk.site)

    assert history(session, booking.id)[-1].verb == verb


def test_a_room_that_is_taken_leaves_everything_as_it_was(session: Session, desk: Desk) -> None:
    desk.book(room="boardroom")
    booking = desk.book()
    assert booking.id is not None

    with pytest.raises(SlotTaken):
        revise(session, booking.id, desk.staff[Role.ORGANISER], wish(room="boardroom", heads=12), desk.now, desk.site)

    assert booking.heads == 10


def test_somebody_else_may_not_even_ask(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None

    with pytest.raises(NotYourBooking):
        revision(session, booking.id, desk.staff[Role.ATTENDANT], wish(), desk.now, desk.site)
