"""The papers of a meeting: the packing list, drawings, signs and cards to print."""

from __future__ import annotations

from meetbot.handlers.papers import day, errors, lists, names, packing, papers, prints, reminders, settings
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors", "reminders"]

AREA = Area(
    presses=(
        *papers.PRESSES,
        *packing.PRESSES,
        *settings.PRESSES,
        *prints.PRESSES,
        *day.PRESSES,
        *names.PRESSES,
        *lists.PRESSES,
    ),
    answers=lists.ANSWERS,
)
