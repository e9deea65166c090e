"""What was left behind: found at an item or reported, told to its owner with a photo, handed over, listed (F1)."""

from __future__ import annotations

from meetbot.handlers.lost import card, errors, finding, handing, listing, messages
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "messages"]

AREA = Area(
    commands=listing.COMMANDS,
    presses=(*card.PRESSES, *finding.PRESSES, *handing.PRESSES, *listing.PRESSES),
    answers=(*finding.ANSWERS, *handing.ANSWERS),
)
