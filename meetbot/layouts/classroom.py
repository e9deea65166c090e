"""
Classroom (课桌式): rows of tables that face the screen, with the rostrum or the lectern in front (T3.2).

Everything stands on one grid of table positions, so that chairs line up straight across, along and diagonally (T1.3). An
aisle is a position left free in every row; a column takes positions away and never shifts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil, log
from typing import Final

from meetbot.layouts.arrangement import Arrangement, Chair, PlacedTable, by_rank
from meetbot.layouts.boxes import TOUCH, Box
from meetbot.layouts.floor import Floor
from meetbot.layouts.front import ROSTRUM_SIZES, Front, front, rostrum_choices
from meetbot.layouts.furniture import BEHIND_CHAIR, CHAIR, PLACE, SEATS_PER_TABLE, TABLE_DEPTH, TABLE_WIDTH
from meetbot.layouts.plan import Extras, Point
from meetbot.layouts.rostrum import rostrum_chairs, rostrum_pots, rostrum_tables

SIDE_AISLE: Final = 0.80
PITCHES: Final = (1.60, 1.50, 1.40)
"""From row to row, the roomiest first: table 0.50, chair 0.48, and the rest to pass."""

FIRST_ROW: Final = 1.50
"""From the screen wall to the first table, when nothing stands in front."""

_BEFORE_FIRST_ROW: Final = 0.90
_BEFORE_ROSTRUM: Final = 1.20
_LARGEST_SHIFT: Final = 0.60
"""A room with depth to spare moves its rows back from the screen by no more than this."""

_LONGEST_WITHOUT_AISLE: Final = 5
_LONGEST_BLOCK: Final = 6
_ROW_DEPTH: Final = TABLE_DEPTH + CHAIR
_SITTING: Final = 0.10
"""What a seated guest needs behind the chair; a column there takes the position away."""


_ROW_LETTERS: Final = "ABCDEFGHJKLMNPQSTUVWXYZ"


@dataclass(frozen=True)
class _Ground:
    """What the tables may use: from ``top`` to ``bottom``, ``width`` wide in the middle of the room."""

    floor: Floor
    width: float
    top: float
    bottom: float

    @property
    def depth(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class _Grid:
    """``rows`` of ``blocks`` with ``per_block`` tables each, one position between blocks left free."""

    ground: _Ground
    blocks: int
    per_block: int
    rows: int
    pitch: float

    @property
    def per_row(self) -> int:
        return self.blocks * self.per_block

    @property
    def width(self) -> float:
        return (self.per_row + self.blocks - 1) * TABLE_WIDTH

    @property
    def depth(self) -> float:
        return (self.rows - 1) * self.pitch + _ROW_DEPTH

    @property
    def left(self) -> float:
        return (self.ground.floor.width - self.width) / 2

    @property
    def top(self) -> float:
        """The front edge of the first row's tables."""
        return self.ground.top + max(0.0, min(_LARGEST_SHIFT, (self.ground.depth - self.depth) / 4))

    def table_left(self, column: int) -> float:
        return self.left + (column + column // self.per_block) * TABLE_WIDTH

    def row_top(self, row: int) -> float:
        return self.top + row * self.pitch

    @cached_property
    def taken(self) -> frozenset[tuple[int, int]]:
        """The positions (row, column) that the room's columns take away."""
        return frozenset(cell for box in self.ground.floor.columns for cell in self._under(box))

    @property
    def tables(self) -> int:
        return self.rows * self.per_row - len(self.taken)

    def _under(self, box: Box) -> Iterator[tuple[int, int]]:
        rows = [
            row
            for row in range(self.rows)
            if self.row_top(row) < box.bottom - TOUCH and box.top < self.row_top(row) + _ROW_DEPTH + _SITTING - TOUCH
        ]
        columns = [
            column
            for column in range(self.per_row)
            if self.table_left(column) < box.right - TOUCH and box.left < self.table_left(column) + TABLE_WIDTH - TOUCH
        ]
        return product(rows, columns)


def capacity(floor: Floor, extras: Extras) -> int:
    """Places in the largest grid, rostrum included; 0 where none fits."""
    return max((_most(floor, extras, size) for size in (ROSTRUM_SIZES if extras.rostrum else (0,))), default=0)


def arrange(floor: Floor, extras: Extras, places: int) -> Arrangement | None:
    """The best-looking grid with at least ``places``; None where none has so many."""
    for size in rostrum_choices(places) if extras.rostrum else (0,):
        fittings = front(floor, extras, size)
        if fittings is None:
            continue
        tables = max(1, ceil((places - size) / SEATS_PER_TABLE))
        grid = _best(_ground(floor, fittings), tables)
        if grid is not None:
            return _furnished(fittings, grid, tables)
    return None


def _most(floor: Floor, extras: Extras, rostrum_seats: int) -> int:
    fittings = front(floor, extras, rostrum_seats)
    if fittings is None:
        return 0
    ground = _ground(floor, fittings)
    tables = max((grid.tables for grid in _grids(ground)), default=0)
    return rostrum_seats + tables * SEATS_PER_TABLE if tables else 0


def _ground(floor: Floor, fittings: Front) -> _Ground:
    free = _BEFORE_ROSTRUM if fittings.rostrum else _BEFORE_FIRST_ROW if fittings.bottom else 0.0
    return _Ground(
        floor,
        width=floor.width - 2 * max(SIDE_AISLE, fittings.left, fittings.right),
        top=max(FIRST_ROW, floor.front, fittings.bottom + free),
        bottom=floor.depth - max(BEHIND_CHAIR, fittings.back),
    )


def _best(ground: _Ground, tables: int) -> _Grid | None:
    """The grid that looks best with so many tables: shaped like the room, whole rows, an aisle in the middle."""
    fitting = (grid for grid in _smallest_grids(ground, tables) if grid.tables >= tables)
    return min(fitting, key=lambda grid: _ugliness(grid, tables), default=None)


def _smallest_grids(ground: _Ground, tables: int) -> Iterator[_Grid]:
    """Of every pattern and pitch, the grid with the fewest rows that holds ``tables``."""
    for blocks, per_block in _patterns(ground):
        for pitch in PITCHES:
            for rows in range(ceil(tables / (blocks * per_block)), _rows(ground, pitch) + 1):
                grid = _Grid(ground, blocks, per_block, rows, pitch)
                if grid.tables >= tables:
                    yield grid
                    break


def _grids(ground: _Ground) -> Iterator[_Grid]:
    """Every grid that fits; without columns only the deepest of each pattern, as no other can hold more."""
    for blocks, per_block in _patterns(ground):
        for pitch in PITCHES if ground.floor.columns else PITCHES[-1:]:
            deepest = _rows(ground, pitch)
            for rows in range(1 if ground.floor.columns else max(1, deepest), deepest + 1):
                yield _Grid(ground, blocks, per_block, rows, pitch)


def _patterns(ground: _Ground) -> Iterator[tuple[int, int]]:
    """Blocks side by side and tables in each, for every row that the room is wide enough for."""
    positions = int((ground.width + TOUCH) / TABLE_WIDTH)
    for blocks in range(1, positions // 2 + 2):
        longest = _LONGEST_WITHOUT_AISLE if blocks == 1 else _LONGEST_BLOCK
        for per_block in range(1, min(longest, (positions - blocks + 1) // blocks) + 1):
            yield blocks, per_block


def _rows(ground: _Ground, pitch: float) -> int:
    return max(0, int((ground.depth - _ROW_DEPTH + TOUCH) / pitch) + 1) if ground.depth + TOUCH >= _ROW_DEPTH else 0


def _ugliness(grid: _Grid, tables: int) -> float:
    """Smaller is handsomer; the weights were found by looking at the pictures."""
    ground = grid.ground
    wideness = log(grid.width / grid.depth * ground.depth / ground.width)
    shape = wideness if wideness > 0 else -1.5 * wideness  # better near the screen than far behind each other
    surplus = grid.tables - tables
    gaps = 0.9 * surplus / grid.per_row + 0.4 * (surplus % 2)
    aisles = {1: 0.0 if tables <= 8 else 0.3, 2: 0.0 if tables > 4 else 0.2}.get(grid.blocks, 0.25 * grid.blocks - 0.4)
    return shape + gaps + aisles + (PITCHES[0] - grid.pitch) * 1.5


def _furnished(fittings: Front, grid: _Grid, tables: int) -> Arrangement:
    cells = _filled(grid, tables)
    rows = [[column for row, column in cells if row == wanted] for wanted in range(grid.rows)]
    chairs = [_row_chairs(grid, row, columns) for row, columns in enumerate(rows)]
    at_rostrum = rostrum_chairs(fittings)
    # Guests in the rows look at the screen, so their left hand is the drawing's left.
    lines = [at_rostrum, *(row[::-1] for row in chairs)]
    return Arrangement(
        front=fittings,
        tables=(
            *rostrum_tables(fittings),
            *(PlacedTable(f"r{row + 1}t{column + 1}", *_table_centre(grid, row, column)) for row, column in cells),
        ),
        chairs=(*at_rostrum, *(chair for row in chairs for chair in row)),
        head=tuple(id for line in lines for id in by_rank([chair.id for chair in line])),
        rostrum=fittings.rostrum,
        aisles=tuple(_aisles(grid)),
        flowers=rostrum_pots(fittings) or _pot_before_first_row(grid),
    )


def _filled(grid: _Grid, tables: int) -> list[tuple[int, int]]:
    """The positions that get a table: the last row gives up its ends, a pair at a time, as long as ``tables`` are left."""
    surplus = grid.tables - tables
    rows = [
        [(row, column) for column in range(grid.per_row) if (row, column) not in grid.taken] for row in range(grid.rows)
    ]
    for index in reversed(range(grid.rows)):
        pairs = min(surplus, len(rows[index])) // 2
        rows[index] = rows[index][pairs : len(rows[index]) - pairs]
        surplus -= 2 * pairs
    return [cell for row in rows for cell in row]


def _table_centre(grid: _Grid, row: int, column: int) -> Point:
    return grid.table_left(column) + TABLE_WIDTH / 2, grid.row_top(row) + TABLE_DEPTH / 2


def _row_chairs(grid: _Grid, row: int, columns: list[int]) -> list[Chair]:
    """The chairs of one row from left to right; the front edge touches the table's edge (P5)."""
    v = grid.row_top(row) + TABLE_DEPTH + CHAIR / 2
    places = [(column, half) for column in columns for half in range(SEATS_PER_TABLE)]
    return [
        Chair(
            id=f"r{row + 1}s{column * SEATS_PER_TABLE + half + 1}",
            label=f"{row_name(row)}{number}",
            u=grid.table_left(column) + (half + 0.5) * PLACE,
            v=v,
            facing=0,
        )
        for number, (column, half) in enumerate(places, start=1)
    ]


def row_name(row: int) -> str:
    """A, B, C ... for rows counted from 0, then AA, AB ...; without I and O (digits) and R (the rostrum)."""
    first, second = divmod(row, len(_ROW_LETTERS))
    return (_ROW_LETTERS[first - 1] if first else "") + _ROW_LETTERS[second]


def _aisles(grid: _Grid) -> Iterator[Box]:
    """One on each side of the rows and one between each two blocks."""
    top, bottom = grid.top, grid.top + grid.depth
    yield Box(grid.left - SIDE_AISLE, top, grid.left, bottom)
    for block in range(1, grid.blocks):
        left = grid.table_left(block * grid.per_block) - TABLE_WIDTH
        yield Box(left, top, left + TABLE_WIDTH, bottom)
    yield Box(grid.left + grid.width, top, grid.left + grid.width + SIDE_AISLE, bottom)


def _pot_before_first_row(grid: _Grid) -> tuple[Point, ...]:
    return ((grid.ground.floor.width / 2, grid.top - 0.45),)
