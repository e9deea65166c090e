"""The state of a room through a day, and how far a preparation is; all of it from facts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import event
from sqlmodel import Session

from meetbot.booking.models import Closure
from meetbot.checklists.service import RoomState, checklist, prep, problem, room_state, room_states, skip, tick, untick
from meetbot.db import Database
from meetbot.defects.models import Severity
from meetbot.defects.service import grade, resolve
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Phase
from tests.checklists.conftest import House, finish, id_of
from tests.factories import at

NINE = at("2026-11-24 09:00")


def states(session: Session, house: House, times: Sequence[str], room: str = "m-101") -> list[str]:
    return [room_state(session, house.rooms[room], at(f"2026-11-24 {time}")).value for time in times]


def test_a_room_without_meetings_is_free(session: Session, house: House) -> None:
    assert room_state(session, house.rooms["m-101"], NINE) is RoomState.FREE


def test_a_room_goes_through_its_day(session: Session, house: House, alan: Member) -> None:
    # reserved 13:45 to 16:15
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")

    assert states(session, house, ["13:44", "13:45", "13:59", "14:00", "15:59", "16:00", "23:00"]) == [
        "free", "preparing", "preparing", "in_use", "in_use", "to_inspect", "to_inspect"
    ]  # fmt: skip

    finish(session, alan, booked, Phase.AFTER, now=NINE)
    assert states(session, house, ["16:00", "23:00"]) == ["free", "free"]


def test_work_that_began_early_shows_and_a_prepared_room_is_ready(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")

    tick(session, id_of(booked), "room.open", alan, NINE)
    assert states(session, house, ["09:00"]) == ["preparing"]

    finish(session, alan, booked, Phase.PREPARE, now=NINE)
    # from 13:00 the air conditioning is overdue (B2)
    assert states(session, house, ["09:00", "13:00", "13:01"]) == ["ready", "ready", "preparing"]

    untick(session, id_of(booked), "room.open", alan, NINE)
    assert states(session, house, ["09:00"]) == ["preparing"]


def test_a_room_that_was_not_looked_at_since_its_last_use_is_not_ready(
    session: Session, house: House, alan: Member
) -> None:
    # D1, D3
    first = house.book("2026-11-24 10:00", "2026-11-24 11:00")
    second = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    finish(session, alan, second, Phase.PREPARE, Phase.BEFORE, now=NINE)

    assert states(session, house, ["13:50"]) == ["to_inspect"]

    finish(session, alan, first, Phase.AFTER, now=NINE)
    assert states(session, house, ["13:50"]) == ["ready"]


def test_an_early_end_begins_the_inspection_and_a_late_one_keeps_the_room_in_use(
    session: Session, house: House
) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00", ended_at=at("2026-11-24 15:00"))
    assert states(session, house, ["14:59", "15:00"]) == ["in_use", "to_inspect"]

    booked.ended_at = at("2026-11-24 16:10")
    assert states(session, house, ["16:09", "16:10"]) == ["in_use", "to_inspect"]


def test_meetings_that_follow_each_other_at_once_are_told_apart(session: Session, house: House, alan: Member) -> None:
    first = house.book("2026-11-24 10:00", "2026-11-24 11:00")
    house.book("2026-11-24 11:30", "2026-11-24 12:30")  # its set-up begins when the first one's clearing ends
    finish(session, alan, first, Phase.AFTER, now=NINE)

    assert states(session, house, ["11:00", "11:14", "11:15", "11:30"]) == ["free", "free", "preparing", "in_use"]


def test_a_cancelled_meeting_leaves_the_room_free(session: Session, house: House) -> None:
    house.book("2026-11-24 14:00", "2026-11-24 16:00", cancelled_at=NINE)

    assert states(session, house, ["13:50", "15:00", "16:00"]) == ["free", "free", "free"]


def test_a_meeting_over_midnight_keeps_the_room_in_use(session: Session, house: House) -> None:
    house.book("2026-11-23 23:00", "2026-11-24 01:00")

    assert states(session, house, ["00:00", "00:59", "01:00"]) == ["in_use", "in_use", "to_inspect"]


@pytest.mark.parametrize(
    ("from_at", "until_at", "expected"),
    [
        ("08:00", None, "out_of_order"),
        ("08:00", "09:01", "out_of_order"),
        ("09:00", "10:00", "out_of_order"),
        ("08:00", "09:00", "free"),
        ("09:01", None, "free"),
    ],
)
def test_a_closed_room_is_out_of_order(
    session: Session, house: House, from_at: str, until_at: str | None, expected: str
) -> None:
    session.add(Closure(
        room_id=house.rooms["m-101"].id or 0, from_at=at(f"2026-11-24 {from_at}"),
        until_at=at(f"2026-11-24 {until_at}") if until_at else None, reason="paint",
    ))  # fmt: skip

    assert states(session, house, ["09:00"]) == [expected]


def test_a_blocking_defect_closes_the_room_until_it_is_mended(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    found = problem(session, id_of(booked), "room.test", alan, NINE)
    assert states(session, house, ["09:00"]) == ["preparing"]

    grade(session, found.id or 0, Severity.BLOCKING, house.staff[Role.ADMIN], NINE)
    assert states(session, house, ["09:00"]) == ["out_of_order"]

    resolve(session, found.id or 0, "new lamp", house.staff[Role.MAINTENANCE], NINE)
    assert states(session, house, ["09:00"]) == ["preparing"]


def test_a_hall_and_its_halves_share_what_happens_in_them(session: Session, house: House) -> None:
    house.book("2026-11-24 14:00", "2026-11-24 16:00", "hall")
    house.book("2026-11-24 10:00", "2026-11-24 11:00", "hall-a")

    assert {room: states(session, house, ["10:30", "14:30"], room) for room in ("hall", "hall-a", "hall-b")} == {
        "hall": ["in_use", "in_use"], "hall-a": ["in_use", "in_use"], "hall-b": ["free", "in_use"],
    }  # fmt: skip


def test_preparation_counts_what_is_done_before_the_meeting(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    tick(session, id_of(booked), "room.open", alan, NINE)
    skip(session, id_of(booked), "room.test", alan, NINE, reason="no equipment")
    problem(session, id_of(booked), "before.air_mains", alan, NINE)
    skip(session, id_of(booked), "after.lost", alan, NINE, reason="not counted here")

    assert prep(checklist(session, id_of(booked), NINE)) == (3, 8)


def test_what_changed_is_not_prepared_any_more(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    finish(session, alan, booked, Phase.PREPARE, Phase.BEFORE, now=NINE)
    assert prep(checklist(session, id_of(booked), NINE)) == (8, 8)

    booked.heads, booked.places = 30, 32
    session.flush()

    assert prep(checklist(session, id_of(booked), NINE)) == (5, 8)
    assert states(session, house, ["09:00"]) == ["preparing"]


def test_a_whole_floor_is_read_with_as_many_queries_as_one_room(
    session: Session, house: House, database: Database
) -> None:
    house.book("2026-11-24 14:00", "2026-11-24 16:00", "hall")
    house.book("2026-11-24 10:00", "2026-11-24 11:00")
    now, asked = at("2026-11-24 14:30"), []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    alone = room_states(session, [house.rooms["m-101"]], now)
    for_one = len(asked)
    together = room_states(session, [house.rooms[code] for code in ("m-101", "hall-a", "hall-b")], now)

    assert alone == {house.rooms["m-101"].id: RoomState.TO_INSPECT}
    assert list(together.values()) == [RoomState.TO_INSPECT, RoomState.IN_USE, RoomState.IN_USE]
    assert len(asked) - for_one == for_one
