from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meetbot.db import Database
from tests.postgresql import empty_database


@pytest.fixture(params=["sqlite", "postgresql"])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any tables, on both kinds."""
    if request.param == "postgresql":
        yield from empty_database()
        return
    database = Database(f"sqlite:///{tmp_path / 'meetbot.db'}")
    yield database
    database.close()
