"""The papers of a meeting: the packing list, drawings, signs and cards to print."""

from __future__ import annotations

from meetbot.handlers.papers import day, packing, papers, prints, settings
from meetbot.handlers.routing import Area

__all__ = ["AREA"]

AREA = Area(presses=(*papers.PRESSES, *packing.PRESSES, *settings.PRESSES, *prints.PRESSES, *day.PRESSES))
