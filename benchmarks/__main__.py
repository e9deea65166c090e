"""
Measures rows of the table, by default all of them: ``python -m benchmarks [NAME ...] [--runs N] [--write]``

Every figure is a ratio to a bound of the same run, taken in turn with it, because machines are noisy. Figures of rows are
medians of the runs; the spread of the ratio stands beside it. ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.results import Row, markdown, table

# Name -> module. Imported when measured: a row must not pay for what another one imports.
ROWS = {
    "tick": "presses",
    "tick-postgresql": "presses_postgresql",
    "dues": "dues",
    "derived": "derived",
    "bookings": "bookings",
    "bookings-postgresql": "bookings_postgresql",
    "passes": "passes",
    "pictures": "pictures",
    "papers": "papers",
    "lines": "lines",
    "feeds": "feeds",
    "starting": "starting",
    "memory": "memory",
    "transport": "transport",
}
_PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main() -> None:
    parser = _parser()
    options = parser.parse_args()
    if unknown := set(options.names) - ROWS.keys():
        parser.error(f"there is no row called {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    rows, failed = [], []
    for name in options.names or ROWS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            rows += _measured(name, options.runs)
        except Exception:  # noqa: BLE001  (the other rows took minutes and are worth showing)
            traceback.print_exc()
            failed.append(name)
    print(table(rows))
    print(machine())
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")
    if options.write:
        _write(rows)


def _measured(name: str, runs: int) -> list[Row]:
    measure: Callable[[int], list[Row]] = import_module(f"benchmarks.{ROWS[name]}").measure
    return measure(runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ROWS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return parser


def machine() -> str:
    """Where it was measured."""
    load = os.getloadavg()[1] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, CPython {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, load {load:.1f}, {datetime.now(UTC):%Y-%m-%d}"
    )


def _write(rows: list[Row]) -> None:
    text = _PAGE.read_text(encoding="utf-8")
    before, after = text.partition(_BEGIN)[0], text.partition(_END)[2]
    _PAGE.write_text(f"{before}{_BEGIN}\n{markdown(rows)}\n\n{machine()}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
