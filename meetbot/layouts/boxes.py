"""Boxes with sides along the axes, and what may not stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# Furniture that touches does not overlap; what is less than a millimetre is rounding.
TOUCH = 1e-3


class Box(NamedTuple):
    """From (left, top) to (right, bottom)."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, depth: float) -> Box:
        """The box of this size whose centre is (x, y)."""
        return cls(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right - TOUCH
            and other.left < self.right - TOUCH
            and self.top < other.bottom - TOUCH
            and other.top < self.bottom - TOUCH
        )

    def is_clear_of(self, others: Iterable[Box]) -> bool:
        """Whether the box shares no ground with any of the others."""
        return not any(self.overlaps(other) for other in others)

    def grown(self, by: float) -> Box:
        """The box with ``by`` metres more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)
