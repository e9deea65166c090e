"""What every test may ask for: a database of its own, a session on it, people, a fixed now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from meetbot.db import Database
from meetbot.people.models import Person
from meetbot.people.roles import Role
from tests.factories import NOW, SHANGHAI, add_person


@pytest.fixture
def zone() -> ZoneInfo:
    return SHANGHAI


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A fresh SQLite file with the schema as the migrations make it."""
    from meetbot.migrations import upgrade

    database = Database(f"sqlite:///{tmp_path / 'meetbot.db'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing transaction that is rolled back at the end."""
    with Session(database.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def people(session: Session) -> dict[Role, Person]:
    """One person of each role; Olga organises for Finance, Alan attends."""
    names = {
        Role.ORGANISER: "Olga", Role.ATTENDANT: "Alan", Role.SUPERVISOR: "Sun", Role.MAINTENANCE: "Max",
        Role.CLEANER: "Clara", Role.ADMIN: "Ada",
    }  # fmt: skip
    return {
        role: add_person(session, name, role, telegram_id=1000 + number, department="Finance")
        for number, (role, name) in enumerate(names.items())
    }
