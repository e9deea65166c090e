"""Asked again before the meeting: the card of special wishes, which then says that the meeting is coming up (D8b)."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.wishes.card import wishes_card
from meetbot.reminders.dues import Due


@message_of("ask_needs")
def ask_needs(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card, in a message of its own."""
    return replace(wishes_card(session, due.subject_id, reader), card=("wishes", due.subject_id))
