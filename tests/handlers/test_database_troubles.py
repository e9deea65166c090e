"""The database goes away in the middle of a step: while a due is claimed, between a message and its mark, while a photo is kept."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from meetbot import seam
from meetbot.defects.models import Defect, DefectPhoto
from meetbot.defects.service import report
from meetbot.files.models import StoredFile
from meetbot.localchat.people import User
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.models import Sent, SentOutcome
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness
from tests.localchat.pictures import png
from tests.postgresql import Server, make_server, throw_away

LAMP = png(40, 30)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seam, "_PAUSES", (0.0, None))


@pytest.fixture
def server() -> Iterator[Server]:
    server = make_server()
    yield server
    throw_away(server.folder)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Harness]:
    async with open_harness(tmp_path, CONFIG) as harness:
        event.listen(
            harness.database.engine, "checkout", lambda raw, _record, _proxy: raw.execute("PRAGMA busy_timeout=0")
        )
        yield harness


class Lock:
    """Somebody else who holds the SQLite file."""

    def __init__(self, harness: Harness) -> None:
        self._holder = sqlite3.connect(harness.database.url.database or "", isolation_level=None)

    def take(self) -> None:
        self._holder.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._holder.execute("ROLLBACK")
        self._holder.close()


def when_sent(harness: Harness, words: str, then: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do ``then`` once, when a message with these words has arrived, before the bot hears that it has."""
    call, to_do = harness.chat.call, [then]

    async def watched(token: str, method: str, parameters: Any) -> Any:
        result = await call(token, method, parameters)
        if to_do and words in parameters.text("text"):
            to_do.pop()()
        return result

    monkeypatch.setattr(harness.chat, "call", watched)


async def people(harness: Harness) -> tuple[User, User]:
    alan, max_ = harness.person("Alan", Role.ATTENDANT), harness.person("Max", Role.MAINTENANCE)
    await harness.settle()
    return alan, max_


def breaks(harness: Harness, who: User) -> None:
    """A defect, as a service writes it; who is told is not told yet."""
    with harness.database.writing() as session:
        by = member(session, who.id)
        assert by is not None
        report(session, by, harness.clock.now(), None, words="The lamp flickers")


def told(user: User) -> int:
    return sum("The lamp flickers" in message.text for message in user.received)


def claims(harness: Harness) -> list[tuple[SentOutcome | None, int]]:
    rows = harness.look(lambda session: session.exec(select(Sent).where(Sent.rule == "defect_opened")).all())
    return [(row.outcome, row.attempts) for row in rows]


async def test_while_the_database_is_held_nothing_is_claimed_and_all_of_it_goes_out_afterwards(house: Harness):
    alan, max_ = await people(house)
    breaks(house, alan)
    lock = Lock(house)
    lock.take()

    house.service.ticker.wake()
    await house.service.ticker.settled()
    assert (told(max_), claims(house)) == (0, [])
    lock.let_go()
    await house.advance(seconds=10)

    assert (told(max_), claims(house)) == (1, [(SentOutcome.DELIVERED, 1)])


async def test_a_message_that_arrived_and_could_not_be_marked_is_marked_later_and_not_sent_again(
    house: Harness, monkeypatch: pytest.MonkeyPatch
):
    alan, max_ = await people(house)
    lock = Lock(house)
    when_sent(house, "The lamp flickers", lock.take, monkeypatch)
    breaks(house, alan)

    house.service.ticker.wake()
    await house.service.ticker.settled()
    assert (told(max_), claims(house)) == (1, [(None, 1)])
    lock.let_go()
    house.clock.advance(timedelta(seconds=10))
    await house.settle()

    assert (told(max_), claims(house)) == (1, [(SentOutcome.DELIVERED, 1)])


async def test_postgresql_started_anew_between_a_message_and_its_mark_sends_it_once(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with open_harness(tmp_path, CONFIG, server.create("house")) as house:
        alan, max_ = await people(house)
        when_sent(house, "The lamp flickers", lambda: server.stop("fast"), monkeypatch)
        breaks(house, alan)

        house.service.ticker.wake()
        async with asyncio.timeout(180):
            while told(max_) == 0:  # noqa: ASYNC110  (sent by the bot in its own time)
                await asyncio.sleep(0.05)
        await house.service.ticker.settled()
        server.start()
        house.clock.advance(timedelta(seconds=10))
        await house.settle()

        assert (told(max_), claims(house)) == (1, [(SentOutcome.DELIVERED, 1)])


@pytest.mark.parametrize("trouble", ["held", "full"])
async def test_a_photo_that_cannot_be_kept_at_the_moment_is_kept_when_the_database_is_back(
    house: Harness, trouble: str, monkeypatch: pytest.MonkeyPatch
):
    alan, max_ = await people(house)
    alan.says("/report")
    await house.settle()
    alan.presses("Boardroom")
    await house.settle()
    lock, is_full = Lock(house), [False]

    def fill(raw: Any, _record: object, _proxy: object) -> None:
        raw.execute(f"PRAGMA max_page_count={1 if is_full[0] else 1_000_000}")

    event.listen(house.database.engine, "checkout", fill)

    async def mend(_seconds: float) -> None:
        if trouble == "held":
            lock.let_go()
        is_full[0] = False

    monkeypatch.setattr(house.service.intake, "_sleep", mend)
    photo = png(1000, 900) + random.Random(1).randbytes(300_000)  # larger than what is free in the file
    alan.sends_photo(photo, "The lamp flickers")
    for update in await house.service.application.bot.get_updates(offset=house.offset, timeout=0):
        await house.service.intake.take(update.to_json())
    if trouble == "held":
        lock.take()
    is_full[0] = trouble == "full"
    await house.service.intake.settle()
    await house.settle()

    kept = house.look(
        lambda session: session.exec(
            select(Defect.words, StoredFile.content)
            .join(DefectPhoto, DefectPhoto.defect_id == Defect.id)  # type: ignore[arg-type]
            .join(StoredFile, StoredFile.id == DefectPhoto.file_id)  # type: ignore[arg-type]
        ).all()
    )
    assert [(words, bytes(content)) for words, content in kept] == [("The lamp flickers", photo)]
    assert told(max_) == 1
    assert sum("out of reach" in message.text for message in alan.received) == 1
