"""What organisers say and press: booking, changing, looking up, plans, calendar."""

from __future__ import annotations

from meetbot.handlers.booking.area import AREA

__all__ = ["AREA"]
