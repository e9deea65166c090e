from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from meetbot.db import Database
from meetbot.standard.errors import NoStandard, NoSuchStandard
from meetbot.standard.models import StandardVersion
from meetbot.standard.service import Seeding, newest, seed, standard_of
from meetbot.yamlfiles import ConfigProblems
from tests.standard.samples import SHIPPED, SMALL, STANDARD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "standard"
    folder.mkdir()
    (folder / "small@1.yaml").write_text(SMALL, encoding="utf-8")
    return folder


def test_without_a_standard_nothing_is_the_newest(session: Session) -> None:
    with pytest.raises(NoStandard):
        newest(session)


def test_an_unknown_version_is_named(session: Session) -> None:
    with pytest.raises(NoSuchStandard) as caught:
        standard_of(session, 17)

    assert caught.value == NoSuchStandard(17)


def test_a_broken_file_seeds_nothing(session: Session, folder: Path, now: datetime) -> None:
    (folder / "small@2.yaml").write_text(SMALL.replace("clause: P7", "clause: P8"), encoding="utf-8")

    with pytest.raises(ConfigProblems):
        seed(session, folder, now)

    assert session.exec(select(StandardVersion)).all() == []


def test_the_folder_becomes_rows_once(session: Session, folder: Path, now: datetime) -> None:
    first = seed(session, folder, now)

    assert [(row.name, row.number, row.body, row.published_at) for row in first.added] == [("small", 1, SMALL, now)]
    assert seed(session, folder, now) == Seeding((), ())


def test_an_edited_file_without_a_new_number_is_reported_and_changes_nothing(
    session: Session, folder: Path, now: datetime
) -> None:
    seed(session, folder, now)
    (folder / "small@1.yaml").write_text(SMALL.replace("every_minutes: 20", "every_minutes: 25"), encoding="utf-8")

    assert seed(session, folder, now) == Seeding((), (folder / "small@1.yaml",))
    assert newest(session).body == SMALL


def test_a_new_version_in_the_folder_is_the_newest_and_the_old_one_stays(
    session: Session, folder: Path, now: datetime
) -> None:
    old = seed(session, folder, now).added[0]
    (folder / "small@2.yaml").write_text(SMALL.replace("version: 1", "version: 2"), encoding="utf-8")
    new = seed(session, folder, now).added[0]
    assert old.id is not None
    assert new.id is not None

    assert newest(session).id == new.id
    assert [standard_of(session, old.id).version, standard_of(session, new.id).version] == [1, 2]


def test_the_shipped_standard_comes_out_as_it_went_in(session: Session, now: datetime) -> None:
    row = seed(session, SHIPPED, now).added[0]
    assert row.id is not None

    assert standard_of(session, row.id) == STANDARD


def test_a_standard_is_parsed_once_however_many_threads_ask(database: Database, now: datetime, folder: Path) -> None:
    text = SMALL.replace("name: small", "name: threads")
    (folder / "small@1.yaml").unlink()
    (folder / "threads@1.yaml").write_text(text, encoding="utf-8")
    with Session(database.engine) as session:
        id_ = seed(session, folder, now).added[0].id
        session.commit()
    assert id_ is not None
    found: list[object] = []

    def look(standard_id: int) -> None:
        with Session(database.engine) as session:
            found.append(standard_of(session, standard_id))

    threads = [threading.Thread(target=look, args=(id_,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 6
    assert all(each is found[0] for each in found)
