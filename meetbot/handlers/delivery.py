"""Telegram as the carrier of dues and cards: finds the words, sends or edits, and says what a refusal means."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from telegram import Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from meetbot.db import DatabaseAway
from meetbot.errors import NotAllowed, NotFound
from meetbot.handlers.cards import Reader, render_card, render_message, subject_of
from meetbot.handlers.outgoing import FileTooLarge, Outgoing, edit, lines, send
from meetbot.handlers.parts import Parts
from meetbot.handlers.transport import is_unconfirmed
from meetbot.people.members import Member
from meetbot.people.service import mark_unreachable, members, move
from meetbot.reminders import cards
from meetbot.reminders.delivery import DeliveryFailed
from meetbot.reminders.dues import STRANGER, Due, Urgency, subject_id
from meetbot.reminders.models import Card

# A card that is brought up to date competes with reminders, not with alerts.
_REFRESH = Urgency.CALL
_log = logging.getLogger(__name__)
# Telegram's words for a chat that is no more.
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
_MEGABYTE = 1024 * 1024


class ChatDelivery:
    """Delivers through one bot."""

    def __init__(self, bot: ExtBot[Any], parts: Parts) -> None:
        self._bot = bot
        self._parts = parts
        # Messages that arrived and could not be noted as live cards, because the database was away.
        self._unnoted: deque[tuple[Outgoing, Member, int]] = deque()
        self.on_sent: Callable[[Due, str], object] = lambda due, outcome: None  # noqa: ARG005  (metrics listen here)

    async def send(self, due: Due, recipient: Member) -> int:
        """The id of the message that carries ``due``. Raises DeliveryFailed."""
        await self._note_cards()
        reader = self._reader(recipient)
        out = await self._parts.seam.read_giving_way(render_message, due, reader)
        try:
            message = await self._send(reader, out, due.urgency)
        except TelegramError as refusal:
            failure = _failed(refusal)
            self.on_sent(due, "refused" if failure.permanent else "put off")
            if _is_nobody(refusal) and recipient.id != STRANGER:
                await self._parts.seam.write(mark_unreachable, recipient.id, self._parts.clock.now())
            raise failure from refusal
        self.on_sent(due, "delivered")
        if out.card is not None:
            self._unnoted.append((out, recipient, message.message_id))
            await self._note_cards()
        return message.message_id

    async def _note_cards(self) -> None:
        """
        Note what arrived as live cards. While the database is away it waits for the next message.

        It must not fail what was sent: the message is out, and would come again.
        """
        while self._unnoted:
            out, recipient, message_id = self._unnoted.popleft()
            try:
                replaced = await self._parts.seam.write_giving_way(self._keep_card, out, recipient, message_id)
            except (DatabaseAway, SQLAlchemyError):
                self._unnoted.append((out, recipient, message_id))
                _log.exception("message %s arrived and is no live card yet", message_id)
                return
            for each in replaced:
                await self._take_away(recipient, each)

    async def refresh(self, card: Card) -> str:
        """The digest of what the card shows after bringing it up to date. Raises DeliveryFailed."""
        try:
            out = await self._parts.seam.read_giving_way(self._rendered, card)
        except (NotFound, NotAllowed):
            raise DeliveryFailed(permanent=True, reason="its subject is not theirs to see any more") from None
        if out.digest == card.shown:
            return card.shown
        try:
            is_shown = await edit(self._bot, card.chat_id, card.message_id, out, _REFRESH)
        except TelegramError as refusal:
            raise _failed(refusal) from refusal
        if not is_shown:
            raise DeliveryFailed(permanent=True, reason="the message is gone")
        return out.digest

    async def chat_moved(self, old: int, new: int) -> None:
        """A group became a supergroup: whatever names the old chat names the new one."""
        await self._parts.seam.write(_move_chat, old, new)

    async def _send(self, reader: Reader, out: Outgoing, urgency: int) -> Message:
        """The message; without its file where that is too large, and saying so."""
        chat_id = reader.member.telegram_id
        try:
            return await send(self._bot, chat_id, out, urgency)
        except FileTooLarge as large:
            left_out = reader.texts.t(
                "📎 The file has {size} MB, too much for Telegram, and was left out.", size=-(-large.size // _MEGABYTE)
            )
            return await send(
                self._bot, chat_id, replace(out, html=lines(out.html, left_out), attachment=None), urgency
            )

    def _reader(self, member: Member) -> Reader:
        return Reader(member, self._parts.texts(member.language, member.zone), self._parts.clock.now(), self._parts)

    def _rendered(self, session: Session, card: Card) -> Outgoing:
        member = members(session, [card.person_id]).get(card.person_id)
        if member is None:
            raise NotFound
        return render_card(session, card.kind, subject_id(card.subject), self._reader(member))

    def _keep_card(self, session: Session, out: Outgoing, recipient: Member, message_id: int) -> list[int]:
        """
        The messages that were the live card before, whichever part of it they showed.

        The facts may have changed since the message was written, and what has come due shows on other cards of the subject
        too (a tea round that a later one replaces), so all of them are looked at once more.
        """
        assert out.card is not None
        kind, about = out.card
        subject, now = subject_of(kind, about), self._parts.clock.now()
        before = cards.cards_of(session, kind, subject, recipient.id)
        replaced = [each.message_id for each in before if each.message_id != message_id]
        for each in before:
            if each.kind != kind:
                session.delete(each)
        cards.show(session, kind, subject, recipient, recipient.telegram_id, message_id, out.digest, now)
        cards.mark_stale(session, subject, now)
        return replaced

    async def _take_away(self, recipient: Member, message_id: int) -> None:
        """One card is one message: the older one goes when a newer calls. Where it cannot, it stays as it was."""
        with suppress(TelegramError):
            await self._bot.delete_message(recipient.telegram_id, message_id, rate_limit_args=_REFRESH)


def _failed(refusal: TelegramError) -> DeliveryFailed:
    if isinstance(refusal, RetryAfter):
        wait = refusal.retry_after
        return DeliveryFailed(
            permanent=False,
            reason="Telegram asks to wait",
            retry_after=wait if isinstance(wait, timedelta) else timedelta(seconds=wait),
        )
    # BadRequest is a NetworkError to python-telegram-bot, but sending the same again would be refused again.
    is_final = isinstance(refusal, Forbidden | BadRequest | ChatMigrated)
    return DeliveryFailed(permanent=is_final, reason=refusal.message, may_have_arrived=is_unconfirmed(refusal))


def _move_chat(session: Session, old: int, new: int) -> None:
    move(session, old, new)
    cards.move(session, old, new)


def _is_nobody(refusal: TelegramError) -> bool:
    """Whether no message reaches the chat any more: the bot is blocked, or the account is gone."""
    is_gone = isinstance(refusal, BadRequest) and any(words in refusal.message.lower() for words in _NO_CHAT)
    return isinstance(refusal, Forbidden) or is_gone
