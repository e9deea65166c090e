"""Requests: asked for on the booking card, answered on a live card of their own (D9, M3)."""

from __future__ import annotations

from meetbot.handlers.requests import card, errors, offer
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors"]

AREA = Area(presses=(*offer.PRESSES, *card.PRESSES), answers=(*offer.ANSWERS, *card.ANSWERS))
