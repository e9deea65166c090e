"""The questions of the special wishes that wait for a message: asked in place of the card, which comes back below the words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sqlmodel import Session
from telegram.error import TelegramError

from meetbot.booking.meeting import Meeting
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_concluded
from meetbot.handlers.keyboards import Rows
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn
from meetbot.handlers.wishes.card import DRAFT, forget_questions, seen
from meetbot.texts import Html


async def ask(turn: Turn, booking_id: int, about: str, words: Callable[[Meeting], tuple[Html, Rows]]) -> None:
    """Ask, in place of the card, and wait for a message about ``about``. Raises NotYourBooking, AlreadyCancelled, MeetingOver."""
    found, draft = await turn.write(_begin, booking_id, about, turn)
    text, rows = words(found)
    message_id = await turn.ask(Outgoing(text, rows))
    await turn.write(drafts.show_in, draft, message_id)


def _begin(session: Session, booking_id: int, about: str, turn: Turn) -> tuple[Meeting, Draft]:
    found = seen(session, booking_id, turn.reader)
    check_may_change(turn.me, found.booking)
    check_standing(found.booking, turn.now)
    fields = {"booking": booking_id, "about": about}
    return found, drafts.start(session, turn.user.id, f"{DRAFT}.{about}", fields, "words", turn.now)


async def chosen(turn: Turn, booking_id: int, function: Callable[..., Any], *arguments: Any) -> None:
    """Do what a button said, and show the card: the question is answered."""
    await turn.act("wishes", booking_id, _chosen, booking_id, turn, function, *arguments)


def _chosen(session: Session, booking_id: int, turn: Turn, function: Callable[..., Any], *arguments: Any) -> None:
    function(session, booking_id, *arguments)
    forget_questions(session, turn.user.id)


async def answered(turn: Turn, draft: Draft, function: Callable[..., Any], *arguments: Any) -> None:
    """Do what the message says, and show the card below it; the question stays above, without its buttons."""
    booking_id = int(draft.fields["booking"])
    if is_concluded(draft):  # this very message once more
        await turn.card_below("wishes", booking_id)
        return
    await turn.act("wishes", booking_id, _answered, draft, turn, function, *arguments)


async def page_below(turn: Turn, draft: Draft, show: Callable[[Turn, int], Awaitable[None]]) -> None:
    """The page that was answered by words comes down below them: shown anew, and the old one goes."""
    await show(turn, int(draft.fields["booking"]))
    if draft.message_id is not None and draft.message_id not in turn.trail.shown:
        with suppress(TelegramError):  # it is only in the way
            await turn.bot.delete_message(turn.chat_id, draft.message_id)


def _answered(session: Session, draft: Draft, turn: Turn, function: Callable[..., Any], *arguments: Any) -> None:
    function(session, int(draft.fields["booking"]), *arguments)
    conclude(session, draft, turn)
