"""What a booking and a search read in one quick statement is what the plain ways read one after the other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking import availability, setup
from meetbot.booking import offers as offers_module
from meetbot.booking.availability import closures, is_free, last_holds, taken_rooms
from meetbot.booking.history import forget_next_due_beside, neighbours
from meetbot.booking.models import Booking, Closure, Reservation, Room
from meetbot.booking.offers import offers
from meetbot.booking.rooms import SharedRoomChanged, bookable, bookables, physical, rooms, spec_of
from meetbot.booking.setup import plans_of, standing
from meetbot.booking.wishes import Offer
from meetbot.errors import MeetbotError
from meetbot.standard.needs import Needs
from meetbot.times import Interval
from tests.booking.conftest import Desk, wish
from tests.factories import NOW, at


@pytest.fixture
def booked(desk: Desk) -> list[Booking]:
    """A morning, a noon and an evening in one room, and the hall whole and in halves."""
    spans = [
        ("09:00", "10:00", "room-301"), ("12:00", "13:00", "room-301"), ("18:00", "19:00", "room-301"),
        ("09:00", "10:00", "hall"), ("13:00", "14:00", "hall-a"), ("18:00", "19:00", "hall"),
    ]  # fmt: skip
    return [
        desk.book(starts_at=at(f"2026-11-24 {start}"), ends_at=at(f"2026-11-24 {end}"), room=room)
        for start, end, room in spans
    ]


@pytest.mark.parametrize("few", [64, 1], ids=["by their numbers", "all at once"])
@pytest.mark.parametrize("before", ["08:00", "10:30", "12:30", "17:00", "23:00"])
def test_what_stands_in_rooms_is_read_with_who_holds_them(
    session: Session, booked: list[Booking], monkeypatch: pytest.MonkeyPatch, before: str, few: int
) -> None:
    monkeypatch.setattr(setup, "FEW", few)
    monkeypatch.setattr(availability, "FEW", few)
    ids = {id_ for code in ("room-301", "hall", "room-402") for id_ in bookable(session, code).physical_ids}
    moment = at(f"2026-11-24 {before}")

    for without in (None, booked[0].id, booked[4].id):
        last, plans = standing(session, ids, moment, without)

        assert last == last_holds(session, ids, moment, without)
        known = plans_of(session, {hold.booking_id for hold in last.values()})
        assert {id_: plans.get(id_) for id_ in known} == known


_LENGTHS = (
    timedelta(hours=1),
    timedelta(days=1) - timedelta(microseconds=1),
    timedelta(days=1),
    timedelta(days=1, microseconds=1),
    timedelta(days=1, seconds=59),
    timedelta(days=1, minutes=2),
    timedelta(days=31),
)


@pytest.mark.parametrize("length", _LENGTHS, ids=str)
def test_a_room_is_not_free_however_long_ago_the_booking_in_it_began(
    session: Session, building: dict[str, Room], booked: list[Booking], length: timedelta
) -> None:
    room_id, tick = building["boardroom"].id or 0, timedelta(microseconds=1)
    held = Interval(at("2026-12-01 09:00"), at("2026-12-01 09:00") + length)
    session.add(Reservation(booking_id=booked[0].id or 0, room_id=room_id, from_at=held.start, until_at=held.end))
    session.flush()
    moments = {held.start - tick, held.start, held.start + length / 2, held.end - tick, held.end}

    for span in [Interval(moment, moment + stay) for moment in moments for stay in (tick, timedelta(hours=2))]:
        expected = not span.overlaps(held)
        assert (room_id not in taken_rooms(session, span)) is expected
        assert is_free(session, [room_id], span) is expected


@pytest.mark.parametrize("most", [1, 2, 3, 99, None])
@pytest.mark.parametrize("at_once", [1, 2, 99])
def test_few_rooms_are_offered_as_the_first_of_all(
    session: Session, desk: Desk, booked: list[Booking], monkeypatch: pytest.MonkeyPatch, at_once: int, most: int | None
) -> None:
    wanted = wish("2026-11-24 17:00", "2026-11-24 18:00", room=None)
    session.add(Closure(room_id=bookable(session, "boardroom").physical_ids[0], from_at=wanted.starts_at, reason=""))
    alone: list[Offer] = []
    for room in bookables(session):
        with suppress(MeetbotError):
            alone += offers(session, replace(wanted, room=room.spec.code), NOW, desk.site)
    assert 3 < len(alone) < len(bookables(session))

    monkeypatch.setattr(offers_module, "_AT_ONCE", at_once)
    found = offers(session, wanted, NOW, desk.site, most=most)

    tightest_first = sorted(alone, key=lambda offer: (offer.capacity, offer.room.position))
    assert found == tightest_first[: most or len(alone)]


@pytest.mark.parametrize("few", [64, 1], ids=["by their numbers", "all at once"])
def test_what_closes_rooms_is_the_same_however_many_are_asked_for(
    session: Session, building: dict[str, Room], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(availability, "FEW", few)
    day = Interval(at("2026-11-24 00:00"), at("2026-11-25 00:00"))
    first, second, third = (building[code].id or 0 for code in ("room-301", "room-402", "hall-a"))
    session.add_all(
        Closure(room_id=id_, from_at=day.start, until_at=until, reason="")
        for id_, until in ((first, None), (second, day.start), (third, day.end))
    )
    session.flush()

    found = closures(session, [first, second], day)

    assert [(each.room_id, each.end) for each in found] == [(first, None)]


def test_rooms_are_read_as_their_rows_and_descriptions_say(session: Session, building: dict[str, Room]) -> None:
    rows = [row for row in rooms(session) if spec_of(row).is_bookable]

    for found in (bookables(session), [bookable(session, row.code) for row in rows]):
        assert [each.room.model_dump() for each in found] == [row.model_dump() for row in rows]
        assert [each.spec for each in found] == [spec_of(row) for row in rows]
        assert [each.physical_ids for each in found] == [
            tuple(part.id for part in physical(session, row)) for row in rows
        ]


@pytest.mark.parametrize(
    ("column", "value"), [("id", 99), ("code", "cellar"), ("position", 0), ("spec", {}), ("is_active", False)]
)
def test_a_room_that_all_share_cannot_be_changed(
    session: Session, building: dict[str, Room], column: str, value: object
) -> None:
    for shared in (bookable(session, "room-301").room, bookable(session, "hall").room, bookables(session)[0].room):
        before = shared.model_dump()

        with pytest.raises(SharedRoomChanged):
            setattr(shared, column, value)

        assert shared.model_dump() == before
        assert shared not in session
    setattr(building["room-301"], column, value)  # a session's own may be


def test_a_room_that_is_measured_anew_is_read_anew(session: Session, building: dict[str, Room]) -> None:
    assert bookable(session, "room-301").spec.shape is not None
    row = session.exec(select(Room).where(Room.code == "room-301")).one()
    row.spec = {**row.spec, "shape": {**row.spec["shape"], "width": 33.0}}
    session.add(row)

    found = bookable(session, "room-301").spec.shape

    assert found is not None
    assert found.width == 33.0


def test_the_bookings_beside_a_new_one_are_worked_out_anew_and_no_others(
    session: Session, desk: Desk, booked: list[Booking]
) -> None:
    known = booked[0].starts_at - timedelta(days=1)
    for each in booked:
        each.next_due = known
        session.add(each)
    session.flush()

    for number in (1, 4):
        ids = bookable(session, ("room-301", "hall-a")[number // 4]).physical_ids
        forget_next_due_beside(session, ids, booked[number])

    beside = neighbours(session, booked[1]) | neighbours(session, booked[4])
    in_hand = {each.id for each in booked if each.next_due is None}
    session.expire_all()
    assert in_hand == {each.id for each in booked if each.next_due is None} == beside
    assert beside == {booked[number].id for number in (0, 2, 3, 5)}


def test_a_booking_that_was_made_is_the_row_that_a_query_reads(session: Session, desk: Desk) -> None:
    made = desk.book(needs=Needs(nameplates=True), title="Planning", tea_every=30)
    kept = {name: getattr(made, name) for name in Booking.model_fields}

    session.expunge_all()
    read = session.exec(select(Booking)).one()

    assert kept == {name: getattr(read, name) for name in Booking.model_fields}
    assert made.model_dump() == read.model_dump()


def test_what_is_changed_about_a_booking_just_made_is_written(session: Session, desk: Desk) -> None:
    made = desk.book()
    assert not session.is_modified(made)

    made.title = "Renamed"
    session.flush()
    session.expire(made)

    assert (made.title, made.heads) == ("Renamed", 10)
