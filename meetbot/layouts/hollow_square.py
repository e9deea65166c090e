"""
Hollow square (回字式): four sides of tables around an open middle, everybody on the outside.

Two opposite sides span the corners and the other two stand between them, so no corner is set twice; which two is whatever
suits the room. The head is the side at the screen wall; with a rostrum that side is the rostrum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, product
from math import log
from typing import Final

from meetbot.layouts.arrangement import Arrangement, Chair, PlacedTable, around_by_rank
from meetbot.layouts.boxes import TOUCH, Box
from meetbot.layouts.floor import Floor
from meetbot.layouts.front import Front, front
from meetbot.layouts.furniture import CHAIR, SEATS_PER_TABLE, TABLE_DEPTH, TABLE_WIDTH
from meetbot.layouts.plan import Extras, Point
from meetbot.layouts.ring import Ground, ground, shifts, strangeness

# The sides that span the corners have two tables at least: with one, the open middle would be a slit.
_FEWEST_SPANNING: Final = 2

_PLACES_TO_SPARE: Final = 12
"""A square may be so much larger than needed, people sitting further apart, if it looks better between columns."""


@dataclass(frozen=True)
class _Size:
    """``across`` tables along the screen wall and ``deep`` away from it; ``is_wide`` when the former span the corners."""

    across: int
    deep: int
    is_wide: bool

    @property
    def places(self) -> int:
        return (self.across + self.deep) * 2 * SEATS_PER_TABLE

    @property
    def width(self) -> float:
        return self.across * TABLE_WIDTH + (0 if self.is_wide else 2 * TABLE_DEPTH)

    @property
    def depth(self) -> float:
        return self.deep * TABLE_WIDTH + (2 * TABLE_DEPTH if self.is_wide else 0)


@dataclass(frozen=True)
class _Square:
    """A square whose tables' upper left corner is (left, top)."""

    size: _Size
    left: float
    top: float

    @property
    def tables(self) -> Box:
        return Box(self.left, self.top, self.left + self.size.width, self.top + self.size.depth)

    @property
    def across(self) -> tuple[float, float]:
        """From where to where the tables along the screen wall run."""
        left, _, right, _ = self.tables
        return (left, right) if self.size.is_wide else (left + TABLE_DEPTH, right - TABLE_DEPTH)

    @property
    def deep(self) -> tuple[float, float]:
        """From where to where the tables of the other two sides run."""
        _, top, _, bottom = self.tables
        return (top + TABLE_DEPTH, bottom - TABLE_DEPTH) if self.size.is_wide else (top, bottom)

    @property
    def head(self) -> Box:
        """The tables and chairs along the screen wall."""
        left, right = self.across
        return Box(left, self.top - CHAIR, right, self.top + TABLE_DEPTH)

    @property
    def strips(self) -> tuple[Box, ...]:
        """What tables and chairs stand on; the middle and the outer corners are free."""
        left, top, right, bottom = self.tables
        return (
            Box(left, top - CHAIR, right, top + TABLE_DEPTH),
            Box(left, bottom - TABLE_DEPTH, right, bottom + CHAIR),
            Box(left - CHAIR, top, left + TABLE_DEPTH, bottom),
            Box(right - TABLE_DEPTH, top, right + CHAIR, bottom),
        )


def capacity(floor: Floor, extras: Extras) -> int:
    """Places around the largest square; 0 where not even the smallest fits."""
    fittings = front(floor, extras, 0)
    if fittings is None:
        return 0
    free = _ground(fittings, floor, extras)
    sizes = sorted(_sizes(free), key=lambda size: size.places, reverse=True)
    return next((size.places for size in sizes if _placed(floor, free, size)), 0)


def arrange(floor: Floor, extras: Extras, places: int) -> Arrangement | None:
    """The square with the fewest tables that seats ``places``, shaped like the room; None where none fits."""
    fittings = front(floor, extras, 0)
    if fittings is None:
        return None
    free = _ground(fittings, floor, extras)
    enough = sorted((size for size in _sizes(free) if size.places >= places), key=lambda size: size.places)
    for _, group in groupby(enough, key=lambda size: (size.places - enough[0].places) // _PLACES_TO_SPARE):
        squares = [square for size in group if (square := _placed(floor, free, size))]
        if squares:
            square = min(squares, key=lambda square: _strangeness(free, square, places))
            return _furnished(fittings, square, places, has_rostrum=extras.rostrum)
    return None


def _ground(fittings: Front, floor: Floor, extras: Extras) -> Ground:
    return ground(floor, fittings, is_served_from_behind=extras.rostrum)


def _sizes(free: Ground) -> list[_Size]:
    """Every square that the room is large enough for."""
    most_across, most_deep = int((free.width + TOUCH) / TABLE_WIDTH), int((free.depth + TOUCH) / TABLE_WIDTH)
    sizes = (
        _Size(across, deep, is_wide)
        for across, deep in product(range(1, most_across + 1), range(1, most_deep + 1))
        for is_wide in (True, False)
        if (across if is_wide else deep) >= _FEWEST_SPANNING
    )
    return [size for size in sizes if size.width <= free.width + TOUCH and size.depth <= free.depth + TOUCH]


def _strangeness(free: Ground, square: _Square, places: int) -> float:
    """Smaller is handsomer: proportions like the room's, no empty edges, in the middle."""
    size, (u, v) = square.size, free.centre
    shape = abs(log(size.width / size.depth * free.depth / free.width))
    middle_u, middle_v = square.tables.centre
    lonely_head = 0.6 if size.across == 1 else 0.0
    return shape + lonely_head + (size.places - places) * 0.3 + 2 * strangeness(middle_u - u, middle_v - v)


def _placed(floor: Floor, free: Ground, size: _Size) -> _Square | None:
    """The square in the middle, or as near to it as the columns allow; None where they stand in its way."""
    u, v = free.centre
    for right, down in shifts(free, size.width, size.depth) if floor.columns else ((0.0, 0.0),):
        square = _Square(size, u + right - size.width / 2, v + down - size.depth / 2)
        if all(strip.is_clear_of(floor.columns) for strip in square.strips):
            return square
    return None


def _furnished(fittings: Front, square: _Square, places: int, *, has_rostrum: bool) -> Arrangement:
    counts = seats_on_sides(square.size.across, square.size.deep, places)
    chairs = tuple(_chairs(square, counts, has_rostrum=has_rostrum))
    return Arrangement(
        front=fittings,
        tables=tuple(_tables(square)),
        chairs=chairs,
        head=around_by_rank([chair.id for chair in chairs]),
        rostrum=square.head if has_rostrum else None,
        flowers=(square.tables.centre,),
    )


def seats_on_sides(across: int, deep: int, places: int) -> tuple[int, int, int, int]:
    """
    Seats at the head, then clockwise: ``places`` in all, but one at every table at least.

    1. Every table gets its two seats.
    2. An odd number too many goes from the head, whose middle seat is then the chair's.
    3. The rest goes in pairs from opposite sides, wherever people sit closest.
    """
    along, aside = [across * SEATS_PER_TABLE] * 2, [deep * SEATS_PER_TABLE] * 2
    surplus = sum(along) + sum(aside) - max(places, 2 * (across + deep))
    if surplus % 2:
        along[0] -= 1
    for _ in range(surplus // 2):
        pairs = [(pair, tables) for pair, tables in ((along, across), (aside, deep)) if min(pair) > tables]
        pair = max(pairs, key=lambda each: each[0][0] / each[1])[0]
        pair[0] -= 1
        pair[1] -= 1
    return along[0], aside[0], along[1], aside[1]


def _chairs(square: _Square, counts: tuple[int, int, int, int], *, has_rostrum: bool) -> Iterator[Chair]:
    """All chairs, clockwise from the chair's; each front edge touches its table's edge (P5)."""
    left, top, right, bottom = square.tables
    half = CHAIR / 2
    around = [
        *((u, top - half, 180.0) for u in _evenly(*square.across, counts[0])),
        *((right + half, v, 270.0) for v in _evenly(*square.deep, counts[1])),
        *((u, bottom + half, 0.0) for u in _evenly(*square.across[::-1], counts[2])),
        *((left - half, v, 90.0) for v in _evenly(*square.deep[::-1], counts[3])),
    ]
    first = (counts[0] - 1) // 2
    for number, (u, v, facing) in enumerate(around[first:] + around[:first], start=1):
        yield Chair(f"s{number}", str(number), u, v, facing, at_rostrum=has_rostrum and facing == 180)


def _evenly(start: float, end: float, count: int) -> list[float]:
    """The middles of ``count`` equal parts from start to end."""
    return [start + (end - start) * (n + 0.5) / count for n in range(count)]


def _tables(square: _Square) -> Iterator[PlacedTable]:
    """Head, left hand, foot, right hand: clockwise as the seats."""
    left, top, right, bottom = square.tables
    half = TABLE_DEPTH / 2
    across, deep = square.size.across, square.size.deep
    sides: tuple[tuple[str, float, list[Point]], ...] = (
        ("h", 0, [(u, top + half) for u in _evenly(*square.across, across)]),
        ("l", 90, [(right - half, v) for v in _evenly(*square.deep, deep)]),
        ("f", 0, [(u, bottom - half) for u in _evenly(*square.across[::-1], across)]),
        ("r", 90, [(left + half, v) for v in _evenly(*square.deep[::-1], deep)]),
    )
    for name, angle, centres in sides:
        for number, (u, v) in enumerate(centres, start=1):
            yield PlacedTable(f"{name}{number}", u, v, angle)
