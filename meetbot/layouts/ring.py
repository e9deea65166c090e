"""The ground that a ring of tables (hollow square, oval) may use: its tables' edge, with chairs and those who pass outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from meetbot.layouts.floor import Floor
from meetbot.layouts.front import Front
from meetbot.layouts.furniture import BEHIND_CHAIR, CHAIR
from meetbot.layouts.plan import Point

_BEHIND_LEADERS: Final = 0.80
"""Attendants change cups at the rostrum every half hour (M4)."""

_BEFORE_FURNITURE: Final = 0.60
_BEFORE_ROSTRUM: Final = 1.20
_STEP: Final = 0.25


@dataclass(frozen=True)
class Ground:
    """The box that the ring's outer table edge may fill, in the front's view."""

    left: float
    top: float
    width: float
    depth: float

    @property
    def centre(self) -> Point:
        return self.left + self.width / 2, self.top + self.depth / 2


def ground(floor: Floor, front: Front, *, is_served_from_behind: bool = False) -> Ground:
    """What walls, doors and the furniture in front leave; ``width`` or ``depth`` below 0 where they leave nothing."""
    before = _BEFORE_ROSTRUM if front.rostrum else _BEFORE_FURNITURE
    wall = _BEHIND_LEADERS if is_served_from_behind else BEHIND_CHAIR
    top = max(wall, floor.front, front.bottom + before if front.bottom else 0) + CHAIR
    left, right = max(BEHIND_CHAIR, front.left) + CHAIR, max(BEHIND_CHAIR, front.right) + CHAIR
    bottom = floor.depth - max(BEHIND_CHAIR, front.back) - CHAIR
    return Ground(left, top, floor.width - left - right, bottom - top)


def shifts(ground: Ground, width: float, depth: float) -> Iterator[Point]:
    """Where a ring of this size may stand instead of the middle, in steps: (right, down), the least strange moves first."""
    moves = ((right, down) for right in _moves(ground.width - width) for down in _moves(ground.depth - depth))
    return iter(sorted(moves, key=lambda move: (strangeness(*move), move)))


def strangeness(right: float, down: float) -> float:
    """How odd a ring looks that is moved so far from the middle; aside is odder than away from the screen."""
    return 2 * abs(right) + abs(down)


def _moves(slack: float) -> list[float]:
    steps = int(max(0.0, slack) / 2 / _STEP + 1e-9)
    return [step * _STEP for step in range(-steps, steps + 1)]
