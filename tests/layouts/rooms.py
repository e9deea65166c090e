"""Rooms of different shape, as an office building has them."""

from __future__ import annotations

from meetbot.layouts.plan import Extras
from meetbot.layouts.shape import Column, Door, RoomShape, Wall

ROOMS = {
    "for twelve": RoomShape(width=6, depth=5, doors=(Door(wall=Wall.SOUTH, at=0.5),)),
    "bare": RoomShape(width=9, depth=7),
    "with two columns": RoomShape(
        width=13,
        depth=10,
        doors=(Door(wall=Wall.SOUTH, at=1, width=1.6), Door(wall=Wall.EAST, at=7)),
        columns=(Column(x=4, y=5, width=0.5), Column(x=9, y=5, width=0.5, round=True)),
    ),
    "long and narrow": RoomShape(width=16, depth=5, doors=(Door(wall=Wall.SOUTH, at=13),), screen_wall=Wall.WEST),
    "with its screen in the south": RoomShape(
        width=8, depth=14, doors=(Door(wall=Wall.EAST, at=1), Door(wall=Wall.SOUTH, at=0.3)), screen_wall=Wall.SOUTH
    ),
    "with columns by the door": RoomShape(
        width=15,
        depth=11,
        doors=(Door(wall=Wall.WEST, at=1, width=1.8), Door(wall=Wall.NORTH, at=0.2, width=1)),
        screen_wall=Wall.EAST,
        columns=(Column(x=3, y=3, width=0.6), Column(x=3, y=8, width=0.6, depth=0.9), Column(x=9.1, y=5.5, width=0.4)),
    ),
    "a hall": RoomShape(
        width=26, depth=18, doors=(Door(wall=Wall.SOUTH, at=3, width=1.8), Door(wall=Wall.SOUTH, at=20, width=1.8))
    ),
}

EXTRAS = {
    "nothing": Extras(),
    "rostrum": Extras(rostrum=True, microphones=True, flowers=True),
    "training": Extras(lectern=True, flowers=True, whiteboard=True, side_table=True),
    "board": Extras(whiteboard=True, flowers=True),
    "everything": Extras(rostrum=True, lectern=True, whiteboard=True, flowers=True, side_table=True, microphones=True),
}
