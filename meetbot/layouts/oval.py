"""
Oval (椭圆式): one ellipse of table, everybody outside, each chair's front edge on the tangent of the table's edge (P5).

A small oval is one board table; a larger one is a ring of curved tables for two, 0.60 m deep, around an open middle. With a
rostrum, a run of tables stands between the screen wall and the oval.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from math import atan2, ceil, cos, degrees, hypot, pi, sin, sqrt
from typing import Final

from meetbot.layouts.arrangement import Arrangement, Chair, PlacedTable, ahead, around_by_rank, by_rank
from meetbot.layouts.boxes import Box
from meetbot.layouts.floor import Floor
from meetbot.layouts.front import ROSTRUM_SIZES, Front, front, rostrum_choices
from meetbot.layouts.furniture import CHAIR
from meetbot.layouts.plan import Extras, Point
from meetbot.layouts.ring import Ground, ground, shifts, strangeness
from meetbot.layouts.rostrum import rostrum_chairs, rostrum_pots, rostrum_tables

CLOSEST: Final = 0.75
"""Table edge for each guest; a room with space to spare gives up to ``ROOMIEST``."""

ROOMIEST: Final = 0.85
RING_DEPTH: Final = 0.60
FEWEST: Final = 4
_LONGEST: Final = (1.8, 2.4)
_ROUNDEST: Final = 1.25
"""Long axis to short axis: the handsome limit, and the one that a narrow room may stretch to; rounder would be a circle."""

_BETWEEN_COLUMNS: Final = (1.0, 1.2)
"""Still roomier places, where that puts the columns into the open middle."""

_SMALLEST_HALF: Final = 0.55
_SMALLEST_HOLE: Final = 0.50
"""Half the short axis of table and open middle; with less of a middle the table is whole."""

_SAMPLES: Final = 720
_AIR: Final = 0.12
"""Around columns: the chairs' outer line is no ellipse but stays within a hand's breadth of one."""


@dataclass(frozen=True)
class _Ellipse:
    """The outer table edge: half axes along u and v, and the centre."""

    across: float
    deep: float
    u: float = 0.0
    v: float = 0.0

    @property
    def perimeter(self) -> float:
        """By Ramanujan's second formula: exact to a hundredth of a millimetre at these proportions."""
        h = ((self.across - self.deep) / (self.across + self.deep)) ** 2
        return pi * (self.across + self.deep) * (1 + 3 * h / (10 + sqrt(4 - 3 * h)))

    @property
    def is_solid(self) -> bool:
        return min(self.across, self.deep) < RING_DEPTH + _SMALLEST_HOLE

    def scaled(self, perimeter: float) -> _Ellipse:
        """The same proportions with another perimeter, but no smaller than a table can be."""
        factor = max(perimeter / self.perimeter, _SMALLEST_HALF / min(self.across, self.deep))
        return replace(self, across=self.across * factor, deep=self.deep * factor)

    def at(self, angle: float, inset: float = 0.0) -> Point:
        """The point of the edge at this parameter: 0 is nearest the screen, growing clockwise."""
        return self.u + (self.across - inset) * sin(angle), self.v - (self.deep - inset) * cos(angle)

    def inward(self, angle: float) -> float:
        """Where somebody sitting at the edge looks, square to it, in degrees."""
        return _bearing(-sin(angle) / self.across, cos(angle) / self.deep)

    def is_clear_of(self, columns: tuple[Box, ...]) -> bool:
        """Whether every column stands outside the chairs or in the open middle."""
        return all(self._is_clear_of(box) for box in columns)

    def _is_clear_of(self, box: Box) -> bool:
        u, v = box.centre
        reach = hypot(box.right - box.left, box.bottom - box.top) / 2 + _AIR
        u, v = u - self.u, v - self.v
        outside = hypot(u / (self.across + CHAIR + reach), v / (self.deep + CHAIR + reach)) >= 1
        hole = min(self.across, self.deep) - RING_DEPTH - reach
        if outside or self.is_solid or hole <= 0:
            return outside
        return hypot(u / (self.across - RING_DEPTH - reach), v / (self.deep - RING_DEPTH - reach)) <= 1


def capacity(floor: Floor, extras: Extras) -> int:
    """Places at the longest table edge, rostrum included; 0 where not even the smallest oval fits."""
    return max((_most(floor, extras, size) for size in (ROSTRUM_SIZES if extras.rostrum else (0,))), default=0)


def arrange(floor: Floor, extras: Extras, places: int) -> Arrangement | None:
    """The oval for ``places``, shaped like the room; None where none has so many."""
    for size in rostrum_choices(places) if extras.rostrum else (0,):
        fittings = front(floor, extras, size)
        if fittings is None:
            continue
        free = ground(floor, fittings)
        for seats in range(max(FEWEST, places - size), _limit(free) + 1):
            ellipse = _placed(floor, free, seats)
            if ellipse is not None:
                return _furnished(fittings, ellipse, seats)
    return None


def _most(floor: Floor, extras: Extras, rostrum_seats: int) -> int:
    fittings = front(floor, extras, rostrum_seats)
    if fittings is None:
        return 0
    free = ground(floor, fittings)
    sizes = range(_limit(free), FEWEST - 1, -1)
    return next((rostrum_seats + seats for seats in sizes if _placed(floor, free, seats)), 0)


def _limit(free: Ground) -> int:
    """How many fit where no column is in the way."""
    largest = _largest(free, _LONGEST[-1])
    return int(largest.perimeter / CLOSEST + 1e-9) if largest else 0


def _largest(free: Ground, longest: float) -> _Ellipse | None:
    """The ellipse with the longest edge that the ground holds, lengthwise or across; None where it is too narrow."""
    across, deep = free.width / 2, free.depth / 2
    if min(across, deep) < _SMALLEST_HALF:
        return None
    shapes = [_fitted(across, deep, longest), _turned(_fitted(deep, across, longest))]
    fitting = [shape for shape in shapes if min(shape.across, shape.deep) >= _SMALLEST_HALF]
    return max(fitting, key=lambda shape: shape.perimeter, default=None)


def _fitted(long: float, short: float, longest: float) -> _Ellipse:
    """The largest ellipse within these half axes that is neither too long nor too round."""
    across = min(long, longest * short)
    return _Ellipse(across, min(short, across / _ROUNDEST))


def _turned(shape: _Ellipse) -> _Ellipse:
    return _Ellipse(shape.deep, shape.across)


def _placed(floor: Floor, free: Ground, seats: int) -> _Ellipse | None:
    """The oval that looks best: in the middle, people sitting roomily; None where columns or walls leave no place for it."""
    for longest in _LONGEST:
        largest = _largest(free, longest)
        if largest is None or seats * CLOSEST > largest.perimeter + 1e-9:
            continue
        if not floor.columns:
            return _centred(free, largest.scaled(min(seats * ROOMIEST, largest.perimeter)))
        choices = [
            (cost, ellipse) for pitch in _pitches() for cost, ellipse in _first(floor, free, largest, seats, pitch)
        ]
        if choices:
            return min(choices, key=lambda choice: choice[0])[1]
    return None


def _centred(free: Ground, shape: _Ellipse) -> _Ellipse:
    u, v = free.centre
    return replace(shape, u=u, v=v)


def _pitches() -> tuple[float, ...]:
    return (ROOMIEST, (ROOMIEST + CLOSEST) / 2, CLOSEST, *_BETWEEN_COLUMNS)


def _first(floor: Floor, free: Ground, largest: _Ellipse, seats: int, pitch: float) -> Iterator[tuple[float, _Ellipse]]:
    """The oval at this pitch with the least strange move that clears the columns, and how strange it is; or nothing."""
    if pitch > ROOMIEST and seats * pitch > largest.perimeter:
        return
    shape = _centred(free, largest.scaled(min(seats * pitch, largest.perimeter)))
    for right, down in shifts(free, 2 * shape.across, 2 * shape.deep):
        ellipse = replace(shape, u=shape.u + right, v=shape.v + down)
        if ellipse.is_clear_of(floor.columns):
            yield strangeness(right, down) + 2 * abs(ROOMIEST - pitch), ellipse
            return


def _furnished(fittings: Front, ellipse: _Ellipse, seats: int) -> Arrangement:
    around = tuple(_chairs(ellipse, seats))
    at_rostrum = rostrum_chairs(fittings)
    return Arrangement(
        front=fittings,
        tables=(*rostrum_tables(fittings), *_tables(ellipse, seats)),
        chairs=(*at_rostrum, *around),
        head=(*by_rank([chair.id for chair in at_rostrum]), *around_by_rank([chair.id for chair in around])),
        rostrum=fittings.rostrum,
        flowers=rostrum_pots(fittings) or ((ellipse.u, ellipse.v),),
    )


def _chairs(ellipse: _Ellipse, seats: int) -> Iterator[Chair]:
    """Evenly spaced along the edge, clockwise from the head; the front edge's middle touches the table's edge (P5)."""
    for number, angle in enumerate(_angles(ellipse, seats), start=1):
        facing = ellipse.inward(angle)
        u, v = ahead(*ellipse.at(angle), facing, -CHAIR / 2)
        yield Chair(f"s{number}", str(number), u, v, facing)


def _tables(ellipse: _Ellipse, seats: int) -> Iterator[PlacedTable]:
    """One board table, or curved tables for two whose joints lie between guests."""
    if ellipse.is_solid:
        outline = tuple(ellipse.at(2 * pi * n / 96) for n in range(96))
        yield PlacedTable("t1", ellipse.u, ellipse.v, 0, 2 * ellipse.across, 2 * ellipse.deep, outline)
        return
    count = ceil(seats / 2)
    joints = _angles(ellipse, count, shift=-0.5 / seats)
    for number, (start, end) in enumerate(pairwise([*joints, joints[0] + 2 * pi]), start=1):
        yield _segment(ellipse, f"t{number}", start, end)


def _segment(ellipse: _Ellipse, id: str, start: float, end: float) -> PlacedTable:
    """One curved table of the ring between two parameters."""
    angles = [start + (end - start) * n / 8 for n in range(9)]
    outer = [ellipse.at(angle) for angle in angles]
    inner = [ellipse.at(angle, RING_DEPTH) for angle in reversed(angles)]
    middle = (start + end) / 2
    u, v = ellipse.at(middle, RING_DEPTH / 2)
    width = hypot(outer[-1][0] - outer[0][0], outer[-1][1] - outer[0][1])
    return PlacedTable(id, u, v, ellipse.inward(middle), width, RING_DEPTH, tuple(outer + inner))


def _angles(ellipse: _Ellipse, count: int, shift: float = 0.0) -> list[float]:
    """Parameters of ``count`` points at equal distances along the edge; ``shift`` is the first's, in parts of the edge."""
    lengths = _lengths(round(ellipse.across / ellipse.deep, 9))
    return [_angle(lengths, n / count + shift) for n in range(count)]


def _angle(lengths: tuple[float, ...], part: float) -> float:
    """The parameter at which this part of the edge lies behind; parts below 0 turn the other way."""
    if part < 0:
        return _angle(lengths, part + 1) - 2 * pi
    index = max(1, bisect_left(lengths, part))
    before, after = lengths[index - 1], lengths[index]
    return (index - 1 + (part - before) / (after - before)) * 2 * pi / _SAMPLES


@lru_cache(maxsize=256)
def _lengths(proportion: float) -> tuple[float, ...]:
    """How much of the edge lies behind each of the samples, from 0 to 1, for an ellipse of this proportion."""
    shape = _Ellipse(proportion, 1.0)
    points = [shape.at(2 * pi * n / _SAMPLES) for n in range(_SAMPLES + 1)]
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    whole = sum(steps)
    return tuple(each / whole for each in accumulate(steps, initial=0.0))


def _bearing(right: float, down: float) -> float:
    """The direction of a vector in degrees clockwise from the screen."""
    return degrees(atan2(right, -down)) % 360
