"""The written standard in chat: looked up by everybody, kept by the office; the guide; the self-check."""

from __future__ import annotations

from meetbot.handlers.routing import Area
from meetbot.handlers.standard import browse, clause, guide, news, proposals, proposing, publishing, self_check

AREA = Area(
    commands=(*browse.COMMANDS, *guide.COMMANDS, *self_check.COMMANDS),
    presses=(
        *browse.PRESSES,
        *clause.PRESSES,
        *guide.PRESSES,
        *self_check.PRESSES,
        *publishing.PRESSES,
        *news.PRESSES,
        *proposals.PRESSES,
        *proposing.PRESSES,
    ),
    answers=(*browse.ANSWERS, *guide.ANSWERS, *publishing.ANSWERS, *proposals.ANSWERS, *proposing.ANSWERS),
)
