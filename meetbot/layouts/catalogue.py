"""
Every layout by name, and the two questions people ask of one: how many fit, and where does everything stand.

To add a layout: a module with ``capacity`` and ``arrange`` that work in the front's view, and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import Final

from meetbot.layouts import arrangement, classroom, hollow_square, oval
from meetbot.layouts.arrangement import Arrangement
from meetbot.layouts.errors import DoesNotFit, NoPlaces, UnknownLayout
from meetbot.layouts.floor import Floor
from meetbot.layouts.plan import Extras, Plan
from meetbot.layouts.shape import RoomShape


@dataclass(frozen=True)
class Layout:
    """
    How one layout answers for a floor and its extras.

    ``capacity`` is the most places that ``arrange`` can give; ``arrange`` returns None for more than that. A room that is at
    least as wide and deep, without columns, has at least the same capacity.
    """

    capacity: Callable[[Floor, Extras], int]
    arrange: Callable[[Floor, Extras, int], Arrangement | None]


LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        "classroom": Layout(classroom.capacity, classroom.arrange),
        "hollow_square": Layout(hollow_square.capacity, hollow_square.arrange),
        "oval": Layout(oval.capacity, oval.arrange),
    }
)

NO_EXTRAS: Final = Extras()


def arrange(shape: RoomShape, layout: str, places: int, extras: Extras = NO_EXTRAS) -> Plan:
    """The smallest sensible plan with at least ``places`` seats. Raises DoesNotFit, NoPlaces, UnknownLayout."""
    if places <= 0:
        raise NoPlaces(places)
    limit = capacity(shape, layout, extras)
    floor = Floor(shape)
    arranged = LAYOUTS[layout].arrange(floor, extras, places) if places <= limit else None
    if arranged is None:
        raise DoesNotFit(layout, places, limit)
    return arrangement.plan(floor, layout, extras, arranged)


@lru_cache(maxsize=4096)
def capacity(shape: RoomShape, layout: str, extras: Extras = NO_EXTRAS) -> int:
    """How many places the room holds in this layout, worked out from the geometry. Raises UnknownLayout."""
    if layout not in LAYOUTS:
        raise UnknownLayout(layout)
    return LAYOUTS[layout].capacity(Floor(shape), extras)


def places_for(heads: int, spare_percent: float) -> int:
    """How many places to set for ``heads`` people: as many or slightly more (T1.2)."""
    return heads + ceil(round(heads * spare_percent / 100, 9))
