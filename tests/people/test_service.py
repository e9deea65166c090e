"""Members, roles, and those who leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from meetbot.db import Database
from meetbot.errors import MeetbotError, NotAllowed, NotFound
from meetbot.people import service
from meetbot.people.errors import BadText, LastAdmin, UnknownLanguage
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from tests.factories import add_person
from tests.people.conftest import at_once, house_with_admins, the

LATER = timedelta(hours=1)


def test_a_stranger_is_no_member(session: Session, people: dict[Role, Person]) -> None:
    assert service.member(session, 5) is None
    assert service.member(session, -(10**12)) is None


def test_a_member_comes_with_every_role(session: Session) -> None:
    person = add_person(session, "Olga", Role.ORGANISER, Role.ADMIN, telegram_id=1, department="Finance")
    assert person.id is not None

    assert service.member(session, 1) == Member(
        person.id, 1, "Olga", "Finance", "", "en", frozenset({Role.ORGANISER, Role.ADMIN})
    )


def test_a_member_without_a_role_is_still_known(session: Session) -> None:
    add_person(session, "Nora", telegram_id=1)

    nora = service.member(session, 1)

    assert nora is not None
    assert nora.roles == frozenset()


def test_finding_out_who_presses_takes_one_question_to_the_database(database: Database) -> None:
    house_with_admins(database, 1)
    asked: list[str] = []

    with database.reading() as session:
        session.connection()
        event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        service.member(session, 1)

    assert len(asked) == 1


def test_the_first_admins_come_from_the_settings(session: Session, now: datetime) -> None:
    admins = service.ensure_admins(session, [11, 12], now)

    assert [(each.telegram_id, each.name, each.roles) for each in admins] == [
        (11, "Admin", frozenset({Role.ADMIN})),
        (12, "Admin", frozenset({Role.ADMIN})),
    ]
    assert admins == service.ensure_admins(session, [11, 12], now + LATER)


def test_an_admin_from_the_settings_gets_a_name_by_writing(session: Session, now: datetime) -> None:
    service.ensure_admins(session, [11], now)

    (named,) = service.ensure_admins(session, [11], now, "Ada 王\u202e", "zh")
    (again,) = service.ensure_admins(session, [11], now, "Somebody else", "en")

    assert named == Member(named.id, 11, "Ada 王", "", "", "zh", frozenset({Role.ADMIN})) == again


def test_the_settings_do_not_undo_what_admins_decided(
    session: Session, ada: Member, alan: Member, now: datetime
) -> None:
    service.deactivate(session, alan.id, ada, now)

    service.ensure_admins(session, [alan.telegram_id], now)

    assert service.member(session, alan.telegram_id) is None
    assert service.members_with(session, Role.ADMIN) == [ada]


def test_only_an_admin_changes_roles(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        service.grant_role(session, alan.id, Role.ADMIN, alan, now)
    with pytest.raises(NotAllowed):
        service.take_role(session, ada.id, Role.ADMIN, alan)
    with pytest.raises(NotAllowed):
        service.deactivate(session, ada.id, alan, now)


def test_an_unknown_person_gets_no_role(session: Session, ada: Member, now: datetime) -> None:
    with pytest.raises(NotFound):
        service.grant_role(session, 10**9, Role.ORGANISER, ada, now)


def test_a_role_given_twice_is_had_once(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    service.grant_role(session, alan.id, Role.SUPERVISOR, ada, now)

    grown = service.grant_role(session, alan.id, Role.SUPERVISOR, ada, now)

    assert grown.roles == {Role.ATTENDANT, Role.SUPERVISOR}


def test_a_role_taken_twice_is_gone_once(session: Session, ada: Member, alan: Member) -> None:
    service.take_role(session, alan.id, Role.ATTENDANT, ada)

    assert service.take_role(session, alan.id, Role.ATTENDANT, ada).roles == frozenset()


def test_the_last_admin_stays(session: Session, ada: Member, now: datetime) -> None:
    with pytest.raises(LastAdmin) as role:
        service.take_role(session, ada.id, Role.ADMIN, ada)
    with pytest.raises(LastAdmin) as person:
        service.deactivate(session, ada.id, ada, now)

    assert role.value == person.value == LastAdmin("Ada")
    assert service.member(session, ada.telegram_id) == ada


def test_an_admin_who_left_does_not_count_as_one(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    service.grant_role(session, alan.id, Role.ADMIN, ada, now)
    service.deactivate(session, alan.id, ada, now)

    with pytest.raises(LastAdmin):
        service.take_role(session, ada.id, Role.ADMIN, ada)


def test_two_admins_who_send_each_other_away_at_once_leave_one(database: Database, now: datetime) -> None:
    first, second = house_with_admins(database, 1, 2)

    results = at_once(
        database,
        partial(service.deactivate, person_id=second.id, by=first, now=now),
        partial(service.deactivate, person_id=first.id, by=second, now=now),
    )

    with database.reading() as session:
        assert len(service.members_with(session, Role.ADMIN)) == 1
    assert [error for error in results if isinstance(error, MeetbotError)] == [LastAdmin("Admin")]


def test_who_leaves_loses_every_role_and_keeps_their_row(
    session: Session, ada: Member, alan: Member, now: datetime
) -> None:
    gone = service.deactivate(session, alan.id, ada, now)
    service.deactivate(session, alan.id, ada, now + LATER)

    assert gone.roles == frozenset()
    assert service.member(session, alan.telegram_id) is None
    assert service.profile(session, alan.id).deactivated_at == now
    assert service.names(session, [alan.id, None, 999]) == {alan.id: "Alan"}


def test_who_left_comes_back_by_a_new_role(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    service.deactivate(session, alan.id, ada, now)

    back = service.grant_role(session, alan.id, Role.CLEANER, ada, now)

    assert back == service.member(session, alan.telegram_id)
    assert back.roles == {Role.CLEANER}


def test_every_grant_says_by_whom_and_when(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    service.grant_role(session, alan.id, Role.SUPERVISOR, ada, now)

    newest = session.exec(select(RoleGrant).order_by(col(RoleGrant.id).desc())).first()

    assert newest is not None
    assert (newest.person_id, newest.role, newest.granted_by, newest.granted_at) == (
        alan.id,
        Role.SUPERVISOR,
        ada.id,
        now,
    )


def test_people_are_listed_by_name(session: Session, people: dict[Role, Person]) -> None:
    listed = [each.name for each in service.people(session)]

    assert listed == ["Ada", "Alan", "Clara", "Max", "Olga", "Sun"]


def test_people_of_a_role_are_listed_with_all_their_roles(
    session: Session, ada: Member, alan: Member, now: datetime
) -> None:
    grown = service.grant_role(session, alan.id, Role.ADMIN, ada, now)

    assert service.members_with(session, Role.ADMIN) == [ada, grown]
    assert service.members_with(session, Role.ADMIN, Role.ATTENDANT) == [ada, grown]
    assert service.members_with(session) == []


def test_members_are_found_by_their_ids_while_they_are_members(
    session: Session, ada: Member, alan: Member, now: datetime
) -> None:
    service.deactivate(session, alan.id, ada, now)

    assert service.members(session, [ada.id, alan.id, 999]) == {ada.id: ada}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("%", []),
        ("_", []),
        ("nobody", []),
        ("ALAN", ["Alan"]),
        ("al", ["Alan", "Émilie Alain"]),
        ("émilie", ["Émilie Alain"]),
        ("ÉMILIE alain", ["Émilie Alain"]),
        ("王", ["王小明"]),
        ("财务", ["王小明"]),
        ("", ["Ada", "Alan", "Clara", "Max", "Olga", "Sun", "Émilie Alain", "王小明"]),
    ],
)
def test_people_are_searched_by_name(
    session: Session, people: dict[Role, Person], words: str, found: list[str]
) -> None:
    add_person(session, "Émilie Alain", telegram_id=1)
    add_person(session, "王小明", telegram_id=2, department="财务部")

    assert [each.name for each in service.matching(service.people(session), words)] == found


def test_a_language_that_nobody_speaks_is_refused(session: Session, alan: Member) -> None:
    with pytest.raises(UnknownLanguage) as refused:
        service.set_language(session, alan.id, "tlh")

    assert refused.value == UnknownLanguage("tlh")


def test_a_name_that_is_refused_changes_nothing(session: Session, alan: Member) -> None:
    with pytest.raises(BadText):
        service.set_name(session, alan.id, "\u202e")

    assert service.member(session, alan.telegram_id) == alan


def test_a_person_decides_how_they_are_spoken_to(session: Session, alan: Member) -> None:
    service.set_language(session, alan.id, "zh")
    service.set_name(session, alan.id, "Alan <Turing>")
    service.set_department(session, alan.id, "Service")
    changed = service.set_phone(session, alan.id, "8123")

    assert changed == Member(alan.id, alan.telegram_id, "Alan <Turing>", "Service", "8123", "zh", alan.roles)
    assert changed == service.member(session, alan.telegram_id)


def test_who_blocked_the_bot_is_unreachable_since_it_was_first_seen(
    session: Session, alan: Member, now: datetime
) -> None:
    service.mark_unreachable(session, alan.id, now)
    service.mark_unreachable(session, alan.id, now + LATER)
    assert service.profile(session, alan.id).unreachable_since == now

    service.mark_reachable(session, alan.id)

    assert service.profile(session, alan.id).unreachable_since is None
    assert service.profile(session, alan.id).member == the(session, session.get_one(Person, alan.id)) == alan
