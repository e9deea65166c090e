"""A stranger asks to come in, an admin decides, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from meetbot.db import Database
from meetbot.errors import NotAllowed, NotFound
from meetbot.people import service
from meetbot.people.errors import AlreadyDecided, AlreadyMember, BadText
from meetbot.people.members import Member
from meetbot.people.models import AccessRequest, Person
from meetbot.people.roles import Role
from tests.people.conftest import at_once, house_with_admins, the

STRANGER = 7_000_000_001  # more than 32 bits, as new Telegram ids have
LATER = timedelta(minutes=3)


def ask(session: Session, now: datetime, name: str = "Wang", department: str = "Finance") -> AccessRequest:
    return service.ask_access(session, STRANGER, name, department, "zh", now)


@pytest.mark.parametrize(("name", "department"), [("", "Finance"), ("Wang", " "), ("x" * 81, "Finance")])
def test_a_request_without_a_name_or_a_department_is_not_kept(
    session: Session, now: datetime, name: str, department: str
) -> None:
    with pytest.raises(BadText):
        ask(session, now, name, department)

    session.expire_all()
    assert service.open_requests(session) == []


def test_a_member_does_not_ask_again(session: Session, alan: Member, now: datetime) -> None:
    with pytest.raises(AlreadyMember) as refused:
        service.ask_access(session, alan.telegram_id, "Alan", "Office", "en", now)

    assert refused.value == AlreadyMember(frozenset({Role.ATTENDANT}))


def test_only_an_admin_decides(session: Session, alan: Member, now: datetime) -> None:
    request = ask(session, now)
    assert request.id is not None

    with pytest.raises(NotAllowed):
        service.grant_access(session, request.id, Role.ADMIN, alan, now)
    with pytest.raises(NotAllowed):
        service.decline_access(session, request.id, alan, now)

    assert service.member(session, STRANGER) is None


def test_an_unknown_request_cannot_be_decided(session: Session, ada: Member, now: datetime) -> None:
    with pytest.raises(NotFound):
        service.grant_access(session, 99, Role.ORGANISER, ada, now)


def test_a_request_keeps_what_was_said(session: Session, now: datetime) -> None:
    request = ask(session, now, "<b>王</b>\u202e 🎉", " Finance\n2 ")

    assert request.model_dump() == {
        "id": 1,
        "telegram_id": STRANGER,
        "name": "<b>王</b> 🎉",
        "department": "Finance 2",
        "language": "zh",
        "asked_at": now,
        "decided_at": None,
        "decided_by": None,
        "granted_role": None,
    }


def test_asking_again_puts_the_one_request_right(session: Session, now: datetime) -> None:
    first = ask(session, now, "Wnag")

    again = ask(session, now + LATER, "Wang")

    assert again.id == first.id
    assert [(request.name, request.asked_at) for request in service.open_requests(session)] == [("Wang", now)]


def test_a_granted_stranger_is_a_member_in_their_language(session: Session, ada: Member, now: datetime) -> None:
    request = ask(session, now)
    assert request.id is not None

    granted = service.grant_access(session, request.id, Role.ORGANISER, ada, now)

    wang = Member(granted.id, STRANGER, "Wang", "Finance", "", "zh", frozenset({Role.ORGANISER}))
    assert granted == wang == service.member(session, STRANGER)
    assert service.open_requests(session) == []


def test_the_same_press_twice_changes_nothing(session: Session, ada: Member, now: datetime) -> None:
    request = ask(session, now)
    assert request.id is not None
    once = service.grant_access(session, request.id, Role.ORGANISER, ada, now)

    twice = service.grant_access(session, request.id, Role.ORGANISER, ada, now + LATER)

    assert (twice, request.decided_at) == (once, now)


def test_declining_twice_changes_nothing(session: Session, ada: Member, now: datetime) -> None:
    request = ask(session, now)
    assert request.id is not None

    service.decline_access(session, request.id, ada, now)
    declined = service.decline_access(session, request.id, ada, now + LATER)

    assert (declined.decided_by, declined.decided_at, declined.granted_role) == (ada.id, now, None)
    assert service.member(session, STRANGER) is None


def test_another_decision_shows_who_decided_what(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    second = service.grant_role(session, alan.id, Role.ADMIN, ada, now)
    request = ask(session, now)
    assert request.id is not None
    service.grant_access(session, request.id, Role.ORGANISER, ada, now)

    with pytest.raises(AlreadyDecided) as granted:
        service.grant_access(session, request.id, Role.ORGANISER, second, now)
    with pytest.raises(AlreadyDecided) as declined:
        service.decline_access(session, request.id, ada, now)

    assert granted.value == declined.value == AlreadyDecided("Ada", Role.ORGANISER, now)


def test_who_was_declined_may_ask_anew(session: Session, ada: Member, now: datetime) -> None:
    first = ask(session, now)
    assert first.id is not None
    service.decline_access(session, first.id, ada, now)

    second = ask(session, now + LATER)

    assert service.open_requests(session) == [second]
    assert second.id != first.id


def test_who_left_may_ask_and_come_back_with_the_new_role_only(
    session: Session, ada: Member, people: dict[Role, Person], now: datetime
) -> None:
    sun = the(session, people[Role.SUPERVISOR])
    service.deactivate(session, sun.id, ada, now)
    request = service.ask_access(session, sun.telegram_id, "Sun Li", "Logistics", "en", now)
    assert request.id is not None

    back = service.grant_access(session, request.id, Role.ATTENDANT, ada, now)

    assert back == Member(sun.id, sun.telegram_id, "Sun Li", "Logistics", "", "en", frozenset({Role.ATTENDANT}))


def test_two_admins_who_decide_at_once_make_one_decision(database: Database, now: datetime) -> None:
    first, second = house_with_admins(database, 1, 2)
    with database.writing() as session:
        request_id = ask(session, now).id
    assert request_id is not None

    results = at_once(
        database,
        partial(service.grant_access, request_id=request_id, role=Role.ORGANISER, by=first, now=now),
        partial(service.grant_access, request_id=request_id, role=Role.ATTENDANT, by=second, now=now),
    )

    with database.reading() as session:
        wang = service.member(session, STRANGER)
        decided = session.exec(select(AccessRequest)).one()
    assert wang is not None
    role = Role.ORGANISER if decided.decided_by == first.id else Role.ATTENDANT
    assert wang.roles == {role} == {decided.granted_role}
    assert set(results) == {wang, AlreadyDecided("Admin", role, now)}


def test_a_stranger_who_asks_eight_times_at_once_has_one_request(database: Database, now: datetime) -> None:
    results = at_once(database, *[partial(ask, now=now)] * 8)

    assert [result.id for result in results if isinstance(result, AccessRequest)] == [1] * 8
