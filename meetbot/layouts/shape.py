"""
A room's shape as config gives it, in metres: origin at the top left of the drawing, x to the right, y down.

The walls carry the names of the drawing's sides (north is the top); ``RoomShape.north`` says where the compass points.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field, model_validator

from meetbot.yamlfiles import Strict

Metres = Annotated[float, Field(ge=0, le=200, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)]

# One leaf wider than this is hardly made: a wider door has two leaves, each half as wide.
WIDEST_LEAF = 1.2


class Wall(StrEnum):
    """A side of the drawing: north is the top, east the right."""

    NORTH = "north"
    EAST = "east"
    SOUTH = "south"
    WEST = "west"


class Door(Strict):
    """A door that opens into the room; ``at`` is the distance from the wall's left (or upper) end to the door's near side."""

    wall: Wall
    at: Metres
    width: Annotated[float, Field(ge=0.6, le=4, allow_inf_nan=False)] = 0.9

    @property
    def leaf(self) -> float:
        """How far the open door reaches into the room."""
        return self.width if self.width <= WIDEST_LEAF else self.width / 2


class Column(Strict):
    """A column around its centre (x, y); a round one is ``width`` across."""

    x: Metres
    y: Metres
    width: Length
    depth: Length | None = Field(default=None, description="along y; none: as wide as deep")
    round: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width along x and depth along y of the box around the column."""
        return self.width, self.width if self.depth is None or self.round else self.depth


class RoomShape(Strict):
    """A rectangular room: ``width`` along x, ``depth`` along y, doors, the wall with the screen, columns."""

    width: Length
    depth: Length
    doors: tuple[Door, ...] = ()
    screen_wall: Wall = Wall.NORTH
    columns: tuple[Column, ...] = ()
    north: Annotated[float, Field(ge=0, lt=360)] = Field(
        default=0, description="degrees clockwise from the drawing's top"
    )

    @model_validator(mode="after")
    def _everything_is_inside(self) -> RoomShape:
        for door in self.doors:
            if door.at + door.width > self.wall_length(door.wall) + 1e-9:
                raise ValueError(f"the door at {door.at:g} m does not fit into the {door.wall} wall")
        for column in self.columns:
            width, depth = column.size
            if not (
                width / 2 <= column.x <= self.width - width / 2 and depth / 2 <= column.y <= self.depth - depth / 2
            ):
                raise ValueError(f"the column at ({column.x:g}, {column.y:g}) is not inside the room")
        return self

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept: capacities and plans are looked up by the shape, and a search does so for every room of the building."""
        return hash((self.width, self.depth, self.doors, self.screen_wall, self.columns, self.north))

    def wall_length(self, wall: Wall) -> float:
        """How long the wall is, in metres."""
        return self.width if wall in {Wall.NORTH, Wall.SOUTH} else self.depth
