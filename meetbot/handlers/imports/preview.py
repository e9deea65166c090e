"""What a calendar file holds, shown before anything is made of it."""

from __future__ import annotations

from meetbot.booking.incoming.values import Incoming
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn


async def begin(turn: Turn, calendar: Incoming, content: bytes) -> None:
    """What was read, and what was not."""
    turn.me  # noqa: B018  (raises NotAllowed for a stranger)
    await turn.reply(
        Outgoing(
            turn.texts.n(
                "📥 A calendar file with {count} event.",
                "📥 A calendar file with {count} events.",
                len(calendar.events),
            )
        )
    )
