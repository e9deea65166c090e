"""The areas of the conversation. A new area is a file beside this one and a line here."""

from __future__ import annotations

from meetbot.handlers import (
    booking,
    defects,
    floor,
    guests,
    imports,
    lists,
    looks,
    lost,
    papers,
    people,
    requests,
    standard,
    wishes,
)
from meetbot.handlers.routing import Area

AREAS: tuple[Area, ...] = (
    booking.AREA, wishes.AREA, floor.AREA, requests.AREA, defects.AREA, guests.AREA, imports.AREA, looks.AREA, lost.AREA, papers.AREA,
    standard.AREA, people.AREA, lists.AREA,
)  # fmt: skip
