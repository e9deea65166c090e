"""
What becomes of a question in the chat once a plain message has answered it: nobody shall press its buttons any more.

A draft that awaits words knows the message with its question. Where the answer's outcome was shown in that very message,
there is nothing to do; where it came as a message of its own, the question loses its buttons, and a question that is asked
once more stands in the newest message.
"""

from __future__ import annotations

from contextlib import suppress

from sqlmodel import Session
from telegram.error import TelegramError

from meetbot.drafts.models import Draft
from meetbot.handlers.answering import is_concluded
from meetbot.handlers.turn import Turn


async def note_question(turn: Turn) -> None:
    """The question that this turn has asked stands in the message that it showed last; kept with its draft."""
    asked, trail = turn.trail.asked, turn.trail
    if asked is None or not trail.shown or asked.message_id in trail.shown or is_concluded(asked):
        return
    await turn.write(_stands_in, asked.id, trail.shown[-1])


async def leave_question(turn: Turn, question: Draft) -> None:
    """``question`` was awaited and this turn's message handled as its answer: its buttons go, unless they are still wanted."""
    trail, stood_in = turn.trail, question.message_id
    if stood_in is None or stood_in in trail.shown or trail.is_unclaimed:
        return
    now = await turn.read(_draft, question.id)
    is_open = now is not None and now.awaiting is not None and not is_concluded(now)
    if is_open and now is not None and now.message_id == stood_in:
        if trail.offered is None:
            return  # not understood, and asked on: its buttons are the only ones
        await turn.write(_stands_in, question.id, trail.offered)
    with suppress(TelegramError):  # gone already, or without buttons: all the better
        await turn.bot.edit_message_reply_markup(turn.chat_id, stood_in, reply_markup=None)


def _draft(session: Session, id: int | None) -> Draft | None:
    return session.get(Draft, id)


def _stands_in(session: Session, id: int | None, message_id: int) -> None:
    row = session.get(Draft, id)
    if row is not None:
        row.message_id = message_id
        session.add(row)
