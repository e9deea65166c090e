"""The papers of a meeting: the packing list, drawings, signs and cards to print."""

from __future__ import annotations

from meetbot.handlers.papers import packing, papers, settings
from meetbot.handlers.routing import Area

__all__ = ["AREA"]

AREA = Area(presses=(*papers.PRESSES, *packing.PRESSES, *settings.PRESSES))
