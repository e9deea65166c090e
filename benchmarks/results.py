"""What a benchmark found: pairs of measurements (ours, bound) taken in turn, and the table made of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """
    One line of the table. ``ours`` and ``bound`` hold one figure a run; ratios are taken run by run, since the machine
    is noisier from minute to minute than within one. A ``target`` is the largest good ratio, unless ``more_is_better``.
    """

    number: str
    what: str
    against: str
    unit: str
    ours: Sequence[float]
    bound: Sequence[float]
    target: float | None
    command: str
    more_is_better: bool = False
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        return [own / other for own, other in zip(self.ours, self.bound, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def is_met(self) -> bool:
        if self.target is None:
            return True
        return self.ratio >= self.target if self.more_is_better else self.ratio <= self.target


HEADINGS = ("row", "what", "against", "bound", "ours", "ratio (spread)", "target", "", "alone")


def cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.more_is_better else "≤"
    return (
        row.number,
        row.what,
        row.against,
        f"{_figure(statistics.median(row.bound))} {row.unit}",
        f"{_figure(statistics.median(row.ours))} {row.unit}",
        f"{_figure(row.ratio)}x ({_figure(min(row.ratios))}–{_figure(max(row.ratios))})",
        "-" if row.target is None else f"{sign} {row.target:g}x",
        "" if row.target is None else "met" if row.is_met else "MISSED",
        row.command,
    )


def table(rows: Iterable[Row]) -> str:
    """For a terminal: columns under each other."""
    lines = [HEADINGS, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(rows: Iterable[Row]) -> str:
    """For ``docs/benchmarks.md``."""
    found = [HEADINGS, tuple("---" for _ in HEADINGS), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in found)


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


@dataclass
class Pairs:
    """Collects the figures of one row, run by run."""

    ours: list[float] = field(default_factory=list)
    bound: list[float] = field(default_factory=list)
