"""Calendars that others made: sent as files, answered invitations among them."""

from __future__ import annotations

from meetbot.handlers.imports import errors, following, preview, results
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors"]

AREA = Area(
    presses=(*preview.PRESSES, *results.PRESSES, *following.PRESSES),
    answers=following.ANSWERS,
)
