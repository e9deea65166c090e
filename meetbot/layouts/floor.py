"""
The room as the layouts see it: turned so that the screen wall is in front (v = 0), u along it, v away from it.

A layout works in (u, v) alone; ``Floor.point`` and ``Floor.turn`` bring the result back to the room's drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from meetbot.layouts.boxes import Box
from meetbot.layouts.plan import Point
from meetbot.layouts.shape import Door, RoomShape, Wall

# How far the drawing's top must be turned, clockwise, to become the screen wall.
_TURNS = {Wall.NORTH: 0, Wall.EAST: 90, Wall.SOUTH: 180, Wall.WEST: 270}
# Clockwise, so that the wall n places after the screen wall is named from the front.
_CLOCKWISE = (Wall.NORTH, Wall.EAST, Wall.SOUTH, Wall.WEST)
# A hand's breadth more than the leaf needs.
DOOR_AIR = 0.05


@dataclass(frozen=True)
class Floor:
    """A room turned to its screen wall. ``width`` runs along the screen wall, ``depth`` away from it."""

    shape: RoomShape

    @cached_property
    def width(self) -> float:
        return self.shape.wall_length(self.shape.screen_wall)

    @cached_property
    def depth(self) -> float:
        return self.shape.width if self._is_sideways else self.shape.depth

    @cached_property
    def doors(self) -> tuple[Box, ...]:
        """The ground that each door's leaves sweep over, as boxes."""
        return tuple(self._box(swing(self.shape, door)) for door in self.shape.doors)

    @cached_property
    def columns(self) -> tuple[Box, ...]:
        """The boxes around the columns."""
        return tuple(self._box(Box.around(each.x, each.y, *each.size)) for each in self.shape.columns)

    @cached_property
    def front(self) -> float:
        """How deep the strip along the screen wall is that its doors need; 0 without doors."""
        return self._strip(0)

    @cached_property
    def back(self) -> float:
        """The same along the wall opposite the screen."""
        return self._strip(2)

    @cached_property
    def right(self) -> float:
        """The same along the wall on the right of those who look at the screen."""
        return self._strip(1)

    @cached_property
    def left(self) -> float:
        """The same along the wall on their left."""
        return self._strip(3)

    def point(self, u: float, v: float) -> Point:
        """The place (u, v) on the room's drawing, to a tenth of a millimetre."""
        x, y = self._onto_drawing(u, v)
        return round(x, 4) + 0.0, round(y, 4) + 0.0

    def turn(self, angle: float) -> float:
        """An angle seen from the front (0: towards the screen) as an angle on the room's drawing."""
        return round((angle + _TURNS[self.shape.screen_wall]) % 360, 4) % 360

    @cached_property
    def _is_sideways(self) -> bool:
        return self.shape.screen_wall in {Wall.EAST, Wall.WEST}

    @cached_property
    def _onto_drawing(self) -> Callable[[float, float], Point]:
        width, depth = self.shape.width, self.shape.depth
        ways: dict[Wall, Callable[[float, float], Point]] = {
            Wall.NORTH: lambda u, v: (u, v),
            Wall.EAST: lambda u, v: (width - v, u),
            Wall.SOUTH: lambda u, v: (width - u, depth - v),
            Wall.WEST: lambda u, v: (v, depth - u),
        }
        return ways[self.shape.screen_wall]

    def _box(self, box: Box) -> Box:
        """A box on the room's drawing as the front sees it."""
        corners = [self._from_drawing(x, y) for x, y in ((box.left, box.top), (box.right, box.bottom))]
        us, vs = zip(*corners, strict=True)
        return Box(min(us), min(vs), max(us), max(vs))

    def _from_drawing(self, x: float, y: float) -> Point:
        width, depth = self.shape.width, self.shape.depth
        match self.shape.screen_wall:
            case Wall.NORTH:
                return x, y
            case Wall.EAST:
                return y, width - x
            case Wall.SOUTH:
                return width - x, depth - y
            case Wall.WEST:
                return depth - y, x

    def _strip(self, after_screen: int) -> float:
        """How deep the doors of the wall that comes so many walls after the screen's (clockwise) reach into the room."""
        wall = _CLOCKWISE[(_CLOCKWISE.index(self.shape.screen_wall) + after_screen) % 4]
        return max((door.leaf + DOOR_AIR for door in self.shape.doors if door.wall == wall), default=0.0)


def swing(shape: RoomShape, door: Door) -> Box:
    """The ground on the room's drawing that the door's leaves sweep over."""
    start, end, reach = door.at, door.at + door.width, door.leaf
    match door.wall:
        case Wall.NORTH:
            return Box(start, 0, end, reach)
        case Wall.SOUTH:
            return Box(start, shape.depth - reach, end, shape.depth)
        case Wall.WEST:
            return Box(0, start, reach, end)
        case Wall.EAST:
            return Box(shape.width - reach, start, shape.width, end)
