"""Special wishes: what the organiser tells after booking and is asked for again before the meeting (D8b, P2, P4, T1.10, M6)."""

from __future__ import annotations

from meetbot.handlers.routing import Area
from meetbot.handlers.wishes import audio, breaks, card, errors, messages, microphones, typed

__all__ = ["AREA", "errors", "messages"]

AREA = Area(
    presses=(*card.PRESSES, *typed.PRESSES, *microphones.PRESSES, *audio.PRESSES, *breaks.PRESSES),
    answers=(*typed.ANSWERS, *microphones.ANSWERS, *audio.ANSWERS, *breaks.ANSWERS),
)
