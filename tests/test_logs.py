from __future__ import annotations

import json
import logging

from structlog.contextvars import bound_contextvars

from meetbot.db import Database
from meetbot.logs import Style, formatter
from meetbot.seam import Seam

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


def line(message: str, style: Style = "lines", **extra: object) -> str:
    record = logging.makeLogRecord(
        {"name": "meetbot.x", "levelname": "INFO", "levelno": logging.INFO, "msg": message, "created": 0.0} | extra
    )
    return formatter(style).format(record)


def test_a_line_says_when_who_what_and_the_fields_that_came_with_it() -> None:
    assert (
        line("an update failed", update_id=7) == "1970-01-01T00:00:00.000Z INFO meetbot.x: an update failed update_id=7"
    )


def test_a_machine_reads_the_same_as_json() -> None:
    assert json.loads(line("房间 is late", "json", update_id=7)) == {
        "time": "1970-01-01T00:00:00.000Z", "level": "info", "logger": "meetbot.x", "event": "房间 is late", "update_id": 7,
    }  # fmt: skip


def test_whatever_is_logged_about_an_update_bears_its_number() -> None:
    with bound_contextvars(update_id=7, chat_id=3):
        inside = line("taken")

    assert inside == "1970-01-01T00:00:00.000Z INFO meetbot.x: taken chat_id=3 update_id=7"
    assert line("taken") == "1970-01-01T00:00:00.000Z INFO meetbot.x: taken"


async def test_so_does_what_a_thread_behind_the_seam_logs() -> None:
    seam = Seam(Database("sqlite://"))
    with bound_contextvars(update_id=7):
        shown = await seam.work(line, "drawn")
    seam.close()

    assert shown == "1970-01-01T00:00:00.000Z INFO meetbot.x: drawn update_id=7"


def test_an_exception_stands_below_its_line() -> None:
    error = ValueError(f"cannot reach bot{TOKEN}")
    shown = line("failed", exc_info=(ValueError, error, None))

    assert shown.splitlines() == [
        "1970-01-01T00:00:00.000Z INFO meetbot.x: failed", "ValueError: cannot reach bot123456789:***",
    ]  # fmt: skip


def test_a_token_never_reaches_the_log() -> None:
    for style in ("lines", "json"):
        shown = line(f"calling http://api/bot{TOKEN}/getMe", style, where=f"/file/bot{TOKEN}/x")

        assert "secret" not in shown
        assert "123456789:***" in shown


def test_neither_does_the_password_of_an_address() -> None:
    shown = line("cannot reach smtps://office:hunter2@mail.example:465", database="postgresql://bot:hunter2@db/meetbot")

    assert "hunter2" not in shown
    assert "smtps://***@mail.example:465" in shown


def test_a_line_stays_one_line() -> None:
    assert line("hello", name_of_room="Room\n1").count("\n") == 0
