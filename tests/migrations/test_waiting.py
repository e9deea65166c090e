"""A process that starts while another one upgrades the database waits for it, however long that takes, and says so."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from meetbot import db
from meetbot.db import Database
from meetbot.migrations import newest, upgrade, waiting
from tests.postgresql import empty_database

WAITS = "another process upgrades the database: this one waits for it, 600 s at most"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_PAUSE", 0.01)


@pytest.fixture
def one() -> Iterator[Database]:
    yield from empty_database()


@pytest.fixture
def other(one: Database) -> Iterator[Database]:
    database = Database(one.url.render_as_string())
    yield database
    database.close()


class Halted:
    """An upgrade that stops at its first table until it may go on."""

    def __init__(self, database: Database) -> None:
        self.is_in_hand, self.goes_on = threading.Event(), threading.Event()
        event.listen(database.engine, "after_cursor_execute", self._halt)

    def _halt(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "CREATE TABLE" in statement and not self.is_in_hand.is_set():
            self.is_in_hand.set()
            assert self.goes_on.wait(60)


def on_third(do: Callable[[], object]) -> Callable[[], None]:
    """Does it when it was waited for the third time."""
    waits = count(1)

    def wait() -> None:
        if next(waits) == 3:
            do()

    return wait


def revision(database: Database) -> str:
    with database.reading() as session:
        return str(session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def test_it_waits_until_the_other_has_done_it(one: Database, other: Database, caplog: pytest.LogCaptureFixture) -> None:
    halted = Halted(one)
    with ThreadPoolExecutor() as threads:
        upgrading = threads.submit(upgrade, one)
        assert halted.is_in_hand.wait(60)

        upgrade(other, on_third(halted.goes_on.set))
        upgrading.result()

    assert revision(other) == newest()
    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == [WAITS]


def test_it_does_it_itself_where_the_other_died_over_it(one: Database, other: Database) -> None:
    connection = one.engine.connect()
    connection.begin()
    waiting.say_upgrading(connection)

    upgrade(other, on_third(connection.close))

    assert revision(other) == newest()


def test_a_process_of_an_earlier_version_that_says_nothing_is_waited_for_too(
    one: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_POSTGRESQL_SETTINGS", ("lock_timeout = '20ms'",))
    other, connection = Database(one.url.render_as_string()), one.engine.connect()
    connection.begin()  # the turn to write is its own

    upgrade(other, on_third(connection.close))

    assert revision(other) == newest()
    other.close()


def test_after_minutes_it_waits_no_longer(one: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_POSTGRESQL_SETTINGS", ("lock_timeout = '20ms'",))
    monkeypatch.setattr(waiting, "_PATIENCE", 0.0)
    other = Database(one.url.render_as_string())
    with one.engine.connect() as connection, connection.begin():
        waiting.say_upgrading(connection)
        with pytest.raises(OperationalError, match="lock timeout"):
            upgrade(other)
    other.close()
