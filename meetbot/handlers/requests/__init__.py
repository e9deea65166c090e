"""Requests asked for on the booking card, and calls for cleaners; each is answered on a live card of its own (D9, D13, M3)."""

from __future__ import annotations

from meetbot.handlers.requests import calling, calls, card, cleaners, cleaning, errors, offer, refusing
from meetbot.handlers.routing import Area

__all__ = ["AREA", "calls", "errors"]

AREA = Area(
    commands=calling.COMMANDS,
    presses=(
        *offer.PRESSES,
        *card.PRESSES,
        *refusing.PRESSES,
        *calling.PRESSES,
        *cleaning.PRESSES,
        *cleaners.PRESSES,
    ),
    answers=(*offer.ANSWERS, *refusing.ANSWERS, *calling.ANSWERS, *cleaners.ANSWERS),
)
