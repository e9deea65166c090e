"""
The furniture as it stands in the store room, in metres.

One kind of table serves rows, squares and the rostrum: 1.40 m for two, 0.50 m deep, so a place is 0.70 m wide.
"""

from __future__ import annotations

from typing import Final

TABLE_WIDTH: Final = 1.40
TABLE_DEPTH: Final = 0.50
SEATS_PER_TABLE: Final = 2
PLACE: Final = TABLE_WIDTH / SEATS_PER_TABLE

CHAIR: Final = 0.48
"""A chair is as deep as it is wide."""

LECTERN: Final = (0.70, 0.50)
WHITEBOARD: Final = (1.20, 0.45)
"""With its feet."""

SIDE_TABLE: Final = (TABLE_WIDTH, TABLE_DEPTH)

BEHIND_CHAIR: Final = 0.60
"""From a chair's back to the wall: somebody with a thermos passes (M2)."""
