"""Requests asked for on the booking card, and calls for cleaners; each is answered on a live card of its own (D9, D13, M3)."""

from __future__ import annotations

from meetbot.handlers.requests import card, cleaning, errors, offer
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors"]

AREA = Area(
    commands=cleaning.COMMANDS,
    presses=(*offer.PRESSES, *card.PRESSES, *cleaning.PRESSES),
    answers=(*offer.ANSWERS, *card.ANSWERS, *cleaning.ANSWERS),
)
