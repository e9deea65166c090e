"""Answers to invitations that somebody forwards as a calendar file (METHOD:REPLY, COUNTER, REFRESH)."""

from __future__ import annotations

from typing import Final

from meetbot.booking.incoming.values import Incoming
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn

METHODS: Final = frozenset({"REPLY", "COUNTER", "REFRESH"})


async def take(turn: Turn, calendar: Incoming) -> None:
    """What became of the answer."""
    await turn.reply(
        Outgoing(
            turn.texts.t("This is the answer to an invitation. I do not know of an invitation that it belongs to.")
        )
    )
