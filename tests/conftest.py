"""
What every test may ask for: a database of its own, a session on it, people, a fixed now.

The **store suite** (the tests of what reads and writes rows) runs twice, on SQLite and on PostgreSQL; all else
on SQLite. ``-k sqlite`` or ``-k postgresql`` runs one half.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

import tests.parsed_once
import tests.unsynced  # noqa: F401  (both first: before anything takes the functions by name, or opens a database)
from meetbot.db import Database
from meetbot.people.models import Person
from meetbot.people.roles import Role
from tests.factories import NOW, SHANGHAI, add_person
from tests.postgresql import FOLDER_VARIABLE, fresh_database, make_folder, throw_away

# Not the tests of the edges: they meet the same services through them.
_ON_SQLITE = frozenset({"handlers", "web", "localchat", "e2e"})
_STORE_FILES = frozenset({"test_db.py", "test_kept.py"})


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before any worker
        os.environ[FOLDER_VARIABLE] = str(make_folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        throw_away(Path(os.environ[FOLDER_VARIABLE]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames and _is_of_the_store(metafunc.definition.path):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def _is_of_the_store(path: Path) -> bool:
    """A feature's own folder, or one of the files beside them that are about the schema."""
    place = path.relative_to(Path(__file__).parent).parts
    return place[0] not in _ON_SQLITE if len(place) > 1 else place[0] in _STORE_FILES


@pytest.fixture
def zone() -> ZoneInfo:
    return SHANGHAI


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database with the schema as the migrations make it; SQLite unless the test runs on both."""
    if getattr(request, "param", "sqlite") == "postgresql":
        yield from fresh_database()
        return
    from meetbot.migrations import upgrade

    database = Database(f"sqlite:///{tmp_path / 'meetbot.db'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def postgresql() -> Iterator[Database]:
    """A fresh PostgreSQL database with the schema as the migrations make it, for several processes."""
    yield from fresh_database(is_shared=True)


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
