"""
What stands apart from the guests' tables: rostrum, lectern with whiteboard, side table; and the ground they leave to the guests.

They are placed before the tables and whatever their number, so that more room never means fewer places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import ceil
from typing import Final

from meetbot.layouts.boxes import TOUCH, Box
from meetbot.layouts.floor import Floor
from meetbot.layouts.furniture import (
    CHAIR,
    LECTERN,
    PLACE,
    SIDE_TABLE,
    TABLE_DEPTH,
    TABLE_WIDTH,
    WHITEBOARD,
)
from meetbot.layouts.plan import Extras

ROSTRUM_SIZES: Final = (2, 3, 5, 7, 9)
"""How many may sit at a rostrum of its own: an odd number has a middle; two where there is no room for more."""

_BEHIND_ROSTRUM: Final = 0.80
"""Attendants change cups there every half hour (M4)."""

_SPEAKER: Final = 0.60
"""The ground behind the lectern that whoever speaks stands on."""

_LECTERN_FROM_WALL: Final = 0.90
_LECTERN_ASIDE: Final = 0.35
"""Between the rostrum's end and the lectern."""

_LECTERN_TO_SIDE_WALL: Final = 0.25
_BOARD_ASIDE: Final = 0.25
_BOARD_FROM_WALL: Final = 0.15
_BOARD_AIR: Final = 0.10
_SIDE_TABLE_FROM_WALL: Final = 0.05
_AT_SIDE_TABLE: Final = 0.80
"""Room to stand at the side table and pour (T3.4)."""

_STEP: Final = 0.10
"""How finely a free spot is looked for."""


@dataclass(frozen=True)
class Front:
    """
    Boxes in the front's view. ``bottom`` is how far the furniture in front reaches into the room; ``back``, ``left`` and
    ``right`` are the strips along the other walls that doors and the side table need.
    """

    rostrum: Box | None = None
    rostrum_seats: int = 0
    lectern: Box | None = None
    whiteboard: Box | None = None
    side_table: Box | None = None
    side_table_facing: float = 0.0
    bottom: float = 0.0
    back: float = 0.0
    left: float = 0.0
    right: float = 0.0

    @property
    def rostrum_tables(self) -> Box:
        """The tables of the rostrum as one box; only where there is one."""
        assert self.rostrum is not None
        return self.rostrum._replace(top=self.rostrum.bottom - TABLE_DEPTH)


def rostrum_choices(places: int) -> tuple[int, ...]:
    """Rostrum sizes from the most fitting for a meeting of ``places`` to the least; smaller ones before larger ones."""
    wanted = next((size for limit, size in ((12, 2), (50, 3), (100, 5), (180, 7)) if places < limit), ROSTRUM_SIZES[-1])
    smaller = [size for size in reversed(ROSTRUM_SIZES) if size <= wanted]
    return (*smaller, *(size for size in ROSTRUM_SIZES if size > wanted))


@lru_cache(maxsize=1024)
def front(floor: Floor, extras: Extras, rostrum_seats: int) -> Front | None:
    """The fittings in this room with so many at a rostrum of its own (0: none); None where they find no room."""
    rostrum = _rostrum(floor, rostrum_seats) if rostrum_seats else None
    if rostrum_seats and rostrum is None:
        return None
    stand = _stand(floor, extras, rostrum)
    if stand is None:
        return None
    lectern, board = stand
    taken = [box for box in (rostrum, lectern and _with_speaker(lectern), board) if box]
    side_table = _side_table(floor, taken) if extras.side_table else _SideTable()
    if side_table is None:
        return None
    return Front(
        rostrum=rostrum,
        rostrum_seats=rostrum_seats,
        lectern=lectern,
        whiteboard=board,
        side_table=side_table.box,
        side_table_facing=side_table.facing,
        bottom=max((box.bottom for box in taken), default=0.0),
        back=max(floor.back, side_table.back),
        left=max(floor.left, side_table.left),
        right=max(floor.right, side_table.right),
    )


def screen_width(floor: Floor) -> float:
    """How wide the screen is drawn; it hangs in the middle of its wall."""
    return min(4.0, 0.4 * floor.width)


def _rostrum(floor: Floor, seats: int) -> Box | None:
    """Tables with chairs behind them in the middle of the screen wall's side, facing the audience."""
    width = ceil(seats * PLACE / TABLE_WIDTH - 1e-9) * TABLE_WIDTH
    top = max(_BEHIND_ROSTRUM, floor.front)
    box = Box((floor.width - width) / 2, top, (floor.width + width) / 2, top + CHAIR + TABLE_DEPTH)
    is_inside = box.left >= max(floor.left, floor.right) and box.bottom <= floor.depth
    return box if is_inside and box.is_clear_of(floor.columns) else None


def _stand(floor: Floor, extras: Extras, rostrum: Box | None) -> tuple[Box | None, Box | None] | None:
    """Lectern and whiteboard, beside each other (T3.6) and beside the screen or the rostrum; None where they find no room."""
    if extras.lectern:
        return next(_lecterns(floor, rostrum, with_board=extras.whiteboard), None)
    if extras.whiteboard:
        board = next(_lone_boards(floor, rostrum), None)
        return None if board is None else (None, board)
    return None, None


def _lecterns(floor: Floor, rostrum: Box | None, *, with_board: bool) -> Iterator[tuple[Box, Box | None]]:
    """Every place for the lectern (with its whiteboard), the best first."""
    for board_beside in _BOARDS if with_board else (None,):
        for side in (-1, 1):
            for distance in _distances(floor, rostrum):
                lectern = _lectern(floor, rostrum, side * distance)
                board = board_beside(floor, lectern, side) if board_beside else None
                if _stands_free(floor, rostrum, _with_speaker(lectern), board):
                    yield lectern, board


def _distances(floor: Floor, rostrum: Box | None) -> Iterator[float]:
    """How far from the room's middle line the lectern may stand: beside screen or rostrum first, then outwards, then inwards."""
    nearest = 0.0 if rostrum is None else (rostrum.right - rostrum.left) / 2 + _LECTERN_ASIDE + LECTERN[0] / 2
    farthest = floor.width / 2 - _LECTERN_TO_SIDE_WALL - LECTERN[0] / 2
    beside = nearest if rostrum else min(farthest, screen_width(floor) / 2 + LECTERN[0])
    outwards = (beside + step * _STEP for step in range(int((farthest - beside) / _STEP + 1e-9) + 1))
    inwards = (beside - step * _STEP for step in range(1, int((beside - nearest) / _STEP + 1e-9) + 1))
    return chain(outwards, inwards)


def _lectern(floor: Floor, rostrum: Box | None, aside: float) -> Box:
    """In one line with the rostrum's tables; without a rostrum the speaker has room behind it."""
    width, depth = LECTERN
    top = max(_LECTERN_FROM_WALL, floor.front) if rostrum is None else rostrum.bottom - depth
    return Box.around(floor.width / 2 + aside, top + depth / 2, width, depth)


def _with_speaker(lectern: Box) -> Box:
    return lectern._replace(top=lectern.top - _SPEAKER)


def _board_outwards(_floor: Floor, lectern: Box, side: int) -> Box:
    """Beside the lectern towards the side wall, a little behind it."""
    u, v = lectern.centre
    return Box.around(u + side * (LECTERN[0] / 2 + _BOARD_ASIDE + WHITEBOARD[0] / 2), v - 0.25, *WHITEBOARD)


def _board_behind(_floor: Floor, lectern: Box, _side: int) -> Box:
    """At the wall behind whoever speaks."""
    return Box.around(lectern.centre[0], _BOARD_FROM_WALL + WHITEBOARD[1] / 2, *WHITEBOARD)


def _board_in_corner(floor: Floor, lectern: Box, side: int) -> Box:
    """In the corner on the lectern's side."""
    from_middle = floor.width / 2 - _BOARD_FROM_WALL - WHITEBOARD[0] / 2
    return _board_behind(floor, lectern._replace(left=0, right=floor.width + 2 * side * from_middle), side)


def _board_inwards(floor: Floor, lectern: Box, side: int) -> Box:
    """Beside the lectern towards the room's middle line: it hides a part of the screen."""
    return _board_outwards(floor, lectern, -side)


_BOARDS: Final[tuple[Callable[[Floor, Box, int], Box], ...]] = (
    _board_outwards,
    _board_in_corner,
    _board_behind,
    _board_inwards,
)


def _lone_boards(floor: Floor, rostrum: Box | None) -> Iterator[Box]:
    """Every place for a whiteboard without a lectern, the best first: beside the screen, left before right."""
    farthest = floor.width / 2 - _BOARD_FROM_WALL - WHITEBOARD[0] / 2
    beside = min(farthest, screen_width(floor) / 2 + WHITEBOARD[0] / 2 + 0.2)
    v = _BOARD_FROM_WALL + WHITEBOARD[1] / 2
    for step in range(int(farthest / _STEP) + 1):
        for side in (-1, 1):
            for distance in {beside + step * _STEP, max(0.0, beside - step * _STEP)}:
                board = Box.around(floor.width / 2 + side * distance, v, *WHITEBOARD)
                if distance <= farthest + 1e-9 and _stands_free(floor, rostrum, None, board):
                    yield board


def _stands_free(floor: Floor, rostrum: Box | None, lectern: Box | None, board: Box | None) -> bool:
    """Whether lectern (with its speaker) and board stand inside, clear of each other, doors, columns and the rostrum."""
    boxes = [box for box in (lectern, board) if box]
    obstacles = (*floor.doors, *floor.columns, *((rostrum,) if rostrum else ()))
    if board and not _is_inside(floor, board.grown(_BOARD_AIR)):
        return False
    is_apart = lectern is None or board is None or not lectern.overlaps(board)
    return is_apart and all(_is_inside(floor, box) and box.is_clear_of(obstacles) for box in boxes)


def _is_inside(floor: Floor, box: Box) -> bool:
    room = Box(-TOUCH, -TOUCH, floor.width + TOUCH, floor.depth + TOUCH)
    return box.left >= room.left and box.top >= room.top and box.right <= room.right and box.bottom <= room.bottom


@dataclass(frozen=True)
class _SideTable:
    """The side table and how deep the strip along its wall is that guests' tables leave to it."""

    box: Box | None = None
    facing: float = 0.0
    back: float = 0.0
    left: float = 0.0
    right: float = 0.0


def _side_table(floor: Floor, taken: list[Box]) -> _SideTable | None:
    """Along the back wall, else along a side wall (T3.4); None where no wall has room for it."""
    strip = SIDE_TABLE[1] + _SIDE_TABLE_FROM_WALL + _AT_SIDE_TABLE
    obstacles = (*floor.doors, *floor.columns, *(box.grown(0.3) for box in taken))
    for box in _along_back(floor):
        if _is_inside(floor, box) and box.is_clear_of(obstacles):
            return _SideTable(box, facing=0, back=strip)
    for box, facing in _along_sides(floor):
        if _is_inside(floor, box) and box.is_clear_of(obstacles):
            return _SideTable(box, facing, left=strip if facing == 90 else 0, right=strip if facing == 270 else 0)
    return None


def _along_back(floor: Floor) -> Iterator[Box]:
    """Places along the back wall, from the right corner to the left."""
    width, depth = SIDE_TABLE
    bottom = floor.depth - _SIDE_TABLE_FROM_WALL
    for step in range(max(0, int((floor.width - width - 0.6) / _STEP + 1e-9) + 1)):
        right = floor.width - 0.3 - step * _STEP
        yield Box(right - width, bottom - depth, right, bottom)


def _along_sides(floor: Floor) -> Iterator[tuple[Box, float]]:
    """Places along the right wall, then the left, from the back to the front, with where the table faces."""
    width, depth = SIDE_TABLE
    right = Box(floor.width - _SIDE_TABLE_FROM_WALL - depth, 0, floor.width - _SIDE_TABLE_FROM_WALL, 0)
    left = Box(_SIDE_TABLE_FROM_WALL, 0, _SIDE_TABLE_FROM_WALL + depth, 0)
    for wall, facing in ((right, 270.0), (left, 90.0)):
        for step in range(max(0, int((floor.depth - width - 0.6) / _STEP + 1e-9) + 1)):
            bottom = floor.depth - 0.3 - step * _STEP
            yield wall._replace(top=bottom - width, bottom=bottom), facing
