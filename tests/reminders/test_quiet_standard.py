"""A pass remembers that nobody has to be told of the version in force, and until when; every change has it look again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from meetbot.booking.rooms import read_rooms, seed_rooms
from meetbot.people.grants import grant_role, take_role
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.claims import Process, finish
from meetbot.reminders.due import agenda
from meetbot.reminders.passes import claim
from meetbot.standard.models import StandardVersion
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.readings import confirm, unread_by
from meetbot.standard.service import seed
from tests.factories import NOW, add_person

CONFIG = Path(__file__).parents[2] / "config"
ALONE = Process("p", is_alone=True)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def ada(session: Session, people: dict[Role, Person]) -> Member:
    seed(session, CONFIG / "standard", NOW)
    seed_rooms(session, read_rooms(CONFIG), NOW)
    found = member(session, people[Role.ADMIN].telegram_id)
    assert found is not None
    return found


@pytest.fixture
def version(session: Session, ada: Member) -> StandardVersion:
    return _published(session, 2, ada)


def _published(session: Session, number: int, by: Member) -> StandardVersion:
    [text] = [path.read_text("utf-8") for path in (CONFIG / "standard").glob("*.yaml")]
    text = text.replace("version: 1\n", f"version: {number}\n", 1).replace("Boiled water is ready", f"Water {number}")
    return publish(session, read_upload(text.encode(), "v.yaml"), by, NOW + timedelta(hours=1))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which versions were asked who has not read them."""
    heard: list[int] = []

    def hear(session: Session, standard_id: int) -> tuple[int, ...]:
        heard.append(standard_id)
        return unread_by(session, standard_id)

    monkeypatch.setattr("meetbot.reminders.standard_reading.unread_by", hear)
    return heard


def _pass(session: Session, now: datetime) -> list[int]:
    """Everything that is due goes out; who was told something."""
    told = []
    for _ in range(2):
        found = agenda(session, ALONE, now).subjects
        for each in claim(session, [about for about in found if about.startswith("standard")], ALONE, now):
            finish(session, each.id, now, 1)
            told.append(each.recipient.id)
    return told


def test_once_everybody_was_told_no_pass_asks_again_before_the_next_moment(
    session: Session, version: StandardVersion, asked: list[int]
) -> None:
    told = _pass(session, LATER)
    assert told
    asked.clear()

    found = [agenda(session, ALONE, LATER + timedelta(minutes=n)).next_at for n in range(5)]

    assert asked == []
    assert found == [version.chased_from or version.published_at + timedelta(days=1)] * 5


def test_when_the_moment_comes_those_who_did_not_confirm_are_asked_once_more(
    session: Session, version: StandardVersion, people: dict[Role, Person]
) -> None:
    told = _pass(session, LATER)
    alan = member(session, people[Role.ATTENDANT].telegram_id)
    assert alan is not None
    assert version.id is not None
    confirm(session, version.id, alan, LATER)

    chased = _pass(session, LATER + timedelta(days=3))

    assert alan.id in told
    assert sorted(chased) == sorted(id_ for id_ in told if id_ != alan.id)


CHANGES: dict[str, Callable[[Session, StandardVersion, Member, dict[Role, Person]], object]] = {
    "somebody confirms": lambda session, version, ada, people: _confirmed(session, version, people[Role.ATTENDANT]),
    "somebody leaves": lambda session, version, ada, people: _left(session, people[Role.ATTENDANT]),
    "a role is given": lambda session, version, ada, people: grant_role(
        session, people[Role.CLEANER].id or 0, Role.ATTENDANT, ada, LATER
    ),
    "a role is taken": lambda session, version, ada, people: take_role(
        session, people[Role.ATTENDANT].id or 0, Role.ATTENDANT, ada
    ),
    "somebody comes": lambda session, version, ada, people: add_person(session, "New", Role.ATTENDANT, telegram_id=9),
    "a version comes": lambda session, version, ada, people: _published(session, 3, ada),
}


def _confirmed(session: Session, version: StandardVersion, person: Person) -> None:
    found = member(session, person.telegram_id)
    assert found is not None
    confirm(session, version.id or 0, found, LATER)


def _left(session: Session, person: Person) -> None:
    person.deactivated_at = LATER
    session.add(person)
    session.flush()


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_may_change_who_is_told_has_the_pass_look_again(
    session: Session, version: StandardVersion, ada: Member, people: dict[Role, Person], asked: list[int], change: str
) -> None:
    _pass(session, LATER)
    asked.clear()

    CHANGES[change](session, version, ada, people)
    agenda(session, ALONE, LATER)

    newest = session.exec(select(StandardVersion.id).order_by(StandardVersion.number.desc())).first()  # type: ignore[attr-defined]
    assert asked == [newest]
