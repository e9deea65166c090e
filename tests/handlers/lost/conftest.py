from __future__ import annotations

import pytest

from meetbot.booking import service as booking
from meetbot.checklists import service as checklists
from tests.handlers.floor.conftest import Floor, floor

__all__ = ["floor"]


@pytest.fixture
async def ended(floor: Floor) -> int:
    """A meeting that Alan took and that Olga just ended, at 15:50."""
    found = floor.book("2026-11-24 14:00", "2026-11-24 16:00")
    floor.do(lambda session, by: checklists.take(session, found, by, floor.now), floor.alan)
    await floor.until("2026-11-24 15:50")
    floor.do(lambda session, by: booking.end(session, found, by, floor.now))
    await floor.service.settle()
    return found
