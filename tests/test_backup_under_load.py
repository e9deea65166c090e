"""
A backup that is taken while somebody writes is the house as it was at one moment.

The writer does the same steps, one transaction each, whenever it runs; so how far it was tells what has to be in the backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event

import pytest
from sqlmodel import Session, col, func, select

from meetbot.backup import back_up, restore
from meetbot.db import Database
from meetbot.files.service import keep
from meetbot.inbox.models import InboxUpdate
from meetbot.inbox.service import Incoming, mark_done, take_in
from meetbot.migrations import upgrade
from meetbot.moving import back_up_rows, digest, restore_rows
from meetbot.people.models import Person
from meetbot.people.roles import Role
from tests.factories import NOW, add_person
from tests.postgresql import fresh_database

_STEPS_BETWEEN = 15


def step(session: Session, number: int) -> None:
    """The house after one more transaction: something new, something changed and something gone, in several tables."""
    chance, now = Random(number), NOW + timedelta(seconds=number)
    add_person(session, f"欧佳 {number}", chance.choice(list(Role)), telegram_id=1000 + number)
    take_in(session, [Incoming(number, 1000 + number, "{}")], now)
    mark_done(session, [chance.randint(1, number)], now)
    keep(session, chance.randbytes(20_000), "image/jpeg", f"{number}.jpg", now)
    someone = session.exec(select(Person).where(Person.telegram_id == 1000 + chance.randint(1, number))).one()
    someone.department = f"moved in step {number}"
    session.add(someone)


def steps(session: Session) -> int:
    return session.exec(select(func.count(col(InboxUpdate.update_id)))).one()


def after(count: int, empty: Database) -> str:
    """The digest of a house that has seen so many steps and nothing else."""
    for number in range(1, count + 1):
        with empty.writing() as session:
            step(session, number)
    return read(empty)[1]


def read(database: Database) -> tuple[int, str]:
    with database.reading() as session:
        return steps(session), digest(session)


@contextmanager
def busy(database: Database) -> Iterator[None]:
    """Somebody works in the house, a transaction after the other."""
    other, stop = Database(database.url.render_as_string()), Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with other.writing() as session:
                step(session, number)

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(work)
        try:
            yield
        finally:
            stop.set()  # or a failure would wait for the thread for ever
        working.result()
    other.close()


def wait_for(database: Database, count: int) -> None:
    while read_steps(database) < count:
        pass


def read_steps(database: Database) -> int:
    with database.reading() as session:
        return steps(session)


def test_backups_of_a_busy_sqlite_house_are_each_of_one_moment(database: Database, tmp_path: Path) -> None:
    path, files = Path(database.url.database or ""), [tmp_path / f"kept-{number}.db" for number in range(3)]
    with busy(database):
        for number, file in enumerate(files, start=1):
            wait_for(database, number * _STEPS_BETWEEN)
            back_up(path, file)
    database.close()

    for number, file in enumerate(files, start=1):
        restore(file, path, tmp_path / f"before-{number}.db")
        restored = Database(f"sqlite:///{path}")
        count, found = read(restored)
        restored.close()
        assert count >= number * _STEPS_BETWEEN
        again = Database(f"sqlite:///{tmp_path}/again-{number}.db")
        upgrade(again)
        assert found == after(count, again)
        again.close()


@pytest.fixture
def other() -> Iterator[Database]:
    yield from fresh_database(is_shared=True)


@pytest.fixture
def again() -> Iterator[Database]:
    yield from fresh_database(is_shared=True)


def test_a_backup_of_a_busy_postgresql_house_is_of_one_moment(
    postgresql: Database, other: Database, again: Database, tmp_path: Path
) -> None:
    with busy(postgresql):
        wait_for(postgresql, _STEPS_BETWEEN)
        back_up_rows(postgresql, tmp_path / "kept.db")
        wait_for(postgresql, read_steps(postgresql) + 1)  # it is still busy

    restore_rows(tmp_path / "kept.db", other)

    count, found = read(other)
    assert _STEPS_BETWEEN <= count < read_steps(postgresql)
    assert found == after(count, again)
