"""Members as the service reads them, and several people at one moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlmodel import Session

from meetbot.db import Database
from meetbot.errors import MeetbotError
from meetbot.people import service
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import Role
from tests.factories import NOW

T = TypeVar("T")


@pytest.fixture
def ada(session: Session, people: dict[Role, Person]) -> Member:
    """The admin."""
    return the(session, people[Role.ADMIN])


@pytest.fixture
def alan(session: Session, people: dict[Role, Person]) -> Member:
    """An attendant."""
    return the(session, people[Role.ATTENDANT])


def the(session: Session, person: Person) -> Member:
    """The member that this row is."""
    found = service.member(session, person.telegram_id)
    assert found is not None
    return found


def house_with_admins(database: Database, *telegram_ids: int) -> list[Member]:
    """Admins whose rows are committed, for tests of several transactions."""
    with database.writing() as session:
        return service.ensure_admins(session, telegram_ids, NOW)


def at_once(database: Database, *calls: Callable[[Session], T]) -> list[T | MeetbotError]:
    """What each call gives, or the error it raises, when all begin together, each in a transaction of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[Session], T]) -> T | MeetbotError:
        start.wait()
        try:
            with database.writing() as session:
                return call(session)
        except MeetbotError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
