"""From "the projector is dead" to "lamp replaced": who may do what, and what closes a room."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from meetbot.booking.models import Room
from meetbot.defects import service as defects
from meetbot.defects.errors import (
    AlreadyResolved,
    CannotRepair,
    NoteMissing,
    TooManyPhotos,
    WordsMissing,
    WordsTooLong,
)
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, Severity
from meetbot.defects.views import DefectView
from meetbot.errors import NotAllowed, NotFound
from meetbot.files.service import keep
from meetbot.people import service as people_service
from meetbot.people.members import Member
from tests.defects.conftest import House, Team, add_meeting, closures

LATER = timedelta(minutes=10)


def reported(session: Session, by: Member, now: datetime, room_id: int | None, words: str = "dead") -> int:
    defect = defects.report(session, by, now, room_id=room_id, thing="projector", words=words)
    assert defect.id is not None
    return defect.id


# Bad input first.
def test_a_report_of_5000_characters_is_refused_whole(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    with pytest.raises(WordsTooLong) as refused:
        defects.report(session, team.alan, now, room_id=house.small, words="x" * 5000)

    assert refused.value == WordsTooLong(5000, 2000)
    assert session.exec(select(Defect)).all() == []


def test_a_report_about_what_does_not_exist_is_refused(session: Session, team: Team, now: datetime) -> None:
    with pytest.raises(NotFound):
        defects.report(session, team.alan, now, room_id=99)
    with pytest.raises(NotFound):
        defects.report(session, team.alan, now, booking_id=99)

    assert session.exec(select(Defect)).all() == []


def test_a_person_without_a_role_reports_nothing(session: Session, house: House, now: datetime) -> None:
    nobody = Member(1, 1, "Nobody", "", "", "en", frozenset())

    with pytest.raises(NotAllowed):
        defects.report(session, nobody, now, room_id=house.small)


def test_an_unknown_defect_is_not_found(session: Session, team: Team, now: datetime) -> None:
    calls = (
        partial(defects.view, session, 99),
        partial(defects.add_words, session, 99, "x", team.ada),
        partial(defects.add_photo, session, 99, 1, team.ada, now),
        partial(defects.grade, session, 99, Severity.MINOR, team.ada, now),
        partial(defects.assign, session, 99, team.max.id, team.ada, now),
        partial(defects.resolve, session, 99, "done", team.ada, now),
    )

    for call in calls:
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("note", ["", "  \n ", "\u202e\u200b"])
def test_a_defect_is_not_resolved_without_a_note(
    session: Session, team: Team, house: House, now: datetime, note: str
) -> None:
    number = reported(session, team.alan, now, house.small)

    with pytest.raises(NoteMissing):
        defects.resolve(session, number, note, team.max, now)

    assert defects.view(session, number).is_open


def test_a_note_of_a_novel_is_refused(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)

    with pytest.raises(WordsTooLong) as refused:
        defects.resolve(session, number, "x" * 1001, team.max, now)

    assert refused.value == WordsTooLong(1001, 1000)


def test_organisers_and_attendants_do_not_grade_assign_or_resolve(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small)

    for by in (team.olga, team.alan):
        with pytest.raises(NotAllowed):
            defects.grade(session, number, Severity.BLOCKING, by, now)
        with pytest.raises(NotAllowed):
            defects.assign(session, number, team.max.id, by, now)
        with pytest.raises(NotAllowed):
            defects.unassign(session, number, by, now)
        with pytest.raises(NotAllowed):
            defects.resolve(session, number, "done", by, now)

    assert closures(session) == []


def test_a_defect_is_only_given_to_somebody_who_repairs(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small)
    people_service.deactivate(session, team.lee.id, team.ada, now)

    refusals = []
    for person_id in (team.alan.id, team.sun.id, team.lee.id, 999):
        with pytest.raises(CannotRepair) as refused:
            defects.assign(session, number, person_id, team.ada, now)
        refusals.append(refused.value)

    assert refusals == [CannotRepair("Alan"), CannotRepair("Sun"), CannotRepair("Lee"), CannotRepair("")]


def test_a_resolved_defect_does_not_change_any_more(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)
    defects.resolve(session, number, "lamp replaced", team.max, now)

    refusals = []
    for change in (
        partial(defects.grade, session, number, Severity.BLOCKING, team.ada, now + LATER),
        partial(defects.assign, session, number, team.lee.id, team.ada, now + LATER),
        partial(defects.unassign, session, number, team.ada, now + LATER),
        partial(defects.resolve, session, number, "did it too", team.ada, now + LATER),
    ):
        with pytest.raises(AlreadyResolved) as refused:
            change()
        refusals.append(refused.value)

    assert refusals == [AlreadyResolved("Max", now)] * 4
    assert closures(session) == []


# Reporting.
def test_a_report_keeps_what_was_said_as_data(session: Session, team: Team, house: House, now: datetime) -> None:
    defect = defects.report(
        session, team.alan, now, room_id=house.small, item_key="after.projector", thing="projector",
        words=" <b>dead</b> \u202e\x00🎉\r\n{lamp} %s ", update_id=5_000_000_000,
    )  # fmt: skip

    assert defect.model_dump() == {
        "id": 1,
        "room_id": house.small,
        "booking_id": None,
        "item_key": "after.projector",
        "thing": "projector",
        "words": "<b>dead</b> 🎉\n{lamp} %s",
        "reporter_id": team.alan.id,
        "reported_at": now,
        "update_id": 5_000_000_000,
        "resolved_at": None,
    }


def test_an_update_that_comes_twice_reports_once(session: Session, team: Team, house: House, now: datetime) -> None:
    first = defects.report(session, team.alan, now, room_id=house.small, words="dead", update_id=7)

    second = defects.report(session, team.alan, now + LATER, room_id=house.small, words="dead", update_id=7)

    assert second is first
    assert session.exec(select(Defect)).all() == [first]


def test_two_reports_are_two_defects(session: Session, team: Team, house: House, now: datetime) -> None:
    assert reported(session, team.alan, now, house.small) != reported(session, team.alan, now, house.small)


def test_a_problem_found_in_a_meeting_is_in_its_room(session: Session, team: Team, house: House, now: datetime) -> None:
    booking = add_meeting(session, house.west, now)

    defect = defects.report(session, team.alan, now, booking_id=booking.id)

    assert defect.room_id == house.west


def test_a_new_defect_is_seen_whole(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)

    assert defects.view(session, number) == DefectView(
        defect=session.get_one(Defect, number),
        room=session.get_one(Room, house.small),
        reporter="Alan",
        photos=(),
        severity=None,
        assignee_id=None,
        assignee="",
        resolution=None,
        resolver="",
    )


def test_a_defect_may_be_in_no_known_room(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, None)
    defects.grade(session, number, Severity.BLOCKING, team.ada, now)

    found = defects.view(session, number)

    assert (found.room, found.severity) == (None, Severity.BLOCKING)
    assert closures(session) == []


# Words and photos.
def test_words_are_added_line_by_line_and_once(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small, words="dead lamp")

    defects.add_words(session, number, "lamp", team.alan)
    defects.add_words(session, number, " smells\u202e\nburnt ", team.max)
    found = defects.add_words(session, number, "smells\nburnt", team.max)

    assert found.defect.words == "dead lamp\nlamp\nsmells\nburnt"


def test_words_that_say_nothing_or_too_much_are_refused(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small, words="x" * 1999)

    with pytest.raises(WordsMissing):
        defects.add_words(session, number, " \u200b", team.alan)
    with pytest.raises(WordsTooLong) as refused:
        defects.add_words(session, number, "y", team.alan)

    assert refused.value == WordsTooLong(2001, 2000)
    assert defects.view(session, number).defect.words == "x" * 1999


def test_a_photo_is_added_once(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)
    photo = keep(session, b"jpeg", "image/jpeg", "", now).id or 0

    defects.add_photo(session, number, photo, team.alan, now)
    found = defects.add_photo(session, number, photo, team.alan, now)

    assert found.photos == (photo,)


def test_a_photo_that_was_not_kept_is_refused(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)

    with pytest.raises(NotFound):
        defects.add_photo(session, number, 99, team.alan, now)


def test_an_eleventh_photo_is_refused(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)
    photos = [keep(session, bytes([each + 1]), "image/jpeg", "", now).id or 0 for each in range(11)]
    for photo in photos[:10]:
        defects.add_photo(session, number, photo, team.alan, now)

    with pytest.raises(TooManyPhotos) as refused:
        defects.add_photo(session, number, photos[10], team.alan, now)

    assert refused.value == TooManyPhotos(10)
    assert defects.view(session, number).photos == tuple(photos[:10])


# Who sees what.
def test_a_reporter_sees_theirs_and_those_who_mend_or_serve_see_all(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.max, now, house.small)

    for by in (team.alan, team.max, team.lee, team.sun, team.ada):
        assert defects.seen_by(session, number, by).id == number
    with pytest.raises(NotFound):
        defects.seen_by(session, number, team.olga)
    with pytest.raises(NotFound):
        defects.add_words(session, number, "me too", team.olga)


def test_a_reporter_finds_what_is_still_open_of_theirs(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    first = reported(session, team.alan, now, house.small)
    reported(session, team.olga, now, house.small)
    mended = reported(session, team.alan, now, house.small)
    defects.resolve(session, mended, "done", team.max, now)

    assert [each.id for each in defects.open_defects_reported_by(session, team.alan.id)] == [first]


def test_the_same_grade_twice_is_given_once(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)

    defects.grade(session, number, Severity.BLOCKING, team.max, now)
    defects.grade(session, number, Severity.BLOCKING, team.ada, now + LATER)

    (given,) = session.exec(select(DefectGrade)).all()
    assert (given.severity, given.by, given.at) == (Severity.BLOCKING, team.max.id, now)
    assert len(closures(session)) == 1


# Assigning and resolving.
def test_a_defect_passes_from_hand_to_hand_and_back_to_the_pool(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    number = reported(session, team.alan, now, house.small)

    hands = [
        defects.assign(session, number, team.max.id, team.max, now),
        defects.assign(session, number, team.max.id, team.ada, now + LATER),
        defects.assign(session, number, team.lee.id, team.ada, now + LATER),
        defects.unassign(session, number, team.lee, now + 2 * LATER),
        defects.unassign(session, number, team.lee, now + 3 * LATER),
    ]

    assert [(each.assignee_id, each.assignee) for each in hands] == [
        (team.max.id, "Max"),
        (team.max.id, "Max"),
        (team.lee.id, "Lee"),
        (None, ""),
        (None, ""),
    ]
    assert [(each.person_id, each.by, each.at) for each in session.exec(select(DefectAssignment))] == [
        (team.max.id, team.max.id, now),
        (team.lee.id, team.ada.id, now + LATER),
        (None, team.lee.id, now + 2 * LATER),
    ]


def test_the_open_work_of_somebody_who_leaves_returns_to_the_pool(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    open_one, mended, of_lee = (reported(session, team.alan, now, house.small) for _ in range(3))
    for number, mender in ((open_one, team.max), (mended, team.max), (of_lee, team.lee)):
        defects.assign(session, number, mender.id, team.ada, now)
    defects.resolve(session, mended, "done", team.max, now)

    returned = defects.return_to_pool(session, team.max.id, team.ada, now)

    assert [(each.id, each.assignee_id) for each in returned] == [(open_one, None)]
    assert defects.view(session, mended).assignee == "Max"
    assert defects.view(session, of_lee).assignee == "Lee"


def test_a_resolution_says_who_when_and_how(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)

    found = defects.resolve(session, number, " lamp\nreplaced \u202e", team.sun, now + LATER)

    assert found.resolution is not None
    assert (found.resolution.note, found.resolution.at, found.resolver) == ("lamp\nreplaced", now + LATER, "Sun")
    assert (found.defect.resolved_at, found.is_open) == (now + LATER, False)


def test_the_same_resolution_twice_changes_nothing(session: Session, team: Team, house: House, now: datetime) -> None:
    number = reported(session, team.alan, now, house.small)
    once = defects.resolve(session, number, "done", team.max, now)

    assert defects.resolve(session, number, "done", team.max, now + LATER) == once


def test_open_defects_are_listed_the_worst_first_then_the_oldest(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    minor, ungraded, major, blocking, newer_major = (
        reported(session, team.alan, now + each * LATER, house.small) for each in range(5)
    )
    for number, severity in (
        (minor, Severity.MINOR), (major, Severity.MAJOR), (blocking, Severity.BLOCKING), (newer_major, Severity.MAJOR),
    ):  # fmt: skip
        defects.grade(session, number, severity, team.ada, now)
    defects.resolve(session, reported(session, team.alan, now, house.small), "done", team.ada, now)

    listed = [each.id for each in defects.open_defects(session)]

    assert listed == [blocking, major, newer_major, ungraded, minor]


def test_a_halfs_defects_are_the_halls_and_not_the_other_halfs(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    west, hall, small, _nowhere = (
        reported(session, team.alan, now, room) for room in (house.west, house.hall, house.small, None)
    )

    listed = {
        room: [each.id for each in defects.open_defects(session, room)]
        for room in (house.west, house.east, house.hall, house.small)
    }

    assert listed == {house.west: [west, hall], house.east: [hall], house.hall: [west, hall], house.small: [small]}


def test_what_was_mended_lately_is_listed_in_order(session: Session, team: Team, house: House, now: datetime) -> None:
    first, second, third = (reported(session, team.alan, now, house.small) for _ in range(3))
    for number, moment in ((third, now + LATER), (first, now + 2 * LATER), (second, now)):
        defects.resolve(session, number, "done", team.max, moment)

    assert [each.id for each in defects.resolved_since(session, now + LATER)] == [third, first]
