"""Every layout by name, and the two questions people ask of one: how many fit, and where does everything stand."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from meetbot.layouts.plan import Extras, Plan
from meetbot.layouts.shape import RoomShape

LAYOUTS: Mapping[str, object] = {"classroom": None, "hollow_square": None, "oval": None}


def arrange(shape: RoomShape, layout: str, places: int, extras: Extras = Extras()) -> Plan:  # noqa: B008 - frozen
    """The smallest sensible plan with at least ``places`` seats. Raises DoesNotFit, NoPlaces, UnknownLayout."""
    raise NotImplementedError(shape, layout, places, extras)


def capacity(shape: RoomShape, layout: str, extras: Extras = Extras()) -> int:  # noqa: B008 - frozen
    """How many places the room holds in this layout, worked out from the geometry. Raises UnknownLayout."""
    raise NotImplementedError(shape, layout, extras)


def places_for(heads: int, spare_percent: float) -> int:
    """How many places to set for ``heads`` people: as many or slightly more (T1.2)."""
    return heads + ceil(heads * spare_percent / 100)
