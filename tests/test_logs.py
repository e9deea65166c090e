from __future__ import annotations

import logging

from meetbot.logs import Lines

TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


def line(message: str, **extra: object) -> str:
    record = logging.makeLogRecord(
        {"name": "meetbot.x", "levelname": "INFO", "msg": message, "created": 0.0, "msecs": 0.0} | extra
    )
    return Lines().format(record)


def test_a_line_says_when_who_what_and_the_fields_that_came_with_it() -> None:
    assert line("an update failed", update_id=7) == "1970-01-01T00:00:00Z INFO meetbot.x: an update failed update_id=7"


def test_a_token_never_reaches_the_log() -> None:
    shown = line(f"calling http://api/bot{TOKEN}/getMe", where=f"/file/bot{TOKEN}/x")

    assert "secret" not in shown
    assert "123456789:***" in shown


def test_a_line_stays_one_line() -> None:
    assert line("hello", name_of_room="Room\n1").count("\n") == 0
