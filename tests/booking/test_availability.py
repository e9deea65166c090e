from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session, select

from meetbot.booking.availability import Hold, clash, holds, is_free, last_holds, next_holds, taken_rooms
from meetbot.booking.errors import SlotTaken
from meetbot.booking.models import Booking, Closure, Reservation, Room
from meetbot.booking.reservations import hold
from meetbot.booking.rooms import seed_rooms, spec_of
from meetbot.booking.service import Wish, book, offers
from meetbot.db import Database
from meetbot.people.roles import Role
from meetbot.times import Interval
from tests.booking.conftest import Desk, wish
from tests.factories import NOW, at
from tests.plans import whole_reads


def _span(start: str, end: str) -> Interval:
    return Interval(at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}"))


def _as_hold(booking: Booking, room: Room) -> Hold:
    assert booking.id is not None
    assert room.id is not None
    return Hold(booking.id, room.id, booking.reserved_from, booking.reserved_until)


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("13:00", "13:45", True),  # touches the set-up
        ("13:00", "13:46", False),
        ("16:14", "17:00", False),
        ("16:15", "17:00", True),  # touches the clearing
        ("15:00", "15:05", False),
        ("08:00", "20:00", False),
    ],
)
def test_a_room_is_free_up_to_and_from_the_edges_of_a_reservation(
    session: Session, desk: Desk, building: dict[str, Room], start: str, end: str, free: bool
) -> None:
    booking = desk.book()
    assert (booking.reserved_from, booking.reserved_until) == (at("2026-11-24 13:45"), at("2026-11-24 16:15"))
    ids = [building["room-301"].id or 0]

    assert is_free(session, ids, _span(start, end)) is free
    assert clash(session, ids, _span(start, end)) == (None if free else _as_hold(booking, building["room-301"]))
    assert is_free(session, ids, _span(start, end), except_booking=booking.id)
    assert (building["room-301"].id not in taken_rooms(session, _span(start, end))) is free


def test_a_closure_without_an_end_closes_for_good(session: Session, building: dict[str, Room]) -> None:
    room_id = building["room-301"].id or 0
    session.add(Closure(room_id=room_id, from_at=at("2026-11-24 12:00"), reason="flood"))

    assert is_free(session, [room_id], _span("10:00", "12:00"))
    assert not is_free(session, [room_id], _span("11:00", "12:01"))
    assert room_id in taken_rooms(session, Interval(at("2027-06-01 10:00"), at("2027-06-01 11:00")))


def test_neighbours_are_the_last_before_and_the_first_since(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    room = building["room-301"]
    times = (("09:00", "10:00"), ("11:00", "12:00"), ("14:00", "15:00"), ("17:00", "18:00"))
    all_holds = [_as_hold(desk.book(f"2026-11-24 {start}", f"2026-11-24 {end}"), room) for start, end in times]
    ids = [room.id or 0, building["room-402"].id or 0]

    assert last_holds(session, ids, at("2026-11-24 13:00")) == {room.id: all_holds[1]}
    assert last_holds(session, ids, all_holds[1].start) == {room.id: all_holds[0]}
    assert last_holds(session, ids, at("2026-11-24 13:00"), all_holds[1].booking_id) == {room.id: all_holds[0]}
    assert next_holds(session, ids, at("2026-11-24 13:00")) == {room.id: all_holds[2]}
    assert next_holds(session, ids, all_holds[2].start) == {room.id: all_holds[2]}
    assert next_holds(session, ids, at("2026-11-25 13:00")) == {}
    assert holds(session, ids, _span("11:30", "15:00")) == [all_holds[1], all_holds[2]]


def test_the_database_has_the_last_word_when_two_were_told_that_a_slot_is_free(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    desk.book()
    second = desk.book(room="room-402")
    span = second.reserved_from, second.reserved_until

    with pytest.raises(SlotTaken) as refusal:
        hold(session, second, "room-301", [building["room-301"].id or 0])

    assert refusal.value == SlotTaken("room-301", *span)


def _race(database: Database, desk: Desk, wishes: list[Wish]) -> list[object]:
    """What each of them gets when all press at once, each on a thread and a transaction of its own."""
    start, results = Barrier(len(wishes)), list[object]()

    def press(wanted: Wish) -> None:
        start.wait()
        try:
            with database.writing() as session:
                results.append(book(session, wanted, desk.staff[Role.ORGANISER], NOW, desk.site).id)
        except SlotTaken as taken:
            results.append(taken)

    threads = [Thread(target=press, args=(wanted,)) for wanted in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_eight_who_press_at_once_exactly_one_gets_the_room(database: Database, session: Session, desk: Desk) -> None:
    session.commit()

    results = _race(database, desk, [wish()] * 8)

    [winner] = [result for result in results if not isinstance(result, SlotTaken)]
    booking = session.exec(select(Booking)).one()
    assert booking.id == winner
    refusals = [result for result in results if isinstance(result, SlotTaken)]
    assert refusals == [SlotTaken("room-301", booking.reserved_from, booking.reserved_until)] * 7
    assert len(session.exec(select(Reservation)).all()) == 1


def test_a_hall_and_its_halves_pressed_at_once_never_overlap(
    database: Database, session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    session.commit()

    _race(database, desk, [wish(room=code) for code in ("hall", "hall-a", "hall-b", "hall", "hall-a", "hall-b")])

    held = sorted(row.room_id for row in session.exec(select(Reservation)))
    assert held == sorted([building["hall-a"].id or 0, building["hall-b"].id or 0])


def test_the_same_draft_pressed_at_once_is_booked_once(database: Database, session: Session, desk: Desk) -> None:
    session.commit()
    start, ids = Barrier(4), set[int | None]()

    def press() -> None:
        start.wait()
        with database.writing() as own:
            ids.add(book(own, wish(), desk.staff[Role.ORGANISER], NOW, desk.site, draft_id=3).id)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == 1
    assert len(session.exec(select(Booking)).all()) == 1


@contextmanager
def _counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    yield statements
    event.remove(connection, "before_cursor_execute", count)


def test_searching_three_hundred_rooms_takes_no_more_statements_than_searching_twelve(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    spec = spec_of(building["room-301"])
    with _counted(session) as few:
        offers(session, wish(room=None), NOW, desk.site)
    codes = [f"r{number}" for number in range(300)]
    rooms = seed_rooms(session, [spec.model_copy(update={"code": code}) for code in codes], NOW)
    _fill(session, desk.book(room="r0"), [room.id or 0 for room in rooms[1:150]])

    session.expire_all()
    with _counted(session) as many:
        found = offers(session, wish(room=None), NOW, desk.site)

    assert len(found) == 150
    assert len(many) <= len(few) + 1  # which of them are held or closed in any case is asked first


def _fill(session: Session, booking: Booking, room_ids: list[int]) -> None:
    """The same span in all these rooms, as other bookings of the same kind."""
    fields = booking.model_dump(exclude={"id", "uid", "draft_id"})
    rows = [{**fields, "id": 1000 + room_id, "uid": str(room_id), "room_id": room_id} for room_id in room_ids]
    session.connection().execute(insert(Booking), rows)
    span = {"from_at": booking.reserved_from, "until_at": booking.reserved_until, "is_active": True}
    session.connection().execute(
        insert(Reservation), [{**span, "booking_id": row["id"], "room_id": row["room_id"]} for row in rows]
    )


Query = Callable[[Session], object]


@pytest.mark.parametrize(
    "look",
    [
        lambda session: last_holds(session, [1, 2], NOW),
        lambda session: last_holds(session, None, NOW),
        lambda session: next_holds(session, [1, 2], NOW),
        lambda session: holds(session, [1, 2], Interval(NOW, NOW + timedelta(days=1))),
        lambda session: taken_rooms(session, Interval(NOW, NOW + timedelta(hours=1))),
    ],
)
def test_no_question_about_rooms_reads_their_past(session: Session, look: Query) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    look(session)
    event.remove(connection, "before_cursor_execute", note)

    for statement, parameters in asked:
        assert whole_reads(connection, statement, parameters, "reservation") == []
