"""How a room should look: shown from its page and from the items that set it, set by those in charge."""

from __future__ import annotations

from meetbot.handlers.looks import setting, showing
from meetbot.handlers.routing import Area

__all__ = ["AREA"]

AREA = Area(presses=(*showing.PRESSES, *setting.PRESSES), answers=setting.ANSWERS)
