"""The run sheet: what is left to do over all rooms, whose it is, what comes first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from meetbot.checklists.service import Whose, checklist, later, of, run_sheet, take, tick
from meetbot.errors import NotAllowed
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Phase
from meetbot.standard.needs import Needs
from tests.checklists.conftest import House, finish, id_of
from tests.factories import at

NOON = at("2026-11-24 12:00")


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MAINTENANCE, Role.CLEANER])
def test_the_run_sheet_is_for_staff(session: Session, house: House, role: Role) -> None:
    with pytest.raises(NotAllowed):
        run_sheet(session, house.staff[role], NOON)


def test_meetings_stand_by_their_nearest_deadline_each_with_whose_it_is(
    session: Session, house: House, alan: Member, beth: Member
) -> None:
    late = house.book("2026-11-24 17:00", "2026-11-24 18:00", "hall")
    early = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    running = house.book("2026-11-24 18:30", "2026-11-24 19:30")
    take(session, id_of(early), beth, NOON)
    take(session, id_of(running), alan, NOON)

    lines = run_sheet(session, alan, NOON)

    assert [(line.meeting.id, line.whose, line.deadline, line.next.item.key) for line in lines] == [
        (early.id, Whose.OTHERS, at("2026-11-24 13:00"), "room.open"),
        (late.id, Whose.UNTAKEN, at("2026-11-24 16:00"), "room.open"),
        (running.id, Whose.MINE, at("2026-11-24 17:30"), "room.open"),
    ]
    assert [line.meeting.id for line in of(lines, Whose.MINE)] == [running.id]
    assert [line.is_overdue(at("2026-11-24 13:01")) for line in lines] == [True, False, False]


def test_what_is_done_moves_the_deadline(session: Session, house: House, alan: Member) -> None:
    early = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    for key in ("room.open", "room.test", "before.air_mains", "before.air_unit"):
        tick(session, id_of(early), key, alan, NOON)

    (line,) = run_sheet(session, alan, NOON)

    assert (line.next.item.key, line.deadline) == ("room.chairs", at("2026-11-24 13:15"))


def test_cancelled_finished_and_far_meetings_are_not_on_it(session: Session, house: House, alan: Member) -> None:
    house.book("2026-11-24 14:00", "2026-11-24 15:00", cancelled_at=NOON)
    house.book("2026-11-25 12:01", "2026-11-25 13:00")
    house.book("2026-11-23 10:00", "2026-11-23 11:59", "hall")
    done = house.book("2026-11-24 08:00", "2026-11-24 09:00")
    finish(session, alan, done, Phase.AFTER, now=NOON)

    assert run_sheet(session, alan, NOON) == []
    assert len(run_sheet(session, alan, NOON, ahead=timedelta(hours=25))) == 1


def test_after_the_end_only_the_inspection_is_left(session: Session, house: House, alan: Member) -> None:
    house.book("2026-11-24 09:00", "2026-11-24 11:00")

    (line,) = run_sheet(session, alan, NOON)

    assert [entry.item.key for entry in line.open] == [
        "after.lost", "after.cups", "lock.lights", "lock.air", "lock.door"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("14:19", []),
        ("14:20", ["refill:1.1"]),
        ("14:39", ["refill:1.1"]),
        ("14:40", ["refill:1.2"]),  # an outage in between: the first is not called any more
        ("14:50", []),  # the break
        ("15:05", []),  # over: cups were refilled in it
        ("15:24", []),
        ("15:25", ["refill:1.3"]),
        ("15:59", ["refill:1.4"]),
        ("16:00", []),
    ],
)
def test_of_the_rounds_only_the_current_one_is_open(
    session: Session, house: House, alan: Member, now: str, expected: list[str]
) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    house.pause(booked, "2026-11-24 14:50", "2026-11-24 15:05")
    moment: datetime = at(f"2026-11-24 {now}")

    found = checklist(session, id_of(booked), moment)

    assert [entry.item.key for entry in found.current_rounds(moment)] == expected
    assert [entry.item.key for entry in found.open_entries(moment) if entry.item.is_round] == expected


def test_a_rostrum_round_is_called_with_the_refill_of_the_same_minute(
    session: Session, house: House, alan: Member
) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00", needs=Needs(rostrum=True))
    found = checklist(session, id_of(booked), NOON)

    called = found.current_rounds(at("2026-11-24 15:05"))

    assert [entry.item.key for entry in called] == ["refill:1.3", "rostrum:1.2"]


def test_a_round_put_off_is_due_later(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    finish(session, alan, booked, Phase.PREPARE, Phase.BEFORE, now=NOON)
    later(session, id_of(booked), "refill:1.1", alan, at("2026-11-24 14:22"))

    (line,) = run_sheet(session, alan, at("2026-11-24 14:23"))

    assert line.deadline == at("2026-11-24 14:27")


def test_done_and_total_count_items_and_not_rounds(session: Session, house: House, alan: Member) -> None:
    booked = house.book("2026-11-24 14:00", "2026-11-24 16:00")
    tick(session, id_of(booked), "room.open", alan, NOON)
    tick(session, id_of(booked), "refill:1.1", alan, NOON)

    found = checklist(session, id_of(booked), NOON)

    assert (found.done, found.total) == (1, 13)
    assert [(count.phase, count.done, count.total) for count in found.phases] == [
        (Phase.PREPARE, 1, 5), (Phase.BEFORE, 0, 3), (Phase.AFTER, 0, 5)
    ]  # fmt: skip
