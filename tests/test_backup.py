from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from meetbot.backup import AlreadyThere, DatabaseInUse, NoDatabase, NotABackup, back_up, restore
from meetbot.db import Database
from meetbot.files.models import StoredFile
from meetbot.people.roles import Role
from tests.factories import NOW, add_person


def digest(path: Path) -> str:
    """Of everything in a database, schema and rows; opening it changes nothing."""
    with closing(sqlite3.connect(path)) as connection:
        return sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def path_of(database: Database) -> Path:
    assert database.url.database is not None
    return Path(database.url.database)


def fill(database: Database, people: int) -> None:
    with database.writing() as session:
        for number in range(people):
            add_person(session, f"Olga 欧佳 {number}", Role.ORGANISER, telegram_id=1000 + number)
        content = os.urandom(100_000)
        session.add(
            StoredFile(
                sha256=sha256(content).hexdigest(), content=content, mime="image/jpeg", name="leak.jpg",
                size=len(content), stored_at=NOW,
            )
        )  # fmt: skip


def test_a_restored_backup_is_the_database_to_the_last_byte_of_a_picture(database: Database, tmp_path: Path) -> None:
    fill(database, 20)
    before = digest(path_of(database))
    back_up(path_of(database), tmp_path / "kept.db")
    with database.writing() as session:
        add_person(session, "Later", Role.ADMIN, telegram_id=1)
    database.close()
    assert digest(path_of(database)) != before

    was_kept = restore(tmp_path / "kept.db", path_of(database), tmp_path / "replaced.db")

    assert (was_kept, digest(path_of(database))) == (True, before)
    assert digest(tmp_path / "replaced.db") != before
    assert digest(tmp_path / "kept.db") == before


def test_a_backup_is_taken_while_somebody_writes(database: Database, tmp_path: Path) -> None:
    fill(database, 5)
    before = digest(path_of(database))
    with database.writing() as session:
        add_person(session, "Not yet committed", Role.ADMIN, telegram_id=1)

        back_up(path_of(database), tmp_path / "kept.db")

    assert digest(tmp_path / "kept.db") == before


def test_a_backup_is_one_file_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()

    back_up(path_of(database), folder / "kept.db")

    assert [path.name for path in folder.iterdir()] == ["kept.db"]
    assert (folder / "kept.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "kept.db").write_text("precious")

    with pytest.raises(AlreadyThere):
        back_up(path_of(database), tmp_path / "kept.db")

    assert (tmp_path / "kept.db").read_text() == "precious"


def test_what_is_not_there_cannot_be_backed_up_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase):
        back_up(tmp_path / "none.db", tmp_path / "kept.db")

    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_no_backup(database: Database, tmp_path: Path) -> None:
    fill(database, 200)
    database.close()
    path = path_of(database)
    sound = path.read_bytes()
    path.write_bytes(sound[:8192] + b"\xff" * 40_960 + sound[49_152:])

    with pytest.raises((NotABackup, sqlite3.DatabaseError)):
        back_up(path, tmp_path / "kept.db")

    assert not (tmp_path / "kept.db").exists()


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def cut_short(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE booking (x)")
        connection.executemany("INSERT INTO booking VALUES (?)", [("x" * 500,)] * 100)
        connection.commit()
    path.write_bytes(path.read_bytes()[:9000])


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("dear diary"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"SQLite format 3\x00"),
        lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 10_000),
        other_database,
        cut_short,
    ],
)
def test_what_is_no_backup_is_not_put_back(database: Database, tmp_path: Path, make: object) -> None:
    assert callable(make)
    before = digest(path_of(database))
    database.close()
    make(tmp_path / "file")

    with pytest.raises(NotABackup):
        restore(tmp_path / "file", path_of(database), tmp_path / "replaced.db")

    assert digest(path_of(database)) == before
    assert not (tmp_path / "replaced.db").exists()


def test_a_missing_file_is_not_put_back(database: Database, tmp_path: Path) -> None:
    database.close()

    with pytest.raises(FileNotFoundError):
        restore(tmp_path / "none.db", path_of(database), tmp_path / "replaced.db")

    assert not (tmp_path / "none.db").exists()


def test_a_database_in_use_is_not_replaced(database: Database, tmp_path: Path) -> None:
    back_up(path_of(database), tmp_path / "kept.db")
    with database.reading() as session:
        session.connection().exec_driver_sql("SELECT 1 FROM person").all()
    # The bot holds its connections between two transactions, too.

    with pytest.raises(DatabaseInUse):
        restore(tmp_path / "kept.db", path_of(database), tmp_path / "replaced.db")

    assert not (tmp_path / "replaced.db").exists()


def test_a_backup_can_be_put_where_no_database_was(database: Database, tmp_path: Path) -> None:
    back_up(path_of(database), tmp_path / "kept.db")

    assert not restore(tmp_path / "kept.db", tmp_path / "new" / "meetbot.db", tmp_path / "replaced.db")

    assert digest(tmp_path / "new" / "meetbot.db") == digest(path_of(database))


def test_a_damaged_database_can_be_replaced_and_is_kept(database: Database, tmp_path: Path) -> None:
    back_up(path_of(database), tmp_path / "kept.db")
    database.close()
    path_of(database).write_text("no database any more, but long enough to be looked at " * 100)

    assert restore(tmp_path / "kept.db", path_of(database), tmp_path / "replaced.db")

    assert (tmp_path / "replaced.db").read_text().startswith("no database any more")
    assert digest(path_of(database)) == digest(tmp_path / "kept.db")
