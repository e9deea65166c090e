"""A link lets one person in, in time, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from meetbot.db import Database
from meetbot.errors import NotAllowed
from meetbot.people import service
from meetbot.people.errors import InvitationExpired, InvitationUnknown, InvitationUsed
from meetbot.people.members import Member
from meetbot.people.models import Invitation
from meetbot.people.roles import Role
from tests.people.conftest import at_once, house_with_admins

GUEST = 7_000_000_001
WEEK = timedelta(days=7)
MOMENT = timedelta(microseconds=1)


def accept(session: Session, token: str, now: datetime, telegram_id: int = GUEST) -> Member:
    return service.accept_invitation(session, token, telegram_id, "Wang", "zh", now)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "x" * 5000, "\ud800", "' OR 1=1 --"])
def test_a_forged_link_lets_nobody_in(session: Session, ada: Member, now: datetime, token: str) -> None:
    service.invite(session, Role.ADMIN, ada, now)

    with pytest.raises(InvitationUnknown):
        accept(session, token, now)

    assert service.member(session, GUEST) is None


def test_only_an_admin_invites(session: Session, alan: Member, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        service.invite(session, Role.ATTENDANT, alan, now)


def test_a_link_is_good_until_the_last_moment_of_a_week(session: Session, ada: Member, now: datetime) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)

    with pytest.raises(InvitationExpired) as expired:
        accept(session, token, now + WEEK)
    in_time = accept(session, token, now + WEEK - MOMENT)

    assert expired.value == InvitationExpired(now + WEEK)
    assert in_time == Member(in_time.id, GUEST, "Wang", "", "", "zh", frozenset({Role.ATTENDANT}))


def test_a_link_opens_once(session: Session, ada: Member, now: datetime) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)
    accept(session, token, now)

    with pytest.raises(InvitationUsed) as used:
        accept(session, token, now + MOMENT, telegram_id=GUEST + 1)

    assert used.value == InvitationUsed(now)
    assert service.member(session, GUEST + 1) is None


def test_opening_ones_own_link_again_changes_nothing(session: Session, ada: Member, now: datetime) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)
    once = accept(session, token, now)

    assert accept(session, token, now + 2 * WEEK) == once


def test_who_was_sent_away_does_not_come_back_by_the_old_link(session: Session, ada: Member, now: datetime) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)
    guest = accept(session, token, now)
    service.deactivate(session, guest.id, ada, now)

    with pytest.raises(InvitationUsed):
        accept(session, token, now)

    assert service.member(session, GUEST) is None


def test_a_member_gets_the_role_beside_their_own(session: Session, ada: Member, alan: Member, now: datetime) -> None:
    token = service.invite(session, Role.SUPERVISOR, ada, now)

    grown = accept(session, token, now, alan.telegram_id)

    assert (grown.name, grown.department) == ("Alan", "Finance")
    assert grown.roles == {Role.ATTENDANT, Role.SUPERVISOR}


def test_who_has_the_role_already_leaves_the_link_to_somebody_else(
    session: Session, ada: Member, alan: Member, now: datetime
) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)

    assert accept(session, token, now, alan.telegram_id) == alan
    assert accept(session, token, now).telegram_id == GUEST


def test_coming_in_by_a_link_settles_an_open_request(session: Session, ada: Member, now: datetime) -> None:
    request = service.ask_access(session, GUEST, "Wang", "Finance", "zh", now)
    token = service.invite(session, Role.ATTENDANT, ada, now)

    accept(session, token, now)

    assert service.open_requests(session) == []
    assert (request.decided_by, request.granted_role) == (ada.id, Role.ATTENDANT)


def test_the_database_does_not_know_the_token(session: Session, ada: Member, now: datetime) -> None:
    token = service.invite(session, Role.ATTENDANT, ada, now)

    row = session.exec(select(Invitation)).one()

    assert len(token) == 32
    assert token not in str(row.model_dump())


def test_of_eight_people_with_one_link_exactly_one_comes_in(database: Database, now: datetime) -> None:
    (admin,) = house_with_admins(database, 1)
    with database.writing() as session:
        token = service.invite(session, Role.ATTENDANT, admin, now)

    results = at_once(
        database, *(partial(accept, token=token, now=now, telegram_id=GUEST + number) for number in range(8))
    )

    with database.reading() as session:
        (winner,) = service.members_with(session, Role.ATTENDANT)
    assert sorted(map(repr, results)) == sorted(map(repr, [winner, *[InvitationUsed(now)] * 7]))
