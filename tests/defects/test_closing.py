"""A defect that blocks a room closes it until it is mended."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, select

from meetbot.db import Database
from meetbot.defects import service as defects
from meetbot.defects.errors import (
    AlreadyResolved,
)
from meetbot.defects.models import Defect, DefectGrade, Severity
from meetbot.defects.views import DefectView
from meetbot.errors import MeetbotError
from meetbot.people import service as people_service
from meetbot.people.members import Member
from tests.defects.conftest import House, Team, at_once, build_house, closures
from tests.factories import at

LATER = timedelta(minutes=10)


def reported(session: Session, by: Member, now: datetime, room_id: int | None, words: str = "dead") -> int:
    defect = defects.report(session, by, now, room_id=room_id, thing="projector", words=words)
    assert defect.id is not None
    return defect.id


# Grading closes and opens rooms.
def test_a_blocking_defect_closes_the_room_until_it_is_resolved(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small)

    graded = defects.grade(session, number, Severity.BLOCKING, team.max, now)
    assert graded.severity is Severity.BLOCKING
    assert closures(session) == [(house.small, now, None, "defect", number, team.max.id)]

    defects.resolve(session, number, "lamp replaced", team.max, now + LATER)
    assert closures(session) == [(house.small, now, now + LATER, "defect", number, team.max.id)]


def test_grading_lower_opens_the_room_and_blocking_again_closes_it_anew(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small)

    defects.grade(session, number, Severity.BLOCKING, team.max, now)
    defects.grade(session, number, Severity.MAJOR, team.ada, now + LATER)
    defects.grade(session, number, Severity.BLOCKING, team.ada, now + 2 * LATER)

    assert closures(session) == [
        (house.small, now, now + LATER, "defect", number, team.max.id),
        (house.small, now + 2 * LATER, None, "defect", number, team.ada.id),
    ]


def test_a_blocking_defect_of_the_hall_closes_both_halves(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.hall)

    defects.grade(session, number, Severity.BLOCKING, team.max, now)

    assert {(room, until) for room, _, until, *_ in closures(session)} == {(house.west, None), (house.east, None)}


def test_a_room_closed_by_two_defects_opens_with_the_second(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    first, second = (reported(session, team.alan, now, house.small) for _ in range(2))
    for number in (first, second):
        defects.grade(session, number, Severity.BLOCKING, team.max, now)

    defects.resolve(session, first, "done", team.max, now + LATER)

    assert [(defect, until) for _, _, until, _, defect, _ in closures(session)] == [
        (first, now + LATER),
        (second, None),
    ]


# Two at once.
def committed_defect(database: Database) -> tuple[Member, Member, int]:
    """Two admins and a reported defect, for tests of several transactions."""
    with database.writing() as session:
        first, second = people_service.ensure_admins(session, [1, 2], at("2026-11-23 10:00"))
        house = build_house(session)
        return first, second, reported(session, first, at("2026-11-23 10:00"), house.hall)


def test_two_admins_who_block_at_once_close_each_half_once(database: Database, now: datetime) -> None:
    first, second, number = committed_defect(database)

    at_once(
        database,
        *(
            partial(defects.grade, defect_id=number, severity=Severity.BLOCKING, by=by, now=now)
            for by in (first, second)
        ),
    )

    with database.reading() as session:
        assert len(closures(session)) == 2
        assert len(session.exec(select(DefectGrade)).all()) == 1


def test_two_who_resolve_at_once_make_one_resolution(database: Database, now: datetime) -> None:
    first, second, number = committed_defect(database)

    results = at_once(
        database,
        *(partial(defects.resolve, defect_id=number, note=f"by {by.id}", by=by, now=now) for by in (first, second)),
    )

    assert [error for error in results if isinstance(error, MeetbotError)] == [AlreadyResolved("Admin", now)]
    assert [view.is_open for view in results if isinstance(view, DefectView)] == [False]


def test_an_update_handled_eight_times_at_once_reports_once(database: Database, now: datetime) -> None:
    first, _, _ = committed_defect(database)

    results = at_once(database, *[partial(defects.report, by=first, now=now, words="dead", update_id=9)] * 8)

    assert {result.id for result in results if isinstance(result, Defect)} == {2}
    assert len(results) == 8
