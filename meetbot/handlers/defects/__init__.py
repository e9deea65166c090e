"""Defects: reporting, the live card, who mends it, the list; and what people are told about them."""

from __future__ import annotations

from meetbot.handlers.defects import card, errors, mending, messages, reporting
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "messages"]

AREA = Area(
    commands=(*mending.COMMANDS, *reporting.COMMANDS),
    presses=(*card.PRESSES, *mending.PRESSES, *reporting.PRESSES),
    answers=(*mending.ANSWERS, *reporting.ANSWERS),
)
