"""Statements whose text is kept give what SQLAlchemy gives that works everything out anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, Text, bindparam, cast, column, event, func, insert, literal, select, table, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, PendingRollbackError, ProgrammingError
from sqlmodel import Session, col
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.models import Closure, Room
from meetbot.db import Database, is_passing
from meetbot.kept import fetch
from meetbot.migrations import upgrade
from meetbot.reminders.models import Sent, SentOutcome
from tests.factories import NOW

_SPEC = {"name": {"en": "Hall; drop", "zh": "大厅"}, "parts": ["a", "b"]}
_IDS: Any = bindparam("ids", expanding=True)
_ROOMS = select(col(Room.id), col(Room.code), col(Room.spec), col(Room.is_active))
_CLOSURES = select(col(Closure.from_at), col(Closure.until_at), col(Closure.reason)).order_by(col(Closure.id))


@pytest.fixture
def rows(session: Session) -> None:
    session.add_all(Room(id=n, code=f"r{n}", position=n, spec=_SPEC, is_active=n != 2) for n in (1, 2, 3))
    session.flush()
    session.add(Closure(room_id=1, from_at=NOW, until_at=None, reason="100% dry: %(x)s ? :y"))
    session.add(Closure(room_id=2, from_at=NOW, until_at=NOW + timedelta(microseconds=1), reason=""))
    session.add(
        Sent(
            rule="r", subject="booking:1", occurrence="", recipient_id=1, attempts=1, claimed_at=NOW, claimed_by="p",
            due_at=NOW, outcome=SentOutcome.FAILED,
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("statement", "values"),
    [
        pytest.param(_ROOMS.order_by(col(Room.id)), {}, id="text, JSON and flags"),
        pytest.param(_ROOMS.where(col(Room.id).in_(_IDS)), {"ids": []}, id="an empty list"),
        pytest.param(_ROOMS.where(col(Room.id).in_(_IDS)), {"ids": [2]}, id="a list of one"),
        pytest.param(_ROOMS.where(col(Room.id).in_(_IDS)).order_by(col(Room.id)), {"ids": [3, 1, 7]}, id="a list"),
        pytest.param(_ROOMS.where(col(Room.id).in_(_IDS)), {"ids": [3, *range(9, 999)]}, id="a long list"),
        pytest.param(_ROOMS.where(col(Room.code) == bindparam("code")), {"code": "r%s'; --"}, id="what people write"),
        pytest.param(_ROOMS.order_by(col(Room.id).desc()).limit(1).offset(1), {}, id="values of its own"),
        pytest.param(_ROOMS.where(col(Room.code).like("r%")).where(col(Room.id) == 1), {}, id="a percent sign"),
        pytest.param(select(cast(col(Room.spec), Text), literal("x")).where(col(Room.id) == 1), {}, id="JSON as text"),
        pytest.param(_ROOMS.where(col(Room.id).in_([3, 4])), {}, id="a list of its own"),
        pytest.param(
            _ROOMS.where(col(Room.id).in_([3, 4]), col(Room.code).in_(_IDS)), {"ids": ["r3"]}, id="a list of its own beside a given one"
        ),
        pytest.param(_CLOSURES, {}, id="moments, and none"),
        pytest.param(_CLOSURES.where(col(Closure.from_at) <= bindparam("now")), {"now": NOW}, id="a moment given"),
        pytest.param(
            _CLOSURES.where(func.coalesce(col(Closure.until_at), bindparam("x", type_=UTCDateTime())) > NOW),
            {"x": None}, id="none given",
        ),
        pytest.param(select(col(Sent.outcome), col(Sent.finished_at)), {}, id="words from a list"),
        pytest.param(select(func.max(Closure.from_at), func.count()), {}, id="no rows' own columns"),
    ],
)  # fmt: skip
def test_a_kept_statement_gives_what_the_connection_gives(
    session: Session, statement: Executable, values: dict[str, Any]
) -> None:
    plain = session.connection().execute(statement, values).all()

    first, again = fetch(session, statement, **values), fetch(session, statement, **values)

    assert [tuple(row) for row in first] == [tuple(row) for row in plain] == [tuple(row) for row in again]


def test_the_same_statement_is_kept_for_each_length_of_its_list(session: Session, rows: None) -> None:
    wanted = select(col(Room.id)).where(col(Room.id).in_(_IDS)).order_by(col(Room.id))

    found = [[id_ for (id_,) in fetch(session, wanted, ids=ids)] for ids in ([1], [1, 2], [3], [], [2, 3])]

    assert found == [[1], [1, 2], [3], [], [2, 3]]


def test_what_a_kept_insert_and_update_write_is_read_by_everybody(session: Session, rows: None) -> None:
    adding = insert(Closure).returning(col(Closure.id))

    [(id_,)] = fetch(session, adding, room_id=1, from_at=NOW, until_at=None, reason="dust")
    nothing = fetch(session, update(Closure).where(col(Closure.id) == bindparam("one")).values(reason="paint"), one=id_)

    assert session.get_one(Closure, id_).model_dump(exclude={"id"}) == {
        "room_id": 1, "from_at": NOW, "until_at": None, "reason": "paint", "defect_id": None, "imported_id": None,
        "closed_by": None,
    }  # fmt: skip
    assert list(nothing) == []


def test_what_kept_statements_write_behind_a_savepoint_is_taken_back_with_it(session: Session, rows: None) -> None:
    rename = update(Room).where(col(Room.id) == bindparam("one")).values(code=bindparam("called"))
    codes = select(col(Room.code)).order_by(col(Room.id))

    fetch(session, rename, one=1, called="before")
    outer = session.begin_nested()
    fetch(session, rename, one=2, called="taken back")
    with session.begin_nested():
        fetch(session, rename, one=3, called="taken back as well")
    outer.rollback()
    fetch(session, rename, one=3, called="after")

    assert [code for (code,) in fetch(session, codes)] == ["before", "r2", "after"]


def test_what_is_not_written_yet_is_written_before_it_is_asked_for(session: Session) -> None:
    session.add(Room(id=9, code="new", position=9, spec={}))

    assert fetch(session, select(col(Room.code))) == [("new",)]


def test_a_transaction_that_failed_takes_no_kept_statement_any_more(session: Session, rows: None) -> None:
    fetch(session, _ROOMS)
    session.add(Room(id=9, code="r1", position=9, spec=_SPEC))
    with pytest.raises(IntegrityError):
        session.flush()

    with session.no_autoflush, pytest.raises(PendingRollbackError):
        fetch(session, _ROOMS)

    session.rollback()
    assert fetch(session, _ROOMS) == []


def test_a_mistake_of_the_database_is_told_as_ever(session: Session, rows: None) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), session.begin_nested():
        fetch(session, select(func.no_such_function(col(Room.id))))
    with pytest.raises(IntegrityError), session.begin_nested():
        fetch(session, insert(Room), id=1, code="r1", position=1, spec={}, is_active=True)


def test_a_connection_that_is_lost_passes_and_the_next_one_works(postgresql: Database) -> None:
    with pytest.raises(DBAPIError) as told, postgresql.writing() as session:
        fetch(session, select(func.pg_terminate_backend(func.pg_backend_pid())))

    assert is_passing(told.value)
    with postgresql.reading() as session:
        assert fetch(session, select(func.count(col(Room.id)))) == [(0,)]


def test_after_a_look_a_connection_writes_again_and_the_other_way_round(postgresql: Database) -> None:
    kinds = select(
        func.current_setting("transaction_isolation"),
        func.current_setting("transaction_read_only"),
        func.pg_backend_pid(),
    )
    found = []
    for begin in (postgresql.reading, postgresql.writing, postgresql.reading, postgresql.writing_beside):
        with begin() as session:
            found.append(tuple(fetch(session, kinds)[0]))

    looks, writes = ("repeatable read", "on"), ("read committed", "off")
    assert [kind for *kind, _ in found] == [[*looks], [*writes], [*looks], [*writes]]
    assert len({pid for *_, pid in found}) == 1  # else each might have had a connection of its own
    with pytest.raises(DBAPIError), postgresql.reading() as session:
        fetch(session, insert(Room), id=1, code="r1", position=1, spec={}, is_active=True)


def test_what_was_prepared_stays_so_after_looking_and_writing(postgresql: Database) -> None:
    for begin in (postgresql.reading, postgresql.writing) * 8:
        with begin() as session:
            fetch(session, _CLOSURES)

    with postgresql.reading() as session:
        prepared = fetch(session, select(column("statement")).select_from(table("pg_prepared_statements")))
    assert any("FROM closure" in text for (text,) in prepared)


def test_a_database_that_is_locked_passes(tmp_path: Path) -> None:
    database, other = (Database(f"sqlite:///{tmp_path / 'one.db'}") for _ in range(2))
    upgrade(database)

    with other.writing() as holder, database.reading() as session:
        holder.connection()
        session.connection().exec_driver_sql("PRAGMA busy_timeout=0")
        with pytest.raises(DBAPIError) as told:
            fetch(session, insert(Room), code="r", position=1, spec={}, is_active=True)

    assert is_passing(told.value)


def test_whoever_listens_to_what_is_executed_hears_kept_statements(session: Session, rows: None) -> None:
    heard: list[str] = []
    connection = session.connection()

    def hear(*told: Any) -> None:
        heard.append(told[2])

    event.listen(connection, "before_cursor_execute", hear)
    listened = fetch(session, _ROOMS.where(col(Room.id) == 1))
    event.remove(connection, "before_cursor_execute", hear)

    assert listened == fetch(session, _ROOMS.where(col(Room.id) == 1))
    assert len(heard) == 1
