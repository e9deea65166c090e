"""The self-check when a shift begins: one for a shift, ticked by its owner only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from meetbot.errors import NotAllowed
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import Member, members
from meetbot.standard.errors import NoSelfCheck, NoSuchSelfCheck
from meetbot.standard.models import SelfCheck, SelfCheckTick, StandardVersion
from meetbot.standard.self_checks import begin, look_up, set_ticked
from meetbot.standard.service import seed
from tests.standard.samples import SHIPPED, SMALL


@pytest.fixture
def alan(session: Session, people: dict[Role, Person], now: datetime) -> Member:
    seed(session, SHIPPED, now)
    return _member(session, people[Role.ATTENDANT])


def _member(session: Session, person: Person) -> Member:
    assert person.id is not None
    return members(session, [person.id])[person.id]


def test_a_shift_has_one_self_check_however_often_it_is_asked_for(session: Session, alan: Member, now: datetime):
    first = begin(session, alan, now)

    assert begin(session, alan, now + timedelta(hours=11, minutes=59)).id == first.id
    assert begin(session, alan, now + timedelta(hours=12)).id != first.id


def test_two_people_have_their_own(session: Session, alan: Member, people: dict[Role, Person], now: datetime):
    assert begin(session, alan, now).id != begin(session, _member(session, people[Role.SUPERVISOR]), now).id


def test_it_is_complete_once_every_card_is_ticked(session: Session, alan: Member, now: datetime):
    check = begin(session, alan, now)
    assert not check.is_complete

    for card, _ in check.cards:
        set_ticked(session, check.id, card.key, True, alan, now)

    assert look_up(session, check.id).is_complete


def test_ticking_twice_is_ticking_once_and_a_tick_can_be_taken_back(session: Session, alan: Member, now: datetime):
    check = begin(session, alan, now)

    set_ticked(session, check.id, "hair", True, alan, now)
    set_ticked(session, check.id, "hair", True, alan, now + timedelta(minutes=1))
    assert [(tick.card, tick.at) for tick in session.exec(select(SelfCheckTick))] == [("hair", now)]

    set_ticked(session, check.id, "hair", False, alan, now)
    set_ticked(session, check.id, "hair", False, alan, now)
    assert session.exec(select(SelfCheckTick)).all() == []


def test_nobody_ticks_for_somebody_else(session: Session, alan: Member, people: dict[Role, Person], now: datetime):
    check = begin(session, alan, now)

    with pytest.raises(NotAllowed):
        set_ticked(session, check.id, "hair", True, _member(session, people[Role.ADMIN]), now)


def test_a_card_that_is_only_read_cannot_be_ticked(session: Session, alan: Member, now: datetime):
    check = begin(session, alan, now)

    for check_id, card in ((check.id, "posture"), (check.id, ""), (999, "hair")):
        with pytest.raises(NoSuchSelfCheck):
            set_ticked(session, check_id, card, True, alan, now)


def test_a_standard_without_such_cards_has_no_self_check(session: Session, alan: Member, now: datetime):
    row = StandardVersion(name="small", number=9, body=SMALL, sha256="small without a guide", published_at=now)
    session.add(row)
    session.flush()

    with pytest.raises(NoSelfCheck):
        begin(session, alan, now)
    assert session.exec(select(SelfCheck)).all() == []
