"""Rows 3, 4 and 5 on PostgreSQL, by a server of its own that writes to the disk as in earnest."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.bookings import POSTGRESQL, measured
from benchmarks.results import Row
from tests.postgresql import make_server, throw_away


def measure(runs: int) -> list[Row]:
    server = make_server(is_safe=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return measured(
                lambda size: server.create(f"city_{size}"), Path(folder), runs, "bookings-postgresql", POSTGRESQL
            )
    finally:
        throw_away(server.folder)
