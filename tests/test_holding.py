"""What a process holds among several, it holds alone, and no longer than it lives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from meetbot.db import Database
from meetbot.holding import Holding

LANE = 7


@pytest.fixture
def one(postgresql: Database) -> Iterator[Holding]:
    holding = Holding(postgresql)
    yield holding
    holding.close()


@pytest.fixture
def other(postgresql: Database) -> Iterator[Holding]:
    holding = Holding(postgresql)
    yield holding
    holding.close()


def kill(database: Database, holding: Holding) -> None:
    """End its connection, as the death of its process does."""
    assert holding._connection is not None
    process = holding._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with database.reading() as session:
        session.connection().execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})


def test_one_at_a_time_holds_a_lane(one: Holding, other: Holding) -> None:
    assert [one.take_lane(LANE), one.take_lane(LANE), other.take_lane(LANE)] == [True, True, False]
    assert other.take_lane(LANE + 1)

    one.let_go(LANE)

    assert [other.take_lane(LANE), one.take_lane(LANE)] == [True, False]


def test_a_lane_may_have_any_number_that_a_chat_may_have(one: Holding, other: Holding) -> None:
    for lane in (0, -(2**52), 2**52, 0x6D656574):
        assert [one.take_lane(lane), other.take_lane(lane)] == [True, False]


def test_one_is_on_watch_and_the_next_follows_when_it_leaves(one: Holding, other: Holding) -> None:
    assert [one.beat().is_on_watch, other.beat().is_on_watch, one.beat().is_on_watch] == [True, False, True]

    one.close()

    assert other.beat().is_on_watch


def test_everybody_sees_who_is_alive(postgresql: Database, one: Holding, other: Holding) -> None:
    one.beat()
    assert other.beat().alive == one.beat().alive == {one.name, other.name}

    kill(postgresql, one)

    assert other.beat().alive == {other.name}


def test_a_change_is_told_to_the_others(one: Holding, other: Holding) -> None:
    assert not one.beat().is_told
    other.tell()

    assert one.beat().is_told
    assert not one.beat().is_told


def test_with_its_connection_a_process_loses_everything_and_begins_anew(
    postgresql: Database, one: Holding, other: Holding
) -> None:
    one.beat()
    one.take_lane(LANE)
    kill(postgresql, one)

    assert other.beat().is_on_watch
    assert other.take_lane(LANE)
    with pytest.raises(SQLAlchemyError):
        one.beat()
    assert not one.holds_lane(LANE)
    assert [one.beat().is_on_watch, one.take_lane(LANE)] == [False, False]


def test_writers_take_turns_and_a_lane_of_the_same_number_is_something_else(postgresql: Database, one: Holding) -> None:
    with postgresql.writing() as session:
        session.connection()

        assert one.take_lane(1)
        assert one.beat().is_on_watch
