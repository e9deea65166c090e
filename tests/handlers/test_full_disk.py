"""
The database has no room left: SQLite's own refusal, by a limit on its pages. Whoever presses is told, nothing is half
written, an operator sees it, and when there is room again everything goes on by itself.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import col, select
from starlette.applications import Starlette

from meetbot import seam
from meetbot.defects.models import Defect, DefectPhoto
from meetbot.files.models import StoredFile
from meetbot.inbox.models import InboxUpdate
from meetbot.localchat.people import User
from meetbot.observing import probes
from meetbot.people.roles import Role
from meetbot.web.health import health_routes
from tests.handlers.conftest import CONFIG
from tests.harness import Harness, open_harness
from tests.localchat.pictures import png

PHOTO = png(40, 30) + random.Random(1).randbytes(300_000)
# Longer than what may be free within a page.
LONG = "会议" * 1500


class House(Harness):
    """Polls, as a bot in earnest does; ``tries`` counts the pauses after what could not be done."""

    tries = 0
    limit = 1_000_000

    def is_full(self) -> None:
        """From now on the file does not grow, and has no free page."""
        self.limit = 1
        ballast = sqlite3.connect(self.database.url.database or "", isolation_level=None)
        ballast.execute("CREATE TABLE ballast (content BLOB)")
        ballast.execute("PRAGMA max_page_count=1")
        for size in (100_000, 10_000, 4000, 1):
            with suppress(sqlite3.OperationalError):
                while True:
                    ballast.execute("INSERT INTO ballast VALUES (zeroblob(?))", (size,))
        ballast.close()

    def has_room(self) -> None:
        self.limit = 1_000_000

    async def until(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(180):
            while not is_so():  # noqa: ASYNC110  (done by the bot in its own time)
                await asyncio.sleep(0.01)

    async def tried(self, times: int) -> None:
        wanted = self.tries + times
        await self.until(lambda: self.tries >= wanted)

    async def missing(self) -> list[str]:
        """What /readyz names."""
        routes = health_routes(probes(self.service))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://house"
        ) as client:
            answer = await client.get("/readyz")
        return [name for name, is_well in answer.json().items() if not is_well]


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(seam, "_PAUSES", (0.0, None))
    async with open_harness(tmp_path, CONFIG) as harness:
        house = House(harness.service, harness.chat, harness.clock, harness.database)

        async def soon(_seconds: float) -> None:
            house.tries += 1
            await asyncio.sleep(0.01)

        def limited(raw: Any, _record: object, _proxy: object) -> None:
            raw.execute(f"PRAGMA max_page_count={house.limit}")

        event.listen(house.database.engine, "checkout", limited)
        monkeypatch.setattr(house.service.intake, "_sleep", soon)
        polling = asyncio.create_task(house.service.poll())
        yield house
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def reporting(house: House) -> User:
    """Alan, who is asked what is wrong in the boardroom."""
    alan = house.person("Alan", Role.ATTENDANT)
    house.person("Max", Role.MAINTENANCE)
    await house.until(lambda: alan.received)
    alan.says("/report")
    await house.until(lambda: any(each.startswith("Boardroom") for each in alan.last.buttons))
    alan.presses("Boardroom")
    await house.until(lambda: "Boardroom" in alan.last.text)
    return alan


def defects(house: House) -> list[tuple[str, bytes]]:
    rows = house.look(
        lambda session: session.exec(
            select(Defect.words, StoredFile.content)
            .join(DefectPhoto, col(DefectPhoto.defect_id) == Defect.id)
            .join(StoredFile, col(StoredFile.id) == DefectPhoto.file_id)
        ).all()
    )
    return [(words, bytes(content)) for words, content in rows]


async def test_a_photo_without_room_waits_with_a_word_and_is_kept_when_there_is_room(house: House) -> None:
    alan = await reporting(house)
    assert await house.missing() == []
    house.is_full()

    alan.sends_photo(PHOTO, "The lamp flickers")
    await house.until(lambda: "out of reach" in alan.last.text)
    await house.tried(3)

    assert "disk" in await house.missing()
    assert house.look(lambda session: session.exec(select(Defect.id)).all()) == []
    assert house.look(lambda session: session.exec(select(StoredFile.id)).all()) == []

    house.has_room()
    await house.until(lambda: defects(house))
    await house.service.settle()

    assert defects(house) == [("The lamp flickers", PHOTO)]
    assert sum("out of reach" in message.text for message in alan.received) == 1
    assert await house.missing() == []


async def test_what_the_inbox_has_no_room_for_stays_with_telegram_until_it_has(house: House) -> None:
    olga = house.person("Olga", Role.ORGANISER)
    await house.until(lambda: olga.received)
    house.is_full()
    before = len(olga.received)

    update_id = olga.says(f"/book tomorrow 14:00-16:00 20 people general meeting title: {LONG}")
    await house.tried(3)

    assert [each["update_id"] for each in house.chat.updates.waiting()] == [update_id]
    assert house.look(lambda session: session.get(InboxUpdate, update_id)) is None
    assert "disk" in await house.missing()

    house.has_room()
    await house.until(lambda: house.look(lambda session: session.get(InboxUpdate, update_id)) is not None)
    await house.service.settle()

    row = house.look(lambda session: session.get(InboxUpdate, update_id))
    assert row is not None
    assert row.done_at is not None
    said = [message.text.splitlines()[0] for message in olga.received[before:]]
    assert [each for each in said if "out of reach" not in each] == ["Your booking, to be confirmed"]
    assert await house.missing() == []


async def test_where_nothing_is_begun_before_it_is_written_down_its_sender_is_told_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.service.intake, "_begins_at_once", False)  # as in one of several processes
    olga = house.person("Olga", Role.ORGANISER)
    await house.until(lambda: olga.received)
    house.is_full()
    before = len(olga.received)

    olga.says(f"/book tomorrow 14:00-16:00 20 people general meeting title: {LONG}")
    olga.says("/help")
    await house.until(lambda: "out of reach" in olga.last.text)
    await house.tried(3)
    house.has_room()
    await house.until(lambda: house.chat.updates.count() == 0)
    await house.service.settle()

    assert sum("to be confirmed" in message.text for message in olga.received[before:]) == 1

    assert sum("out of reach" in message.text for message in olga.received[before:]) == 1


async def test_nobody_has_to_write_for_the_room_to_be_seen(house: House) -> None:
    alan = await reporting(house)
    house.is_full()
    alan.sends_photo(PHOTO, "The lamp flickers")
    await house.until(lambda: "out of reach" in alan.last.text)
    assert "disk" in await house.missing()
    files = house.look(lambda session: session.exec(select(StoredFile.id)).all())

    house.has_room()

    assert "disk" not in await house.missing()
    assert files == []
