"""A backup of PostgreSQL holds everything, and leads from one kind of database to the other and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from meetbot.backup import AlreadyThere, NotABackup, NotEmpty, restore
from meetbot.booking.models import Booking, Reservation
from meetbot.commands import main
from meetbot.db import Database
from meetbot.inbox.service import Incoming, open_updates, take_in
from meetbot.migrations import upgrade
from meetbot.moving import back_up_rows, digest, restore_rows
from meetbot.people.roles import Role
from tests.booking.conftest import Desk, building, desk, site, staff  # noqa: F401
from tests.factories import NOW, add_person
from tests.postgresql import fresh_database
from tests.test_backup import fill


@pytest.fixture
def other() -> Iterator[Database]:
    """A second PostgreSQL database, empty."""
    yield from fresh_database(is_shared=True)


@pytest.fixture
def session(postgresql: Database) -> Iterator[Session]:
    with Session(postgresql.engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def lived_in(postgresql: Database, session: Session, desk: Desk) -> Database:  # noqa: F811
    """A PostgreSQL database with bookings, people, a picture and updates."""
    desk.book()
    desk.book(room="room-402")
    take_in(session, [Incoming(7, 1, "{}"), Incoming(5, 1, "{}")], NOW)
    session.commit()
    fill(postgresql, 0)
    return postgresql


def digest_of(database: Database) -> str:
    with database.reading() as session:
        return digest(session)


def test_a_backup_restored_into_another_postgresql_has_every_row(
    lived_in: Database, other: Database, tmp_path: Path
) -> None:
    written = back_up_rows(lived_in, tmp_path / "kept.db")
    restored = restore_rows(tmp_path / "kept.db", other)

    assert written == restored > 30
    assert digest_of(other) == digest_of(lived_in)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.db"]


def test_a_house_moves_to_sqlite_and_back(lived_in: Database, other: Database, tmp_path: Path) -> None:
    back_up_rows(lived_in, tmp_path / "kept.db")
    restore(tmp_path / "kept.db", tmp_path / "live.db", tmp_path / "before.db")
    sqlite = Database(f"sqlite:///{tmp_path}/live.db")
    upgrade(sqlite)

    with sqlite.writing() as session:
        add_person(session, "Later", Role.ATTENDANT, telegram_id=77)
    back_up_rows(sqlite, tmp_path / "back.db")
    restore_rows(tmp_path / "back.db", other)

    assert digest_of(other) == digest_of(sqlite) != digest_of(lived_in)
    sqlite.close()


def test_what_is_added_after_a_restore_gets_new_numbers_and_the_guard_holds(
    lived_in: Database, other: Database, tmp_path: Path
) -> None:
    back_up_rows(lived_in, tmp_path / "kept.db")
    restore_rows(tmp_path / "kept.db", other)

    with other.writing() as session:
        add_person(session, "Later", Role.ATTENDANT, telegram_id=77)
        take_in(session, [Incoming(1, 1, "{}")], NOW)
    with other.reading() as session:
        assert [each.update_id for each in open_updates(session)] == [7, 5, 1]
        held = session.exec(select(Reservation)).first()
        assert held is not None
        twice = Reservation(**held.model_dump(exclude={"id"}))
    with pytest.raises(IntegrityError, match="reservation_no_overlap"), other.writing() as session:
        session.add(twice)


def test_nothing_is_put_over_what_is_there(lived_in: Database, tmp_path: Path) -> None:
    back_up_rows(lived_in, tmp_path / "kept.db")
    before = digest_of(lived_in)

    with pytest.raises(NotEmpty):
        restore_rows(tmp_path / "kept.db", lived_in)
    with pytest.raises(AlreadyThere):
        back_up_rows(lived_in, tmp_path / "kept.db")

    assert digest_of(lived_in) == before


def test_a_file_that_is_no_backup_changes_nothing(other: Database, tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_text("hello")

    with pytest.raises(NotABackup):
        restore_rows(tmp_path / "kept.db", other)

    with other.reading() as session:
        assert session.exec(select(Booking)).all() == []


def test_the_operator_backs_up_and_restores_by_the_same_verbs(
    lived_in: Database,
    other: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(tmp_path / "kept.db")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", lived_in.url.render_as_string(hide_password=False))
    assert main(["backup", file]) == 0
    assert main(["restore", file]) == 1
    monkeypatch.setenv("MEETBOT_DATABASE_URL", other.url.render_as_string(hide_password=False))
    assert main(["restore", file]) == 0

    said = capsys.readouterr()
    assert "there is something in this database" in said.err
    assert said.out.splitlines()[-1].endswith(" rows)")
    assert digest_of(other) == digest_of(lived_in)
