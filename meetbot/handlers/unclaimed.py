"""What to say to a message that nothing awaits."""

from __future__ import annotations

from meetbot.handlers.booking.conversation import begins_booking
from meetbot.handlers.explain import explain
from meetbot.handlers.imports.arriving import arrived, is_calendar
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn


async def unclaimed(turn: Turn) -> None:
    """
    A sentence that asks for a room begins a booking, a calendar file goes by its METHOD; to anything else, point to what
    can be done from here.
    """
    if turn.member is None:
        await turn.reply(explain(turn.texts, turn.no_access))
        return
    if turn.message and is_calendar(turn.message.document):
        await arrived(turn)
        return
    if await begins_booking(turn):
        return
    await turn.reply(Outgoing(turn.texts.t("I did not expect a message just now. Send /help to see what I can do.")))
