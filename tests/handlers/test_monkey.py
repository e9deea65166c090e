"""Whatever people press, write, send or forge, in whatever order: the bot answers, and two meetings never hold one room."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.handlers.monkey import Monkey
from tests.harness import Harness

_OVERLAPS = """
SELECT count(*) FROM reservation a JOIN reservation b
ON a.room_id = b.room_id AND a.id < b.id AND a.is_active AND b.is_active AND a.from_at < b.until_at AND b.from_at < a.until_at
"""


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_that_people_do_in_chat_makes_the_bot_fail(service: Harness, seed: int) -> None:
    await Monkey(service, seed).walk(150)

    assert service.look(_overlaps) == 0


def _overlaps(session: Session) -> int:
    return int(session.connection().execute(text(_OVERLAPS)).scalar_one())
