"""Rows 1 and 2 on PostgreSQL, by a server of its own that writes to the disk as in earnest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from benchmarks.house import furnished
from benchmarks.presses import measured
from benchmarks.results import Row
from tests.postgresql import make_server, throw_away


def measure(runs: int) -> list[Row]:
    server, numbers = make_server(is_safe=True), count()

    @contextmanager
    def copied() -> Iterator[str]:
        """The address of a copy, so that every run begins with the same rows."""
        name = f"run_{next(numbers)}"
        try:
            yield server.create(name, "house")
        finally:
            server.drop(name)

    try:
        desks = furnished(server.create("house"))
        return measured(desks, copied, runs, "tick-postgresql", " on PostgreSQL")
    finally:
        throw_away(server.folder)
