"""What a change would do is told before it is saved, and is what happens when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.service import revise, revision
from meetbot.booking.wishes import Wish, wish_of
from meetbot.checklists.effects import Effects, effects_of
from meetbot.checklists.items import ItemState
from meetbot.checklists.service import checklist, tick
from meetbot.people.roles import Role
from meetbot.standard.document import Evidence, Phase
from meetbot.standard.needs import Equipment, Needs
from tests.booking.conftest import Desk
from tests.factories import at


def wanted(session: Session, booking: Booking, **changed: Any) -> Wish:
    return replace(wish_of(booking, room_of(session, booking).room), **changed)


def foretold(session: Session, desk: Desk, booking: Booking, **changed: Any) -> Effects:
    assert booking.id is not None
    wish = wanted(session, booking, **changed)
    offer = revision(session, booking.id, desk.staff[Role.ORGANISER], wish, desk.now, desk.site)
    return effects_of(session, booking.id, wish, offer, desk.now)


def save(session: Session, desk: Desk, booking: Booking, **changed: Any) -> None:
    assert booking.id is not None
    revise(session, booking.id, desk.staff[Role.ORGANISER], wanted(session, booking, **changed), desk.now, desk.site)


def prepare(session: Session, desk: Desk, booking: Booking) -> None:
    """All of the preparation that a tick alone does."""
    assert booking.id is not None
    attendant = desk.staff[Role.ATTENDANT]
    for entry in checklist(session, booking.id, desk.now).entries:
        if entry.item.phase is Phase.PREPARE and entry.item.evidence is Evidence.NONE:
            tick(session, booking.id, entry.item.key, attendant, desk.now)


@pytest.mark.parametrize(
    "changed",
    [
        {"heads": 24},
        {"heads": 4},
        {"layout": "oval"},
        {"room": "boardroom"},
        {"needs": Needs(paper=False, fruit=True, flowers=True)},
        {"needs": Needs(equipment=(Equipment.PROJECTOR,), nameplates=True)},
        {"meeting_type": "leadership"},
        {"starts_at": at("2026-11-25 14:00"), "ends_at": at("2026-11-25 15:30")},
        {"starts_at": at("2026-11-24 14:05") + timedelta(minutes=10), "ends_at": at("2026-11-24 16:00")},
        {"ends_at": at("2026-11-24 18:00")},
        {"title": "Another name"},
    ],
)
def test_what_is_told_before_is_what_happens(session: Session, desk: Desk, changed: dict[str, Any]) -> None:
    booking = desk.book()
    assert booking.id is not None
    prepare(session, desk, booking)
    before = checklist(session, booking.id, desk.now)
    setup = booking.starts_at - booking.reserved_from

    told = foretold(session, desk, booking, **changed)
    save(session, desk, booking, **changed)

    after = checklist(session, booking.id, desk.now)
    was = {entry.item.key: entry for entry in before.entries if not entry.item.is_round}
    now = {entry.item.key: entry for entry in after.entries if not entry.item.is_round}
    assert {item.key for item in told.added} == now.keys() - was.keys()
    assert {item.key for item in told.removed} == was.keys() - now.keys()
    assert {item.key: (old.quantity, item.quantity) for old, item in told.changed if old.quantity != item.quantity} == {
        key: (was[key].item.quantity, now[key].item.quantity)
        for key in was.keys() & now.keys()
        if was[key].item.quantity != now[key].item.quantity
    }
    assert {item.key for item in told.again} == {
        key for key in was.keys() & now.keys() if was[key].state.is_done and now[key].state is ItemState.CHANGED
    }
    rounds = [sum(entry.item.is_round for entry in each.entries) for each in (before, after)]
    assert sum(each.after - each.before for each in told.rounds) == rounds[1] - rounds[0]
    assert told.setup == (setup, booking.starts_at - booking.reserved_from)
    assert told.is_called_anew == (booking.schedule > 1)


def test_a_title_alone_has_no_effect_on_the_work(session: Session, desk: Desk) -> None:
    booking = desk.book()
    setup = booking.starts_at - booking.reserved_from

    assert foretold(session, desk, booking, title="Budget") == Effects(setup=(setup, setup))


def test_more_people_are_more_cups_and_what_was_set_out_is_done_again(session: Session, desk: Desk) -> None:
    booking = desk.book(room="boardroom")
    prepare(session, desk, booking)

    told = foretold(session, desk, booking, heads=24)

    cups = next(
        (old.quantity, new.quantity) for old, new in told.changed if "cups" in new.title.en and "Set" in new.title.en
    )
    assert cups == (11, 26)  # T1.2: five percent more places than people
    assert "Set the chairs" in {item.title.en for item in told.again}
    assert "Open and air the room" not in {item.title.en for item in told.again}


def test_moved_into_the_next_hour_it_becomes_short_notice(session: Session, desk: Desk) -> None:
    booking = desk.book()

    soon = foretold(
        session, desk, booking, starts_at=at("2026-11-23 10:30"), ends_at=at("2026-11-23 11:30"), room="boardroom"
    )

    assert soon.becomes_short_notice
    assert soon.is_called_anew


def test_a_shorter_meeting_frees_the_room_sooner(session: Session, desk: Desk) -> None:
    booking = desk.book()

    told = foretold(session, desk, booking, ends_at=at("2026-11-24 15:00"))

    assert told.free_from == at("2026-11-24 15:15")
    assert [(each.before, each.after) for each in told.rounds] == [(5, 2)]


def test_the_next_meeting_whose_set_up_gets_too_short_is_named_by_room_and_time_only(
    session: Session, desk: Desk
) -> None:
    booking = desk.book("2026-11-24 09:00", "2026-11-24 11:00", heads=20, layout="classroom")
    desk.book("2026-11-24 12:00", "2026-11-24 13:00", heads=20, layout="classroom", title="Secret")

    told = foretold(session, desk, booking, layout="hollow_square")

    assert [(each.room.en, each.starts_at) for each in told.neighbours] == [("Room 301", at("2026-11-24 12:00"))]
    assert told.neighbours[0].short_by >= timedelta(minutes=5)
