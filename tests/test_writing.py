"""Turns that wait together are committed together, and each fails alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from threading import Event

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from meetbot import writing
from meetbot.db import Database
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.writing import Writer
from tests.factories import add_person


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer]:
    writer = Writer(database)
    yield writer
    writer.close()


@pytest.fixture
def commits(database: Database) -> list[str]:
    found: list[str] = []
    event.listen(database.engine, "commit", lambda _connection: found.append("commit"))
    return found


def adds(name: str, telegram_id: int) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        add_person(session, name, Role.ATTENDANT, telegram_id=telegram_id)
        return name

    return work


def fails(error: Exception) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        add_person(session, "Nobody", Role.ATTENDANT, telegram_id=99)
        raise error

    return work


async def held_up(writer: Writer) -> tuple[asyncio.Task[bool], Event]:
    """A turn that the thread is busy with until the event is set."""
    begun, held = Event(), Event()

    def work(_session: Session) -> bool:
        begun.set()
        return held.wait(10)

    first = asyncio.create_task(writer.run(work))
    await asyncio.to_thread(begun.wait, 10)
    return first, held


async def together(writer: Writer, *works: Callable[[Session], str]) -> list[asyncio.Task[str]]:
    """The turns, all of which waited while the thread was busy with another one; done."""
    first, held = await held_up(writer)
    turns = [asyncio.create_task(writer.run(work)) for work in works]
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, *turns])
    return turns


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Person.name).order_by(col(Person.id))))


async def test_who_waits_together_is_committed_together_in_order(
    writer: Writer, database: Database, commits: list[str]
) -> None:
    turns = await together(writer, adds("Alan", 1), adds("Beth", 2), adds("Carl", 3))

    assert [turn.result() for turn in turns] == ["Alan", "Beth", "Carl"]
    assert names(database) == ["Alan", "Beth", "Carl"]
    assert commits == ["commit"]  # the turn before had nothing to commit


async def test_a_turn_that_fails_takes_back_its_own_rows_only(
    writer: Writer, database: Database, commits: list[str]
) -> None:
    turns = await together(writer, adds("Alan", 1), fails(LookupError("no")), adds("Again", 1), adds("Beth", 2))

    assert isinstance(turns[1].exception(), LookupError)
    assert isinstance(turns[2].exception(), IntegrityError)
    assert (turns[0].result(), turns[3].result(), names(database)) == ("Alan", "Beth", ["Alan", "Beth"])
    assert commits == ["commit"]


async def test_where_the_database_breaks_it_off_each_turn_is_done_again_alone(
    writer: Writer, database: Database, commits: list[str]
) -> None:
    def breaks(session: Session) -> str:
        session.connection().execute(text("SELECT * FROM nothing_of_the_kind"))
        return ""

    turns = await together(writer, adds("Alan", 1), breaks, adds("Beth", 2))

    failure = turns[1].exception()
    assert failure is not None
    assert not isinstance(failure, IntegrityError)
    assert (turns[0].result(), turns[2].result(), names(database)) == ("Alan", "Beth", ["Alan", "Beth"])
    assert len(commits) == 2


async def test_a_commit_that_fails_answers_nobody_before_another_has_succeeded(
    writer: Writer, database: Database
) -> None:
    broken = []

    @event.listens_for(database.engine, "commit")
    def breaks(_connection: object) -> None:
        broken.append(True)
        if len(broken) == 1:  # that of the two together
            raise OperationalError("COMMIT", None, Exception("disk full"))

    turns = await together(writer, adds("Alan", 1), adds("Beth", 2))

    assert [turn.result() for turn in turns] == ["Alan", "Beth"]
    assert names(database) == ["Alan", "Beth"]
    assert len(broken) == 3


async def test_nobody_is_answered_before_the_commit(writer: Writer, database: Database) -> None:
    answered_at_commit: list[bool] = []
    turns: list[asyncio.Task[str]] = []
    event.listen(
        database.engine, "commit", lambda _connection: answered_at_commit.extend(turn.done() for turn in turns)
    )
    first, held = await held_up(writer)
    turns += [asyncio.create_task(writer.run(adds(name, number))) for number, name in enumerate(("Alan", "Beth"))]
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, *turns])

    assert answered_at_commit == [False] * 2


async def test_whoever_stopped_waiting_before_their_turn_changes_nothing(writer: Writer, database: Database) -> None:
    first, held = await held_up(writer)
    gone, stays = asyncio.create_task(writer.run(adds("Alan", 1))), asyncio.create_task(writer.run(adds("Beth", 2)))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, gone, stays])

    assert names(database) == ["Beth"]


async def test_what_may_come_along_is_committed_with_the_next_turn_and_before_it(
    writer: Writer, database: Database, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_FOR_COMPANY", 10.0)

    along = asyncio.create_task(writer.run_along(adds("Alan", 1)))
    await asyncio.sleep(0)
    await writer.run(adds("Beth", 2))

    assert (await along, names(database), commits) == ("Alan", ["Alan", "Beth"], ["commit"])


async def test_a_single_turn_and_its_company_need_no_savepoints(
    writer: Writer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_FOR_COMPANY", 10.0)
    savepoints: list[str] = []
    event.listen(database.engine, "savepoint", lambda _connection, name: savepoints.append(name))

    along = asyncio.create_task(writer.run_along(adds("Alan", 1)))
    await asyncio.sleep(0)
    await writer.run(adds("Beth", 2))

    assert (await along, names(database), savepoints) == ("Alan", ["Alan", "Beth"], [])


@pytest.mark.parametrize(
    ("company", "turn"), [(adds("Alan", 1), fails(LookupError("no"))), (fails(LookupError("no")), adds("Alan", 1))]
)
async def test_of_a_single_turn_and_its_company_each_fails_alone(
    writer: Writer,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    company: Callable[[Session], str],
    turn: Callable[[Session], str],
) -> None:
    monkeypatch.setattr(writing, "_FOR_COMPANY", 10.0)

    along = asyncio.create_task(writer.run_along(company))
    await asyncio.sleep(0)
    found = await asyncio.gather(writer.run(turn), along, return_exceptions=True)

    assert sorted(map(str, found)) == ["Alan", "no"]
    assert names(database) == ["Alan"]


async def test_whoever_came_along_hears_of_it_after_the_turn(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_FOR_COMPANY", 10.0)

    along = asyncio.create_task(writer.run_along(adds("Alan", 1)))
    await asyncio.sleep(0)
    await writer.run(adds("Beth", 2))

    assert not along.done()
    await along


async def test_who_asks_for_it_hears_of_the_result_before_the_commit(writer: Writer, database: Database) -> None:
    heard, ready = [], Event()

    def hear(name: str) -> None:
        heard.append(name)
        ready.set()

    heard_before: list[bool] = []
    event.listen(database.engine, "commit", lambda _connection: heard_before.append(ready.wait(30)))

    assert await writer.run(adds("Alan", 1), hear) == "Alan"
    assert (heard, heard_before) == (["Alan"], [True])


async def test_nobody_hears_before_the_commit_of_a_turn_that_fails(writer: Writer) -> None:
    heard: list[str] = []

    with pytest.raises(LookupError):
        await writer.run(fails(LookupError("no")), heard.append)

    assert heard == []


async def test_what_may_come_along_does_not_wait_for_ever(writer: Writer, database: Database) -> None:
    assert await writer.run_along(adds("Alan", 1)) == "Alan"
    assert names(database) == ["Alan"]


async def test_what_may_come_along_is_written_although_nobody_waits_for_it_any_more(database: Database) -> None:
    writer = Writer(database)
    along = asyncio.create_task(writer.run_along(adds("Alan", 1)))
    await asyncio.sleep(0)
    along.cancel()
    await asyncio.sleep(0)
    writer.close()

    assert names(database) == ["Alan"]


def test_an_event_loop_that_ended_with_a_turn_in_hand_stops_nobody_after_it(database: Database) -> None:
    writer, begun, held = Writer(database), Event(), Event()

    def work(_session: Session) -> None:
        begun.set()
        held.wait(10)

    async def leaves_early() -> None:
        asyncio.create_task(writer.run(work))  # noqa: RUF006  (it is cut off)
        await asyncio.sleep(0)
        await asyncio.to_thread(begun.wait, 10)

    asyncio.run(leaves_early())
    held.set()

    assert asyncio.run(asyncio.wait_for(writer.run(adds("Alan", 1)), 10)) == "Alan"
    writer.close()


class Press:
    """Whether somebody waits for an answer."""

    def __init__(self) -> None:
        self.is_on = False

    def __call__(self) -> bool:
        return self.is_on


@pytest.fixture
def press() -> Press:
    return Press()


@pytest.fixture
async def polite(database: Database, press: Press, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Writer]:
    """A writer whose turns that give way do so for as long as somebody presses."""
    monkeypatch.setattr(writing, "_LONGEST_GIVING_WAY", 1000.0)
    writer = Writer(database, press)
    yield writer
    press.is_on = False
    writer.close()


async def test_what_gives_way_goes_after_whoever_waits_although_it_came_first(
    polite: Writer, database: Database, commits: list[str]
) -> None:
    first, held = await held_up(polite)
    turns = [
        asyncio.create_task(polite.run_giving_way(adds("Claim", 1))),
        asyncio.create_task(polite.run(adds("Alan", 2))),
    ]
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, *turns])

    assert names(database) == ["Alan", "Claim"]
    assert commits == ["commit"] * 2  # nobody who presses waits for the end of what gave way


async def test_what_gives_way_is_not_begun_while_somebody_presses(
    polite: Writer, database: Database, press: Press
) -> None:
    press.is_on = True
    claim = asyncio.create_task(polite.run_giving_way(adds("Claim", 1)))
    await asyncio.sleep(0)
    for number, name in enumerate(("Alan", "Beth", "Carl"), 2):
        await polite.run(adds(name, number))
    assert not claim.done()

    press.is_on = False

    assert (await claim, names(database)) == ("Claim", ["Alan", "Beth", "Carl", "Claim"])


async def test_the_transaction_of_what_gives_way_ends_when_somebody_presses(
    polite: Writer, database: Database, press: Press, commits: list[str]
) -> None:
    def is_interrupted(session: Session) -> str:
        press.is_on = True
        return adds("First", 1)(session)

    first, held = await held_up(polite)
    claims = [asyncio.create_task(polite.run_giving_way(each)) for each in (is_interrupted, adds("Second", 2))]
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, claims[0]])
    await polite.run(adds("Alan", 3))

    assert (names(database), commits, claims[1].done()) == (["First", "Alan"], ["commit"] * 2, False)

    press.is_on = False
    assert (await claims[1], names(database)) == ("Second", ["First", "Alan", "Second"])


async def test_what_gives_way_is_written_although_somebody_always_presses(database: Database) -> None:
    writer = Writer(database, lambda: True)

    assert await writer.run_giving_way(adds("Claim", 1)) == "Claim"
    writer.close()


async def test_in_a_crowd_what_gave_way_for_long_goes_by_turns_with_the_others(
    polite: Writer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_LONGEST_GIVING_WAY", 0.0)
    monkeypatch.setattr(writing, "_MOST", 1)

    first, held = await held_up(polite)
    turns = [asyncio.create_task(polite.run(adds(name, number))) for number, name in enumerate(("Alan", "Beth"), 1)]
    claims = [
        asyncio.create_task(polite.run_giving_way(adds(name, number)))
        for number, name in enumerate(("First", "Second"), 3)
    ]
    await asyncio.sleep(0)
    held.set()
    await asyncio.wait([first, *turns, *claims])

    assert names(database) == ["First", "Alan", "Second", "Beth"]


async def test_what_gives_way_is_written_before_the_writer_is_closed(database: Database) -> None:
    writer = Writer(database, lambda: True)
    claim = asyncio.create_task(writer.run_giving_way(adds("Claim", 1)))
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)

    assert (await claim, names(database)) == ("Claim", ["Claim"])
