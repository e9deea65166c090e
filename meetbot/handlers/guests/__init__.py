"""Guests of a meeting in chat: invited by mail, taken off again, and what they answered."""

from __future__ import annotations

from meetbot.handlers.guests import asking, card, errors, messages
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "messages"]

AREA = Area(presses=(*card.PRESSES, *asking.PRESSES), answers=asking.ANSWERS)
