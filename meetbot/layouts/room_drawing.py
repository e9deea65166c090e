"""The empty room as SVG: ground, walls, doors with their swing, screen, columns, dimensions, scale bar, compass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from meetbot.layouts.floor import Floor
from meetbot.layouts.front import screen_width
from meetbot.layouts.labels import Labels
from meetbot.layouts.lettering import figure, text, text_along
from meetbot.layouts.shape import Column, Door, Wall
from meetbot.layouts.sheet import DIMENSION, MARGIN, WALL, WIDTH, WORDS, Sheet
from meetbot.layouts.symbols import GROUND, INK, PAPER, SCREEN, SOFT_INK

_WORD: Final = 24
_BARS: Final = (0.5, 1, 2, 5, 10, 20, 50)
_LONGEST_BAR: Final = 260.0
_TURNS: Final = {Wall.WEST: -90, Wall.EAST: 90}
BELOW_ROOM: Final = 64.0
"""How high the band with scale bar and compass is."""


def room(sheet: Sheet, labels: Labels) -> Iterator[str]:
    """Ground and walls first, then what is in the walls."""
    yield _walls(sheet)
    for door in sheet.shape.doors:
        yield from _door(sheet, door, labels)
    yield from _screen(sheet, labels)


def columns(sheet: Sheet) -> Iterator[str]:
    """The columns, to be drawn over aisles that they stand in."""
    return (_column(sheet, each) for each in sheet.shape.columns)


def measures(sheet: Sheet, labels: Labels) -> Iterator[str]:
    """The room's width and depth, the scale bar and the compass."""
    yield from _width(sheet, labels)
    yield from _depth(sheet, labels)
    yield from _scale_bar(sheet, labels)
    yield from _compass(sheet, labels)


def _walls(sheet: Sheet) -> str:
    width, height = sheet.right - sheet.left, sheet.bottom - sheet.top
    return (
        f'<rect x="{sheet.left - WALL / 2:.1f}" y="{sheet.top - WALL / 2:.1f}" width="{width + WALL:.1f}"'
        f' height="{height + WALL:.1f}" fill="{GROUND}" stroke="{INK}" stroke-width="{WALL:g}" stroke-linejoin="miter"/>'
    )


class _AlongWall:
    """Turns a place along a wall (metres from its start) and a distance from it (units, inwards) into a point."""

    def __init__(self, sheet: Sheet, wall: Wall) -> None:
        self.sheet, self.wall = sheet, wall

    def point(self, at: float, inwards: float) -> tuple[float, float]:
        match self.wall:
            case Wall.NORTH:
                return self.sheet.x(at), self.sheet.top + inwards
            case Wall.SOUTH:
                return self.sheet.x(at), self.sheet.bottom - inwards
            case Wall.WEST:
                return self.sheet.left + inwards, self.sheet.y(at)
            case Wall.EAST:
                return self.sheet.right - inwards, self.sheet.y(at)

    def text(self, at: float, words: str, size: float, colour: str) -> str:
        """Words outside the wall, read along it."""
        x, y = self.point(at, -WALL - WORDS / 2)
        if self.wall in _TURNS:
            return text_along(x, y, words, size, colour, _TURNS[self.wall])
        return text(x, y, words, size, colour, anchor="middle")


def _door(sheet: Sheet, door: Door, labels: Labels) -> Iterator[str]:
    """An opening, one or two leaves standing open, and the quarter circles that they sweep."""
    along = _AlongWall(sheet, door.wall)
    start, end = along.point(door.at, -WALL / 2), along.point(door.at + door.width, -WALL / 2)
    yield _line(start, end, PAPER, WALL + 1)
    reach = door.leaf * sheet.scale
    middle = door.at + door.width / 2
    leaves = (
        [(door.at, door.at + door.width)]
        if door.leaf == door.width
        else [(door.at, middle), (door.at + door.width, middle)]
    )
    for hinge, latch in leaves:
        foot, tip, closed = along.point(hinge, 0), along.point(hinge, reach), along.point(latch, 0)
        sweep = int(_turns_right(foot, tip, closed))
        yield (
            f'<path d="M{_at(tip)}A{reach:.1f} {reach:.1f} 0 0 {sweep} {_at(closed)}" fill="none" stroke="{SOFT_INK}"'
            ' stroke-width="1.6" stroke-dasharray="7 5"/>'
        )
        yield _line(foot, tip, INK, 3.5)
    yield along.text(middle, labels.door, _WORD, SOFT_INK)


def _turns_right(centre: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether the way from start to end around the centre goes clockwise on the page."""
    return (start[0] - centre[0]) * (end[1] - centre[1]) - (start[1] - centre[1]) * (end[0] - centre[0]) > 0


def _screen(sheet: Sheet, labels: Labels) -> Iterator[str]:
    wall = sheet.shape.screen_wall
    middle, half = sheet.shape.wall_length(wall) / 2, screen_width(Floor(sheet.shape)) / 2
    along = _AlongWall(sheet, wall)
    yield _line(along.point(middle - half, 5), along.point(middle + half, 5), SCREEN, 8)
    yield along.text(middle, labels.screen, _WORD, SCREEN)


def _column(sheet: Sheet, column: Column) -> str:
    width, depth = (side * sheet.scale for side in column.size)
    x, y = sheet.x(column.x), sheet.y(column.y)
    radius = width / 2 if column.round else 1
    return column_symbol(x, y, width, depth, radius)


def column_symbol(x: float, y: float, width: float, depth: float, radius: float = 1) -> str:
    """A hatched block around (x, y)."""
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - depth / 2:.1f}" width="{width:.1f}" height="{depth:.1f}" rx="{radius:.1f}"'
        f' fill="url(#hatch)" stroke="{INK}" stroke-width="2.5"/>'
    )


def _width(sheet: Sheet, labels: Labels) -> Iterator[str]:
    is_above = sheet.width_along == Wall.NORTH
    distance = WALL + sheet.words(sheet.width_along) + DIMENSION / 2
    y = sheet.top - distance if is_above else sheet.bottom + distance
    words = f"{figure(sheet.shape.width)} {labels.metre}"
    yield from _dimension((sheet.left, y), (sheet.right, y), words, 0)


def _depth(sheet: Sheet, labels: Labels) -> Iterator[str]:
    distance = WALL + sheet.words(sheet.depth_along) + DIMENSION / 2
    x = sheet.left - distance if sheet.depth_along == Wall.WEST else sheet.right + distance
    words = f"{figure(sheet.shape.depth)} {labels.metre}"
    yield from _dimension((x, sheet.top), (x, sheet.bottom), words, -90)


def _dimension(start: tuple[float, float], end: tuple[float, float], words: str, turn: float) -> Iterator[str]:
    """A thin line with ticks at both ends and its length in a gap in the middle."""
    (x1, y1), (x2, y2) = start, end
    for x, y in (start, end):
        yield _line((x - 6, y + 6), (x + 6, y - 6), SOFT_INK, 2)
    yield _line(start, end, SOFT_INK, 1.5)
    yield text((x1 + x2) / 2, (y1 + y2) / 2, words, _WORD, SOFT_INK, anchor="middle", turn=turn, halo=PAPER)


def _scale_bar(sheet: Sheet, labels: Labels) -> Iterator[str]:
    """Four parts, black and white by turns, with its length in metres."""
    metres = max((bar for bar in _BARS if bar * sheet.scale <= _LONGEST_BAR), default=_BARS[0])
    x, y, part = MARGIN + 8, sheet.below + 22, metres * sheet.scale / 4
    for n in range(4):
        fill = INK if n % 2 == 0 else PAPER
        yield f'<rect x="{x + n * part:.1f}" y="{y:.1f}" width="{part:.1f}" height="10" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>'
    yield text(x + 4 * part + 14, y + 5, f"{figure(metres)} {labels.metre}", _WORD, INK)


def _compass(sheet: Sheet, labels: Labels) -> Iterator[str]:
    """An arrow to the compass's north, at the right below the room."""
    x, y = WIDTH - MARGIN - 24, sheet.below + 26
    yield (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({sheet.shape.north:g})"><path d="M0 -20L9 16L0 9Z" fill="{INK}"/>'
        f'<path d="M0 -20L-9 16L0 9Z" fill="{PAPER}" stroke="{INK}" stroke-width="1.5" stroke-linejoin="round"/></g>'
    )
    yield text(x - 30, y, labels.north, _WORD, INK, anchor="end")


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> str:
    return f'<path d="M{_at(start)}L{_at(end)}" stroke="{colour}" stroke-width="{width:g}"/>'


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
