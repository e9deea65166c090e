"""What a booking asks and writes in one statement is what the plain ways ask and write one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, col, select

from meetbot.booking import making, service, standards
from meetbot.booking.at_once import see
from meetbot.booking.errors import RoomClosed
from meetbot.booking.models import Booking, BookingChange, Closure, Reservation
from meetbot.booking.rooms import bookable, physical, rooms, spec_of
from meetbot.booking.service import Wish, quote
from meetbot.errors import MeetbotError
from meetbot.people.roles import Role
from meetbot.standard.needs import Equipment, Needs
from meetbot.standard.service import standard_of
from tests.booking.conftest import Desk, wish
from tests.booking.test_adoption import EARLIER_CUPS, published
from tests.factories import NOW, at

MORNING = at("2026-11-24 08:00")
_HOUR = timedelta(hours=1)


def _plainly(monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> Any:
    """Its outcome where nothing is asked or written at once."""
    with monkeypatch.context() as plain:
        plain.setattr(service, "see", lambda *_: None)
        plain.setattr(making, "can_write_at_once", lambda _: False)
        return _outcome(do)


def _outcome(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except MeetbotError as error:
        return error


def _wishes(chance: Random, codes: list[str], count: int) -> list[Wish]:
    """Of any length and size, in any room, now and then impossible."""
    return [
        wish(
            room=chance.choice(codes),
            starts_at=(start := MORNING + chance.randrange(-4, 80) * _HOUR / 4),
            ends_at=start + chance.choice([-1, 1, 1, 1, 2, 8, 60]) * _HOUR,
            heads=chance.choice([2, 10, 10, 30, 300]),
            layout=chance.choice(["hollow_square", "hollow_square", "theatre"]),
            needs=Needs(equipment=chance.choice([(), (), (Equipment.PROJECTOR,)]), nameplates=chance.random() < 0.3),
        )
        for _ in range(count)
    ]


@pytest.fixture
def codes(session: Session, desk: Desk) -> list[str]:
    """Every room and public area, and one that is not there."""
    return [*(room.code for room in rooms(session)), "cellar"]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_seen_at_once_gives_the_offer_or_refusal_that_the_plain_ways_give(
    session: Session, desk: Desk, codes: list[str], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = Random(seed)
    for wanted in _wishes(chance, codes, 40):
        _outcome(lambda wanted=wanted: desk.fulfil(wanted, confirmed_closed=True))  # type: ignore[misc]
    for row in rooms(session)[::4]:
        for part in physical(session, row) if spec_of(row).is_bookable else ():
            end = chance.choice([None, MORNING + 6 * _HOUR])
            session.add(Closure(room_id=part.id or 0, from_at=MORNING + 3 * _HOUR, until_at=end, reason=""))
    session.flush()
    asked = _wishes(chance, codes, 60)

    def ask(wanted: Wish) -> Callable[[], Any]:
        return lambda: quote(session, wanted, NOW, desk.site, desk.staff[Role.ORGANISER], confirmed_closed=True)

    found = [_outcome(ask(each)) for each in asked]

    assert found == [_plainly(monkeypatch, ask(each)) for each in asked]
    assert sum(see(session, each, NOW) is not None for each in asked) > 10


def test_a_standard_that_was_published_meanwhile_is_asked_for_in_the_plain_way(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.book()
    before = see(session, wish(), NOW)
    assert before is not None
    newer = published(desk, EARLIER_CUPS)
    assert newer != before.current.id

    assert see(session, wish(), NOW) is None
    booked = desk.book("2026-11-24 18:00", "2026-11-24 19:00")

    assert booked.standard_id == newer
    after = see(session, wish(), NOW)
    assert after is not None
    assert (after.current.id, after.current.standard) == (newer, standard_of(session, newer))
    monkeypatch.setattr(standards, "_lately", [])  # a process that has asked for none yet
    assert see(session, wish(), NOW) is None


@pytest.mark.parametrize("until", [None, at("2026-11-24 15:00")])
def test_what_closes_a_room_is_named_by_the_plain_way(session: Session, desk: Desk, until: datetime | None) -> None:
    desk.book("2026-11-24 10:00", "2026-11-24 11:00")
    room_id = bookable(session, "room-301").physical_ids[0]
    session.add(Closure(room_id=room_id, from_at=at("2026-11-24 13:00"), until_at=until, reason=""))

    with pytest.raises(RoomClosed) as refused:
        desk.book()

    assert refused.value == RoomClosed("room-301", until)


@pytest.mark.parametrize("moment", [datetime.min, datetime.max - timedelta(minutes=1)])
def test_a_wish_at_the_end_of_all_days_is_not_asked_about(session: Session, desk: Desk, moment: datetime) -> None:
    desk.book()
    aware = moment.replace(tzinfo=NOW.tzinfo)

    assert see(session, wish(starts_at=aware, ends_at=aware + timedelta(seconds=59)), NOW) is None


@pytest.mark.parametrize("room", ["room-301", "hall", "hall-a"])
def test_a_booking_written_at_once_leaves_the_rows_that_one_statement_after_the_other_leaves(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    for hour in ("08", "11", "18", "20"):
        desk.book(f"2026-11-24 {hour}:00", f"2026-11-24 {hour}:30", room=room)
    known = at("2026-11-23 09:00")
    wanted = wish(room=room, needs=Needs(nameplates=True), title="Planning", tea_every=30)

    def write() -> dict[str, Any]:
        with session.begin_nested() as savepoint:
            for each in session.exec(select(Booking)):
                each.next_due = known
            session.flush()
            made = desk.fulfil(wanted)
            in_hand = made.model_dump()
            rows = _rows(session, made.id or 0)
            session.refresh(made)
            assert made.model_dump() == in_hand
            savepoint.rollback()
        return rows

    at_once, in_turn = write(), _plainly(monkeypatch, write)

    assert at_once == in_turn
    assert [due is None for due in at_once["dues"]] == [False, True, True, False, True]


def _rows(session: Session, booking_id: int) -> dict[str, Any]:
    """What a booking left, without the numbers that the database gives."""

    def said(kind: type[SQLModel], *whose: Any) -> list[dict[str, Any]]:
        found = session.exec(select(kind).where(*whose))
        return [row.model_dump(exclude={"id", "uid", "booking_id"}) for row in found]

    return {
        "booking": said(Booking, col(Booking.id) == booking_id),
        "holds": sorted(
            said(Reservation, col(Reservation.booking_id) == booking_id), key=lambda row: int(row["room_id"])
        ),
        "history": said(BookingChange, col(BookingChange.booking_id) == booking_id),
        "dues": session.exec(select(Booking.next_due).order_by(col(Booking.id))).all(),
    }
