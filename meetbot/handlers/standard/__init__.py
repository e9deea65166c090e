"""The written standard in chat: looked up by everybody, kept by the office."""

from __future__ import annotations

from meetbot.handlers.routing import Area
from meetbot.handlers.standard import browse, clause

AREA = Area(
    commands=browse.COMMANDS,
    presses=(*browse.PRESSES, *clause.PRESSES),
    answers=browse.ANSWERS,
)
