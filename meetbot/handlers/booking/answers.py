"""What follows a booking or a change in the chat: the plan as a picture, the calendar file."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.handlers.booking.plans import send_plan
from meetbot.handlers.calendar_file import send_file
from meetbot.handlers.turn import Turn
from meetbot.reminders.cards import card_of


async def send_answers(turn: Turn, booking_id: int, *, with_plan: bool = True) -> None:
    """The plan (if it is new) and the calendar file, as replies to the booking's card."""
    card = await turn.read(_card_message, booking_id, turn.me.id)
    if with_plan:
        await send_plan(turn, booking_id, card)
    await send_file(turn, booking_id, card)


async def calendar_file(turn: Turn, booking_id: int) -> None:
    """The calendar file, asked for by a button."""
    await send_file(turn, booking_id)


def _card_message(session: Session, booking_id: int, person_id: int) -> int | None:
    card = card_of(session, "booking", f"booking:{booking_id}", person_id)
    return card.message_id if card else None
