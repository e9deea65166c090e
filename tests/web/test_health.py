from __future__ import annotations

import asyncio

import httpx
import pytest

from meetbot.web import health
from tests.web.conftest import Side


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise OSError("disk")


async def test_the_process_answers(web: httpx.AsyncClient, side: Side) -> None:
    side.probes["database"] = broken

    answer = await web.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


async def test_the_service_is_ready_when_all_it_needs_is_there(web: httpx.AsyncClient, side: Side) -> None:
    side.probes.update(database=yes, guard=yes)

    answer = await web.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": True, "guard": True})


async def test_what_is_missing_is_named(web: httpx.AsyncClient, side: Side) -> None:
    side.probes.update(database=broken, guard=no, ticker=yes)

    answer = await web.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": False, "guard": False, "ticker": True})


async def test_a_part_that_hangs_is_not_ready(
    web: httpx.AsyncClient, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs() -> bool:
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(health, "_LONGEST_SECONDS", 0.001)
    side.probes["ticker"] = hangs

    assert (await web.get("/readyz")).status_code == 503
