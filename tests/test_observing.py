"""What an operator is told from outside is true: each thing that can be missing is broken, and named."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from sqlalchemy import create_engine, event, text
from starlette.applications import Starlette

from meetbot import observing, seam
from meetbot.db import Database
from meetbot.observing import figures, probes
from meetbot.reminders import ticker
from meetbot.web import health
from meetbot.web.health import health_routes
from meetbot.web.metrics import metrics_route
from tests.harness import Harness, open_harness
from tests.postgresql import fresh_database

ROOT = Path(__file__).parent.parent
WELL = {
    "database": True, "writing": True, "guard": True, "schema": True, "ticker": True, "updates": True, "disk": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is not what is tried here."""
    monkeypatch.setattr(health, "_LONGEST_SECONDS", 60.0)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Harness]:
    """The service with SQLite, while it polls."""
    async with open_harness(tmp_path, ROOT / "config") as harness:
        polling = asyncio.create_task(harness.service.poll())
        yield harness
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)


async def get(house: Harness, path: str) -> httpx.Response:
    routes = [*health_routes(probes(house.service)), metrics_route(figures(house.service))]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        return await client.get(path)


async def missing(house: Harness) -> list[str]:
    """What /readyz says is not as it should be; the status says the same."""
    answer = await get(house, "/readyz")
    found = [name for name, is_well in answer.json().items() if not is_well]
    assert answer.status_code == (503 if found else 200)
    return found


def execute(house: Harness, statement: str) -> None:
    with house.database.engine.begin() as connection:
        connection.execute(text(statement))


async def test_a_house_in_order_is_ready(house: Harness) -> None:
    await until(lambda: house.service.intake.silent_for < 1)

    assert (await get(house, "/readyz")).json() == WELL


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(180):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_bot_that_has_not_reached_telegram_yet_is_not_ready(tmp_path: Path) -> None:
    async with open_harness(tmp_path, ROOT / "config") as house:
        assert await missing(house) == ["updates"]


async def test_when_telegram_does_not_answer_for_long_updates_are_missing(
    house: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until(lambda: house.service.intake.silent_for < 1)
    house.chat.fault("getUpdates", "server_error", times=100)
    monkeypatch.setattr(observing, "_LONGEST_SILENCE", 0.0)

    assert await missing(house) == ["updates"]


async def test_a_database_that_somebody_else_holds_cannot_be_written(
    house: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "_PAUSES", (None,))
    event.listen(house.database.engine, "checkout", lambda raw, _record, _proxy: raw.execute("PRAGMA busy_timeout=0"))
    with house.database.engine.connect() as other, other.begin():
        assert "writing" in await missing(house)
        assert "database" not in await missing(house)


async def test_a_guard_that_was_lost_is_named(house: Harness) -> None:
    execute(house, "DROP TRIGGER reservation_no_overlap_insert")

    assert await missing(house) == ["guard"]


async def test_a_schema_of_another_version_is_named(house: Harness) -> None:
    execute(house, "UPDATE alembic_version SET version_num = '0001'")

    assert await missing(house) == ["schema"]


async def test_a_ticker_whose_passes_break_is_named_until_one_comes_to_its_end(
    house: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ticker, "agenda", broken)
        house.service.ticker.wake()
        await house.service.ticker.settled()
        assert await missing(house) == ["ticker"]

    house.service.ticker.wake()
    await house.service.ticker.settled()
    assert await missing(house) == []


def broken(*_: object) -> None:
    raise RuntimeError("a mistake in a rule")


async def test_an_alarm_that_does_not_ring_is_named(house: Harness) -> None:
    house.service.alarm.stop()

    assert await missing(house) == ["ticker"]


async def test_an_alarm_that_is_minutes_late_is_named(house: Harness) -> None:
    await house.service.ticker.settled()
    house.service.alarm._scheduler.pause()
    house.service.alarm.set(house.clock.now())

    house.clock.advance(timedelta(minutes=1))
    assert await missing(house) == []
    house.clock.advance(timedelta(minutes=2))
    assert await missing(house) == ["ticker"]


async def test_a_disk_that_is_nearly_full_is_named(house: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=10**6))

    assert await missing(house) == ["disk"]


async def test_a_postgresql_that_only_reads_cannot_be_written(tmp_path: Path) -> None:
    for database in fresh_database(is_shared=True):
        address = database.url.render_as_string()
        async with open_harness(tmp_path, ROOT / "config", address) as house:
            await until(lambda: house.service.is_on_watch)
            assert await missing(house) == ["updates"]
            _set(house.database, "SET default_transaction_read_only = on")

            assert "writing" in await missing(house)

            _set(house.database, "RESET ALL")


def _set(database: Database, setting: str) -> None:
    """From now on, for everybody: whoever is connected has to connect anew."""
    server = create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{database.url.database}" {setting}'))
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(ended), {"name": database.url.database})
    server.dispose()


async def test_the_handbook_names_every_figure(house: Harness) -> None:
    shown = set(re.findall(r"^# TYPE (meetbot_\w+?)(?<!_created) ", (await get(house, "/metrics")).text, re.MULTILINE))

    handbook = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert shown == set(re.findall(r"`(meetbot_\w+)", handbook))
