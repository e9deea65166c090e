"""What became a fact is told to the log: with numbers, and without a word of anybody's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import Any, get_args

import pytest
from sqlalchemy import Column, inspect
from sqlmodel import Session, SQLModel, create_engine

import meetbot.migrations.metadata  # noqa: F401  (every table)
from meetbot.checklists.models import Outcome, Tick
from meetbot.defects.models import DefectGrade, Severity
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.recorded import UNTOLD
from tests.factories import NOW

WORDS = "Merger with Acme"
PLAIN: dict[type, Any] = {
    str: WORDS, int: 8, bool: True, datetime: NOW, date: NOW.date(), time: time(9), dict: {"said": WORDS}, bytes: b"",
}  # fmt: skip
# Columns whose words are the product's own.
KEYS = {"item": "prep.air", "item_key": "prep.air", "language": "zh", "role": Role.ADMIN}


def tables() -> list[type[SQLModel]]:
    mappers = SQLModel._sa_registry.mappers
    return sorted((each.class_ for each in mappers), key=lambda each: str(each.__tablename__))


@pytest.fixture
def alone() -> Iterator[Session]:
    """A database where a row may refer to rows that are not there."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def filled(table: type[SQLModel]) -> SQLModel:
    """A row with something in every column, in its words those of people."""
    return table(**{column.key: value(table, column) for column in inspect(table).columns})


def value(table: type[SQLModel], column: Column[Any]) -> Any:
    if column.primary_key or column.foreign_keys:
        return 7
    if column.key in KEYS:
        return KEYS[column.key]
    annotated = table.model_fields[column.key].annotation
    kind = next(each for each in get_args(annotated) or (annotated,) if isinstance(each, type))
    return next(iter(kind)) if issubclass(kind, Enum) else PLAIN[kind]


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    """What the log says, and the fields of it that a plain record has not."""
    usual = {*logging.makeLogRecord({}).__dict__, "message", "asctime"}
    told = [each for each in caplog.records if each.name == "meetbot.chronicle"]
    return [(each.message, {name: said for name, said in vars(each).items() if name not in usual}) for each in told]


@pytest.mark.parametrize("table", tables(), ids=lambda table: str(table.__tablename__))
def test_every_fact_is_one_line_with_its_number_unless_another_line_tells_of_it(
    table: type[SQLModel], alone: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "meetbot")
    columns = inspect(table).columns

    alone.add(filled(table))
    alone.commit()

    if table in UNTOLD:
        assert lines(caplog) == []
        return
    [(says, fields)] = lines(caplog)
    numbers = {column.key.removesuffix("_id"): 7 for column in columns if column.primary_key or column.foreign_keys}
    assert says == f"{table.__tablename__} recorded"
    assert fields.items() >= numbers.items()
    assert WORDS not in repr(fields)


def test_a_change_names_the_columns_and_a_row_that_goes_is_told_too(
    alone: Session, caplog: pytest.LogCaptureFixture
) -> None:
    person, role = filled(Person), filled(RoleGrant)
    alone.add_all([person, role])
    alone.commit()
    caplog.set_level(logging.INFO, "meetbot")

    person.phone, person.department = "555", "Finance"
    alone.flush()
    alone.delete(role)
    alone.commit()

    assert lines(caplog) == [
        ("person changed", {"id": 7, "language": "zh", "changed": ["department", "phone"]}),
        ("role_grant taken away", {"id": 7, "person": 7, "role": "admin", "granted_by": 7}),
    ]


def test_a_line_says_who_did_what(alone: Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "meetbot")

    alone.add(DefectGrade(id=1, defect_id=5, severity=Severity.BLOCKING, by=3, at=NOW))
    alone.add(
        Tick(id=2, booking_id=17, item="prep.air", fingerprint="", outcome=Outcome.SKIPPED, reason=WORDS, by=3, at=NOW)
    )
    alone.commit()

    assert sorted(lines(caplog), key=repr) == [
        ("defect_grade recorded", {"id": 1, "defect": 5, "severity": "blocking", "by": 3}),
        ("tick recorded", {"id": 2, "booking": 17, "item": "prep.air", "outcome": "skipped", "by": 3}),
    ]
