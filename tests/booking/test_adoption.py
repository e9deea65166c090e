"""Future bookings are moved over to a new version explicitly; what was done for them stays and what changed is seen again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from meetbot.booking.adoption import adopt_standard
from meetbot.booking.errors import AlreadyCancelled, AlreadyStarted, UnknownMeetingType
from meetbot.booking.models import Booking, BookingChange
from meetbot.booking.service import cancel
from meetbot.checklists.adoption import differing, move_over
from meetbot.checklists.items import ItemState
from meetbot.checklists.service import checklist, take, tick
from meetbot.errors import NotAllowed
from meetbot.people.roles import Role
from meetbot.standard.needs import Drink
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.service import standard_of
from tests.booking.conftest import CONFIG, Desk
from tests.factories import NOW, at

FILE = "conference-service@2.yaml"
FIRST = (CONFIG / "standard" / "conference-service@1.yaml").read_text(encoding="utf-8")
SECOND = FIRST.replace("version: 1\n", "version: 2\n", 1)
CUPS = '    due: {anchor: start, minutes: -40}\n    when: drink == "tea" and not side_table\n    quantity'
EARLIER_CUPS = SECOND.replace(CUPS, CUPS.replace("-40", "-35"))
MORE_CHAIRS = SECOND.replace("quantity: places + spare_chairs", "quantity: places + spare_chairs + 2")


def published(desk: Desk, text: str) -> int:
    row = publish(desk.session, read_upload(text.encode(), FILE), desk.staff[Role.ADMIN], desk.now)
    assert row.id is not None
    return row.id


def id_of(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def due(desk: Desk, booking: Booking, item: str):
    return checklist(desk.session, id_of(booking), desk.now).entry(item).item.due_at


def test_a_booking_keeps_its_version_until_the_office_moves_it_over(desk: Desk):
    old = desk.book()
    second = published(desk, EARLIER_CUPS)
    new = desk.book(room="boardroom")
    assert (due(desk, old, "place.cups"), due(desk, new, "place.cups")) == (
        at("2026-11-24 13:20"), at("2026-11-24 13:25"),
    )  # fmt: skip

    assert move_over(desk.session, second, desk.staff[Role.ADMIN], NOW) == ([old.id], [])

    assert due(desk, old, "place.cups") == at("2026-11-24 13:25")
    change = desk.session.exec(select(BookingChange).where(BookingChange.verb == "standard")).one()
    assert (change.booking_id, change.before, change.after) == (old.id, {"standard_id": 1}, {"standard_id": second})


def test_only_bookings_that_would_be_served_otherwise_are_offered(desk: Desk):
    with_tea = desk.book()
    needs = (
        standard_of(desk.session, with_tea.standard_id).type_("general").needs.model_copy(update={"drink": Drink.WATER})
    )
    desk.book(room="boardroom", needs=needs)
    gone = desk.book("2026-11-25 14:00", "2026-11-25 15:00")
    cancel(desk.session, id_of(gone), desk.staff[Role.ORGANISER], NOW)
    second = published(desk, EARLIER_CUPS)
    new = standard_of(desk.session, second)

    assert [meeting.id for meeting in differing(desk.session, new, NOW, second)] == [with_tea.id]
    # Once it runs it keeps what it was prepared by.
    assert differing(desk.session, new, with_tea.starts_at, second) == []


def test_ticks_stay_and_what_they_no_longer_answer_is_seen_again(desk: Desk):
    booking, alan = desk.book(), desk.staff[Role.ATTENDANT]
    take(desk.session, id_of(booking), alan, NOW)
    for item in ("room.open", "room.tables", "room.chairs"):
        tick(desk.session, id_of(booking), item, alan, NOW)
    second = published(desk, MORE_CHAIRS)

    move_over(desk.session, second, desk.staff[Role.ADMIN], NOW)

    found = checklist(desk.session, id_of(booking), NOW)
    assert {key: found.entry(key).state for key in ("room.open", "room.tables", "room.chairs")} == {
        "room.open": ItemState.TICKED, "room.tables": ItemState.TICKED, "room.chairs": ItemState.CHANGED,
    }  # fmt: skip


def test_a_meeting_of_a_type_that_is_no_more_keeps_its_version(desk: Desk):
    booking = desk.book()
    second = published(desk, SECOND.replace("- key: general\n", "- key: plain\n"))

    assert move_over(desk.session, second, desk.staff[Role.ADMIN], NOW) == ([], [booking.id])
    with pytest.raises(UnknownMeetingType):
        adopt_standard(desk.session, id_of(booking), second, desk.staff[Role.ADMIN], NOW)
    assert booking.standard_id == 1


def test_moving_over_twice_moves_once(desk: Desk):
    desk.book()
    second = published(desk, EARLIER_CUPS)
    move_over(desk.session, second, desk.staff[Role.ADMIN], NOW)

    assert move_over(desk.session, second, desk.staff[Role.ADMIN], NOW) == ([], [])


def test_a_running_or_cancelled_meeting_and_anybody_but_the_office_are_refused(desk: Desk):
    booking = desk.book()
    second = published(desk, EARLIER_CUPS)
    later = replace(desk, now=booking.starts_at)

    with pytest.raises(NotAllowed):
        adopt_standard(desk.session, id_of(booking), second, desk.staff[Role.SUPERVISOR], NOW)
    with pytest.raises(AlreadyStarted):
        adopt_standard(desk.session, id_of(booking), second, desk.staff[Role.ADMIN], later.now)
    cancel(desk.session, id_of(booking), desk.staff[Role.ORGANISER], NOW)
    with pytest.raises(AlreadyCancelled):
        adopt_standard(desk.session, id_of(booking), second, desk.staff[Role.ADMIN], NOW)
