"""What the database breaks off is begun again; what is wrong with the request is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from meetbot import seam as seam_module
from meetbot.db import Database, DatabaseAway, is_passing
from meetbot.people.roles import Role
from meetbot.seam import Seam
from tests.factories import add_person


@pytest.fixture
def full(tmp_path: Path) -> Database:
    """A SQLite database on a disk that has no room for one page more."""
    database = Database(f"sqlite:///{tmp_path}/full.db")
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE picture (content BLOB)"))
    event.listen(
        database.engine, "checkout", lambda raw, _record, _proxy: raw.execute("PRAGMA max_page_count = 2").close()
    )
    return database


@pytest.fixture
async def seam(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Seam]:
    monkeypatch.setattr(seam_module, "_PAUSES", (0.0, 0.0, None))
    seam = Seam(database)
    yield seam
    seam.close()


def _keep(session: Session) -> None:
    session.connection().execute(text("INSERT INTO picture VALUES (zeroblob(100000))"))


def test_a_full_disk_is_trouble_that_passes(full: Database) -> None:
    with pytest.raises(OperationalError, match="full") as refusal, full.writing() as session:
        _keep(session)

    assert is_passing(refusal.value)
    full.close()


def test_what_is_wrong_with_the_request_does_not_pass(database: Database) -> None:
    with database.writing() as session:
        add_person(session, "Olga", Role.ORGANISER, telegram_id=1)
    with pytest.raises(IntegrityError) as twice, database.writing() as session:
        add_person(session, "Olga", Role.ORGANISER, telegram_id=1)
    with pytest.raises(OperationalError) as unknown, database.reading() as session:
        session.connection().execute(text("SELECT * FROM nothing_of_the_kind"))

    assert not is_passing(twice.value)
    assert not is_passing(unknown.value)


async def test_a_transaction_that_was_broken_off_is_begun_again(seam: Seam, full: Database) -> None:
    tries = []

    def write(session: Session) -> str:
        tries.append(session)
        if len(tries) < 3:
            with full.writing() as elsewhere:
                _keep(elsewhere)
        return "kept"

    assert await seam.write(write) == "kept"
    assert len(tries) == 3
    full.close()


async def test_a_database_that_stays_away_is_said(seam: Seam, full: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    def write(_session: Session) -> None:
        with full.writing() as elsewhere:
            _keep(elsewhere)

    with pytest.raises(DatabaseAway):
        await seam.write(write)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    full.close()


async def test_what_is_read_for_nobodys_answer_waits_until_nobody_presses(
    seam: Seam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam_module, "_LONGEST_GIVING_WAY", 1000.0)
    order: list[str] = []
    pressed = [True]
    seam.is_pressed = lambda: pressed[0]

    last = asyncio.create_task(seam.read_giving_way(lambda _session: order.append("words of a reminder")))
    await asyncio.sleep(0)
    await seam.read(lambda _session: order.append("who presses"))
    assert order == ["who presses"]
    pressed[0] = False
    await last

    assert order == ["who presses", "words of a reminder"]


async def test_what_is_read_for_nobodys_answer_is_read_although_somebody_always_presses(seam: Seam) -> None:
    seam.is_pressed = lambda: True

    assert await seam.read_giving_way(lambda _session: "read") == "read"


async def test_what_was_written_for_nobodys_answer_is_noticed_like_any_other(seam: Seam) -> None:
    noticed: list[str] = []
    seam.after_write(lambda: noticed.append("looked"))

    assert await seam.write_giving_way(lambda _session: "card") == "card"
    assert await seam.write_quietly_giving_way(lambda _session: "mark") == "mark"

    assert noticed == ["looked"]
