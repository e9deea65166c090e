"""What follows a booking or a change in the chat: the plan as a picture, the calendar file, and the card below them."""

from __future__ import annotations

from meetbot.handlers.calendar_file import send_file
from meetbot.handlers.plans import send_plan
from meetbot.handlers.turn import Turn


async def send_answers(turn: Turn, booking_id: int, *, with_plan: bool = True) -> None:
    """The plan (if it is new) and the calendar file. The live card goes below them, so that it does not scroll away."""
    if with_plan:
        await send_plan(turn, booking_id)
    await send_file(turn, booking_id)


async def calendar_file(turn: Turn, booking_id: int) -> None:
    """The calendar file, asked for by a button."""
    await send_file(turn, booking_id)
