"""The whole bot in one process: the real application, real SQLite, the local chat instead of Telegram, a clock that is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.harness import Harness, open_harness

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Harness]:
    """A running service with the sample config, at NOW (Monday 23 November 2026, 10:00 in Shanghai)."""
    async with open_harness(tmp_path, CONFIG) as harness:
        yield harness
