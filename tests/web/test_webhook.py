from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from meetbot.web.webhook import webhook_secret
from tests.web.conftest import SECRET, Side

PATH = f"/telegram/{SECRET}"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PATH, {}),
        (PATH, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}),
        (PATH, {"X-Telegram-Bot-Api-Secret-Token": b"\xe4\xff"}),
        ("/telegram/wrong", HEADER),
        ("/telegram/%E5%AF%86%FF", HEADER),
        ("/telegram/", HEADER),
    ],
)
async def test_whoever_does_not_know_the_secret_finds_nothing(
    web: httpx.AsyncClient, side: Side, path: str, headers: dict[str, str]
) -> None:
    answer = await web.post(path, content=b"{}", headers=headers)

    assert (answer.status_code, side.taken) == (404, [])


async def test_an_update_is_taken_in(web: httpx.AsyncClient, side: Side) -> None:
    answer = await web.post(PATH, content=b'{"update_id": 1}', headers=HEADER)

    assert (answer.status_code, side.taken) == (200, [b'{"update_id": 1}'])


async def test_what_is_no_update_is_refused(web: httpx.AsyncClient, side: Side) -> None:
    side.refuses = True

    assert (await web.post(PATH, content=b"{", headers=HEADER)).status_code == 400


async def test_a_body_without_end_is_cut_off(web: httpx.AsyncClient, side: Side) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 10_000

    answer = await web.post(PATH, content=endless(), headers=HEADER)

    assert (answer.status_code, side.taken) == (413, [])


async def test_looking_is_not_handing_over(web: httpx.AsyncClient) -> None:
    assert (await web.get(PATH, headers=HEADER)).status_code == 405


async def test_the_secret_is_told_neither_in_the_log_nor_in_an_answer(
    web: httpx.AsyncClient, side: Side, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    refused = await web.post(PATH, content=b"{}", headers={"X-Telegram-Bot-Api-Secret-Token": "wrong"})
    side.refuses = True
    broken = await web.post(PATH, content=b"{", headers=HEADER)

    # httpx is the program that asks here, not the bot.
    logged = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert not any(SECRET in each for each in (*logged, refused.text, broken.text, str(refused.headers)))


def test_the_secret_is_derived_from_the_token_and_fits_telegrams_header() -> None:
    assert webhook_secret("1:a") == webhook_secret("1:a") != webhook_secret("1:b")
    assert len(webhook_secret("1:a")) == 64
    assert webhook_secret("1:a").isalnum()
