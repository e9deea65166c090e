"""The sheet that a plan is drawn on: how large the room becomes, where it stands, and where words have room around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from meetbot.layouts.shape import RoomShape, Wall

WIDTH: Final = 1000.0
"""Units across, whatever the room; type sizes are chosen for a phone that shows this width on its screen."""

MARGIN: Final = 24.0
WORDS: Final = 34.0
"""Beside a wall with a door or the screen: their names stand outside, where nothing else is."""

DIMENSION: Final = 40.0
WALL: Final = 9.0
_HEADER: Final = 112.0
_TALLEST: Final = 1150.0


@dataclass(frozen=True)
class Sheet:
    """Turns metres in the room into units on the sheet."""

    shape: RoomShape

    @cached_property
    def width_along(self) -> Wall:
        """The wall along which the room's width is written: the far one from the screen where that is the top or bottom."""
        return Wall.NORTH if self.shape.screen_wall == Wall.SOUTH else Wall.SOUTH

    @cached_property
    def depth_along(self) -> Wall:
        """The wall along which the room's depth is written."""
        return Wall.EAST if self.shape.screen_wall == Wall.WEST else Wall.WEST

    @cached_property
    def scale(self) -> float:
        """Units for one metre."""
        across = WIDTH - self.outside(Wall.WEST) - self.outside(Wall.EAST)
        return min(across / self.shape.width, _TALLEST / self.shape.depth)

    @cached_property
    def left(self) -> float:
        """Where the room's inside begins; a narrow room stands in the middle."""
        west, east = self.outside(Wall.WEST), self.outside(Wall.EAST)
        return west + (WIDTH - west - east - self.shape.width * self.scale) / 2

    @cached_property
    def top(self) -> float:
        return _HEADER + self.outside(Wall.NORTH)

    @property
    def right(self) -> float:
        return self.left + self.shape.width * self.scale

    @property
    def bottom(self) -> float:
        return self.top + self.shape.depth * self.scale

    @property
    def below(self) -> float:
        """Where the scale bar and the legend may begin."""
        return self.bottom + self.outside(Wall.SOUTH)

    def outside(self, wall: Wall) -> float:
        """How much room the sheet keeps outside this wall."""
        return MARGIN / 2 + WALL + self.words(wall) + (DIMENSION if wall in {self.width_along, self.depth_along} else 0)

    def words(self, wall: Wall) -> float:
        """How much of that is for the names of doors and screen."""
        has_words = wall == self.shape.screen_wall or any(door.wall == wall for door in self.shape.doors)
        return WORDS if has_words else 0

    def x(self, metres: float) -> float:
        return self.left + metres * self.scale

    def y(self, metres: float) -> float:
        return self.top + metres * self.scale
