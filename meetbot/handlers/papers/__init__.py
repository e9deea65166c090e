"""The papers of a meeting: the packing list, drawings, signs and cards to print."""

from __future__ import annotations

from meetbot.handlers.papers import day, errors, names, packing, papers, prints, settings
from meetbot.handlers.routing import Area

__all__ = ["AREA", "errors"]

AREA = Area(
    presses=(*papers.PRESSES, *packing.PRESSES, *settings.PRESSES, *prints.PRESSES, *day.PRESSES, *names.PRESSES),
    answers=names.ANSWERS,
)
