"""From one meeting's furniture to the next one's in the same room: what is carried in, carried out and moved about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from meetbot.layouts.plan import Plan

_EQUIPMENT = ("microphones", "whiteboard", "flowers", "side_table")


class Rates(Protocol):
    """Minutes of work for one piece that is carried or moved; the standard's figures."""

    @property
    def table(self) -> float: ...
    @property
    def chair(self) -> float: ...
    @property
    def rostrum(self) -> float: ...
    @property
    def lectern(self) -> float: ...
    @property
    def equipment(self) -> float: ...


@dataclass(frozen=True)
class Changeover:
    """Pieces by kind as in ``Plan.counts``; ``moved_about`` stay in the room but stand elsewhere afterwards."""

    moved_in: dict[str, int] = field(default_factory=dict)
    moved_out: dict[str, int] = field(default_factory=dict)
    moved_about: dict[str, int] = field(default_factory=dict)

    def pieces(self, kind: str) -> int:
        """How many pieces of this kind are touched at all."""
        return self.moved_in.get(kind, 0) + self.moved_out.get(kind, 0) + self.moved_about.get(kind, 0)


def changeover(before: Plan | None, after: Plan) -> Changeover:
    """What it takes to turn ``before`` (None: an empty room) into ``after``; kinds that stay as they are are left out."""
    had, has = before.counts() if before else dict.fromkeys(after.counts(), 0), after.counts()
    return Changeover(
        moved_in={kind: has[kind] - had[kind] for kind in has if has[kind] > had[kind]},
        moved_out={kind: had[kind] - has[kind] for kind in has if had[kind] > has[kind]},
        moved_about=_moved_about(before, after) if before else {},
    )


def setup_minutes(changeover: Changeover, rates: Rates) -> int:
    """Minutes of work by the standard's rates, rounded up; 0 where nothing is touched."""
    tables = changeover.pieces("tables") + changeover.pieces("curved_tables")
    minutes = (
        tables * rates.table
        + changeover.pieces("chairs") * rates.chair
        + changeover.pieces("rostrum") * rates.rostrum
        + changeover.pieces("lectern") * rates.lectern
        + sum(changeover.pieces(kind) for kind in _EQUIPMENT) * rates.equipment
    )
    return ceil(round(minutes, 9))


def _moved_about(before: Plan, after: Plan) -> dict[str, int]:
    """Of the pieces that both plans have, those that do not stay where they stand."""
    had, has = _standing(before), _standing(after)
    moved = {kind: min(had[kind].total(), has[kind].total()) - (had[kind] & has[kind]).total() for kind in has}
    return {kind: count for kind, count in moved.items() if count}


def _standing(plan: Plan) -> Mapping[str, Counter[tuple[float, ...]]]:
    """Where each table, chair and lectern stands, to the centimetre; small things are carried anyway."""
    straight = [table for table in plan.tables if not table.outline]
    curved = [table for table in plan.tables if table.outline]
    return {
        "tables": Counter((_cm(table.x), _cm(table.y), table.angle) for table in straight),
        "curved_tables": Counter((_cm(each.x), _cm(each.y), _cm(each.width)) for each in curved),
        "chairs": Counter((_cm(seat.x), _cm(seat.y), round(seat.facing)) for seat in plan.seats),
        "lectern": Counter([(_cm(plan.lectern.x), _cm(plan.lectern.y))] if plan.lectern else []),
    }


def _cm(metres: float) -> int:
    return round(metres * 100)
