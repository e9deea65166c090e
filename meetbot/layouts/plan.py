"""
A plan: where every table, chair and fitting of one meeting stands, in metres on the room's drawing.

Positions are centres. Angles are degrees clockwise: a table's ``angle`` turns its width away from x, a seat's ``facing`` is
where its guest looks (0: up the drawing, 90: to the right).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meetbot.layouts.shape import RoomShape

SeatRole = Literal["chair", "vice_chair", "speaker", ""]
Point = tuple[float, float]


@dataclass(frozen=True)
class Extras:
    """What a meeting wants besides tables and chairs (P3, P4, T1.10, T3.2, T3.4, T3.6)."""

    rostrum: bool = False
    lectern: bool = False
    whiteboard: bool = False
    flowers: bool = False
    side_table: bool = False
    microphones: bool = False
    microphones_at: tuple[str, ...] = ()
    """Roles or labels of seats, where they are not to stand as usual (P4)."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``outline`` is set for a curved one only: its edge on the drawing, point by point."""

    id: str
    x: float
    y: float
    width: float
    depth: float
    angle: float
    outline: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """One place with its chair. ``id`` names it for machines, ``label`` for people ("B7": row B, seat 7), ``number`` counts."""

    id: str
    number: int
    label: str
    x: float
    y: float
    facing: float
    at_rostrum: bool = False
    role: SeatRole = ""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A lectern, whiteboard, side table or rostrum: a box that ``facing`` turns towards its users."""

    x: float
    y: float
    width: float
    depth: float
    facing: float


@dataclass(frozen=True, slots=True)
class Microphone:
    """A microphone on a table or on the lectern; ``seat`` is the id of its place, or empty for the lectern's (P4)."""

    x: float
    y: float
    role: SeatRole
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Aisle:
    """A strip that people walk through and nothing stands in: the box from (x, y), its upper left."""

    x: float
    y: float
    width: float
    depth: float


@dataclass(frozen=True)
class Plan:
    """One meeting's furniture in one room."""

    shape: RoomShape
    layout: str
    extras: Extras
    tables: tuple[Table, ...]
    seats: tuple[Seat, ...]
    rostrum: Fitting | None = None
    lectern: Fitting | None = None
    microphones: tuple[Microphone, ...] = ()
    whiteboard: Fitting | None = None
    flowers: tuple[Point, ...] = ()
    side_table: Fitting | None = None
    aisles: tuple[Aisle, ...] = ()
    precedence: tuple[str, ...] = ()
    """The ids of all seats by rank: the first one's first (``arrangement.by_rank``, ``around_by_rank``)."""

    @property
    def places(self) -> int:
        """How many people can sit down, those at the rostrum included."""
        return len(self.seats)

    @property
    def rostrum_places(self) -> int:
        """How many of the places are at the rostrum."""
        return sum(seat.at_rostrum for seat in self.seats)

    def counts(self) -> dict[str, int]:
        """How many pieces of each kind stand in the room; a kind that is not there counts 0."""
        return {
            "tables": sum(not table.outline for table in self.tables),
            "curved_tables": sum(bool(table.outline) for table in self.tables),
            "chairs": len(self.seats),
            "rostrum": int(self.rostrum is not None),
            "lectern": int(self.lectern is not None),
            "microphones": len(self.microphones),
            "whiteboard": int(self.whiteboard is not None),
            "flowers": len(self.flowers),
            "side_table": int(self.side_table is not None),
        }
