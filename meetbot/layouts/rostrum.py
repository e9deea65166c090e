"""A rostrum of its own: a run of tables on the screen wall's side, whose seats face the audience (P3)."""

from __future__ import annotations

from typing import Final

from meetbot.layouts.arrangement import Chair, PlacedTable
from meetbot.layouts.front import Front
from meetbot.layouts.furniture import CHAIR, TABLE_DEPTH, TABLE_WIDTH
from meetbot.layouts.plan import Point

_POTS_BEFORE: Final = 0.30


def rostrum_tables(front: Front) -> tuple[PlacedTable, ...]:
    """The rostrum's tables from left to right; none without a rostrum."""
    if front.rostrum is None:
        return ()
    box = front.rostrum_tables
    count = round((box.right - box.left) / TABLE_WIDTH)
    v = box.bottom - TABLE_DEPTH / 2
    return tuple(PlacedTable(f"rt{n + 1}", box.left + (n + 0.5) * TABLE_WIDTH, v) for n in range(count))


def rostrum_chairs(front: Front) -> tuple[Chair, ...]:
    """The rostrum's chairs, evenly spaced behind its tables, from the drawing's left as the audience sees them."""
    if front.rostrum is None:
        return ()
    box = front.rostrum
    pitch = (box.right - box.left) / front.rostrum_seats
    v = front.rostrum_tables.top - CHAIR / 2
    return tuple(
        Chair(f"rs{n + 1}", f"R{n + 1}", box.left + (n + 0.5) * pitch, v, facing=180, at_rostrum=True)
        for n in range(front.rostrum_seats)
    )


def rostrum_pots(front: Front) -> tuple[Point, ...]:
    """A row of pots on the floor before the rostrum; none without a rostrum."""
    if front.rostrum is None:
        return ()
    box = front.rostrum
    width, v = box.right - box.left, box.bottom + _POTS_BEFORE
    return tuple((box.left + width * part, v) for part in (1 / 6, 1 / 2, 5 / 6))
