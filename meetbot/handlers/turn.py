"""
One update in hand: who sent it, what they may, and how to answer.

A handler gets a ``Turn``, calls one service function through it and shows what came back. ``now`` is read once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from telegram import CallbackQuery, Message, Update, User
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from meetbot.drafts.models import Draft
from meetbot.drafts.service import ASKED
from meetbot.errors import NotAllowed
from meetbot.handlers.ahead import Ahead, can_be_made_ahead
from meetbot.handlers.cards import Reader, render_card, subject_of
from meetbot.handlers.outgoing import Outgoing, edit, send
from meetbot.handlers.parts import Parts
from meetbot.people.errors import NoAccess
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.cards import card_of, forget_message, show
from meetbot.texts import Texts

P = ParamSpec("P")
T = TypeVar("T")
# Answers to a press go out before anything else (see pacing).
ANSWER = 0


class SenderChanged(Exception):
    """The sender is not who they were when they were last seen: another role, another language, gone."""


@dataclass
class Trail:
    """
    What a turn has left in the chat: the messages that it sent or edited, the last one that it sent with buttons, the draft
    that it had await a message, and whether the message was about nothing that anybody waited for.
    """

    shown: list[int] = field(default_factory=list)
    offered: int | None = None
    asked: Draft | None = None
    is_unclaimed: bool = False


@dataclass
class Turn:
    """
    An update, its sender and the means to answer; ``member`` is none for a stranger, and for who left, at ``left_at``.

    Where the sender is not sure they are who they were when last seen: the first transaction looks them up again, before
    anything else, and raises SenderChanged.
    """

    update: Update
    bot: ExtBot[Any]
    parts: Parts
    now: datetime
    user: User
    member: Member | None
    texts: Texts
    is_answered: bool = False
    is_sender_sure: bool = True
    left_at: datetime | None = None
    answers_in: int | None = None  # the message whose question a plain message answers: as if its button were pressed
    trail: Trail = field(default_factory=Trail)

    @property
    def me(self) -> Member:
        """The sender. Raises NotAllowed for a stranger."""
        if self.member is None:
            raise NotAllowed
        return self.member

    def require(self, roles: frozenset[Role]) -> None:
        """Raises NoAccess for somebody without any role, NotAllowed for one without any of these."""
        if self.member is None or not self.member.roles:
            raise self.no_access
        self.member.require(*roles)

    @property
    def no_access(self) -> NoAccess:
        """Why somebody without any role may do nothing here."""
        return NoAccess(is_member=self.member is not None, left_at=self.left_at)

    @property
    def chat_id(self) -> int:
        """The private chat that is answered."""
        return self.user.id

    @property
    def message(self) -> Message | None:
        """What the sender wrote; none for a press."""
        return self.update.message

    @property
    def query(self) -> CallbackQuery | None:
        """The press; none for a message."""
        return self.update.callback_query

    @property
    def pressed_message_id(self) -> int | None:
        """The message whose button was pressed, or whose question is answered."""
        return self.query.message.message_id if self.query and self.query.message else self.answers_in

    @property
    def text(self) -> str:
        """The words that were sent, or the caption of what was sent; empty for a press or a sticker."""
        return (self.message.text or self.message.caption or "").strip() if self.message else ""

    async def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a service function that only looks."""
        if self.is_sender_sure:
            return await self.parts.seam.read(function, *args, **kwargs)

        def look(session: Session) -> T:
            self._make_sure(session)
            return function(session, *args, **kwargs)

        result = await self.parts.seam.read(look)
        self.is_sender_sure = True
        return result

    async def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a service function in a transaction, committed."""
        return await self._write(None, function, *args, **kwargs)

    async def _write(
        self,
        on_ready: Callable[[T], object] | None,
        function: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """``write``; ``on_ready`` hears of the result before it is committed, where that saves time."""

        def work(session: Session) -> tuple[T, Draft | None]:
            """The result, and the draft that it had await a message."""
            self._make_sure(session)
            result = function(session, *args, **kwargs)
            return result, session.info.get(ASKED)

        told = (lambda found: on_ready(found[0])) if on_ready else None
        result, asked = await self.parts.seam.write_announced(told, work)
        self.is_sender_sure = True
        self.trail.asked = asked or self.trail.asked
        return result

    def _make_sure(self, session: Session) -> None:
        if not self.is_sender_sure and member(session, self.user.id) != self.member:
            raise SenderChanged

    async def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a computation off the event loop (a drawing, a document)."""
        return await self.parts.seam.work(function, *args, **kwargs)

    async def reply(self, out: Outgoing) -> int:
        """Send a new message; its id."""
        message_id = (await send(self.bot, self.chat_id, out, ANSWER)).message_id
        self.trail.shown.append(message_id)
        if out.rows:
            self.trail.offered = message_id
        return message_id

    async def show(self, out: Outgoing) -> int:
        """Put ``out`` in place of the message that was pressed, or send it where nothing can be edited; the message's id."""
        return await self.show_in(self.pressed_message_id, out)

    async def ask(self, out: Outgoing) -> int:
        """Like ``show``, over a live card: until its buttons bring the card back, no refresh overwrites ``out``."""
        if self.pressed_message_id is not None:
            await self.write(forget_message, self.chat_id, self.pressed_message_id)
        return await self.show(out)

    async def show_in(self, message_id: int | None, out: Outgoing) -> int:
        """Put ``out`` into this message of the sender's chat, or send it where that cannot be; the message's id."""
        if (
            message_id is not None
            and out.attachment is None
            and await edit(self.bot, self.chat_id, message_id, out, ANSWER)
        ):
            self.trail.shown.append(message_id)
            return message_id
        return await self.reply(out)

    async def unclaimed(self) -> None:
        """Answer the message as one that nobody waits for."""
        self.trail.is_unclaimed = True
        await self.parts.unclaimed(self)

    async def toast(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the press with a short note (at most 200 characters); only the first answer to a press is shown."""
        if self.query is None or self.is_answered:
            return
        self.is_answered = True
        try:
            await self.query.answer(text[:200], show_alert=alert)
        except asyncio.CancelledError:
            self.is_answered = False  # it was made ahead, and never left
            raise
        except (NetworkError, RetryAfter) as failure:
            # Too late to answer (after an outage), answered already, too fast, or no way through: the message shows the outcome.
            if isinstance(failure, BadRequest) and "query is too old" not in failure.message.lower():
                raise

    @property
    def reader(self) -> Reader:
        """The sender as somebody for whom a message is written."""
        return Reader(self.me, self.texts, self.now, self.parts)

    async def take_buttons(self) -> None:
        """Have the message that was pressed lose its buttons; a card is made anew if it is wanted again."""
        if self.pressed_message_id is None:
            return
        await self.write(forget_message, self.chat_id, self.pressed_message_id)
        with suppress(TelegramError):  # gone already, or without buttons: all the better
            await self.bot.edit_message_reply_markup(self.chat_id, self.pressed_message_id, reply_markup=None)

    async def present(self, out: Outgoing, *, anew: bool = False) -> None:
        """Show ``out`` in place of the message that was pressed unless ``anew``; live where it names its card."""
        message_id = None if anew else self.pressed_message_id
        if out.card is None:
            await self.show_in(message_id, out)
        else:
            await self._show_card(*out.card, out, message_id)

    async def card(self, kind: str, subject_id: int, *, anew: bool = False) -> None:
        """Show the sender the live card of a thing, in place of the message that was pressed unless ``anew``."""
        out = await self.read(render_card, kind, subject_id, self.reader)
        await self._show_card(kind, subject_id, out, None if anew else self.pressed_message_id)

    async def card_below(self, kind: str, subject_id: int) -> None:
        """Bring the sender's live card below what was sent since, where it is found again; the older message goes."""
        card = await self.read(card_of, kind, subject_of(kind, subject_id), self.me.id)
        out = await self.read(render_card, kind, subject_id, self.reader)
        await self._show_card(kind, subject_id, replace(out, silent=True), None)
        if card is not None:
            with suppress(TelegramError):  # it is only in the way
                await self.bot.delete_message(self.chat_id, card.message_id)

    async def act(
        self,
        kind: str,
        subject_id: int,
        function: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """
        Do ``function(session, ...)`` and show its outcome on the sender's card, in one transaction and one edit. The edit is made
        while the disk writes.

        What it gives back goes to the card's renderer as ``reader.known``.
        """

        def act_and_render(session: Session) -> tuple[T, Outgoing]:
            result = function(session, *args, **kwargs)
            session.flush()
            out = render_card(session, kind, subject_id, replace(self.reader, known=result))
            if self.pressed_message_id is not None:
                self._note_card(session, kind, subject_id, self.pressed_message_id, out)
            return result, out

        async with Ahead(self._answer_by, is_used=can_be_made_ahead(self.bot)) as ahead:
            result, out = await self._write(lambda made: ahead.prepare(made[1]), act_and_render)
            shown_in = await ahead.leave(out)
        if shown_in != self.pressed_message_id:
            await self.write(self._note_card, kind, subject_id, shown_in, out)
        return result

    async def _answer_by(self, out: Outgoing) -> int:
        """Both requests at once; the id of the message that shows ``out``."""
        _, shown_in = await asyncio.gather(self.toast(), self.show(out))
        return shown_in

    async def _show_card(self, kind: str, subject_id: int, out: Outgoing, message_id: int | None) -> None:
        _, shown_in = await asyncio.gather(self.toast(), self.show_in(message_id, out))
        await self.write(self._note_card, kind, subject_id, shown_in, out)

    def _note_card(self, session: Session, kind: str, subject_id: int, message_id: int, out: Outgoing) -> None:
        show(session, kind, subject_of(kind, subject_id), self.me, self.chat_id, message_id, out.digest, self.now)

    def speaking(self, language: str) -> Turn:
        """The same turn in another language."""
        return replace(self, texts=self.parts.texts(language, self.member.zone if self.member else None))
