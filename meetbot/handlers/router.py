"""
The way of an update from python-telegram-bot to the function that answers it.

Every update takes the same way: find the sender, check the role, call the function, answer. An expected error meets the
table of ``explain``; any other is logged and answered with an apology.
"""

from __future__ import annotations

import logging
import re

from telegram import ChatMember, Update, User
from telegram.constants import ChatType
from telegram.error import Forbidden, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from meetbot.db import DatabaseAway
from meetbot.drafts.models import Draft
from meetbot.drafts.service import awaiting
from meetbot.errors import MeetbotError
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import decode, verb_of
from meetbot.handlers.outgoing import Outgoing, bare
from meetbot.handlers.parts import Parts
from meetbot.handlers.patience import Callback, Patience
from meetbot.handlers.questions import leave_question, note_question
from meetbot.handlers.routing import Command, Handle, Press
from meetbot.handlers.senders import Senders
from meetbot.handlers.transport import CutOff
from meetbot.handlers.turn import SenderChanged, Turn
from meetbot.people.errors import NoAccess
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.people.service import UNNAMED_ADMIN, ensure_admins, former, mark_reachable, member
from meetbot.texts import language_of

_log = logging.getLogger(__name__)
# A command as Telegram has it, alone or with words after it; those that there are never come this way.
_COMMAND = re.compile(r"(/[A-Za-z]\w{0,31})(?:@\w+)?(?:\s|$)")


class Router:
    """
    Puts the routes into a python-telegram-bot application.

    ``on_reach(turn, is_reachable)`` learns who blocked the bot or took that back.
    """

    def __init__(self, parts: Parts, on_reach: Handle, patience: Patience) -> None:
        self._parts = parts
        self._on_reach = on_reach
        self._patience = patience
        self._senders = Senders()

    def attach(self, application: Application) -> None:  # type: ignore[type-arg]
        """Register with the application; private chats only, groups are pointed to the private chat."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        edits = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
        patiently = self._patience.over
        for command in self._parts.routes.commands.values():
            application.add_handler(CommandHandler(command.name, patiently(self._on_command(command)), private))
        application.add_handler(CallbackQueryHandler(patiently(self._on_press)))
        application.add_handler(MessageHandler(private, patiently(self._on_message)))
        application.add_handler(MessageHandler(edits, patiently(self._on_edit)))
        application.add_handler(MessageHandler(filters.COMMAND & filters.ChatType.GROUPS, self._on_group))
        standing = patiently(self._on_standing)
        application.add_handler(ChatMemberHandler(standing, ChatMemberHandler.MY_CHAT_MEMBER))

    def _on_command(self, command: Command) -> Callback:
        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            turn = await self._turn(update, context)
            words = turn.text.split(maxsplit=1)
            await self._run(turn, command.roles, command.do, turn, words[1] if len(words) > 1 else "")

        return handle

    async def _on_press(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        code = (update.callback_query.data if update.callback_query else None) or ""
        press = self._parts.routes.presses.get(verb_of(code))
        arguments = decode(code, press.arguments) if press else None
        if press is None or arguments is None:
            turn = await self._turn(update, context)
            await turn.toast(
                turn.texts.plain("This button is out of date. Send /start for the current menu."), alert=True
            )
            return
        turn = self._turn_as_last(update, context, press) or await self._turn(update, context)
        try:
            await self._run(turn, press.roles, press.do, turn, *arguments)
        except SenderChanged:  # nothing was done or said
            turn = await self._turn(update, context)
            await self._run(turn, press.roles, press.do, turn, *arguments)

    async def _on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        turn = await self._turn(update, context)
        if turn.member is not None and (unknown := _COMMAND.match(turn.text)):
            # Somebody who types a command wants that, not to answer what was asked before: "/floor" is nobody's name.
            sentence = turn.texts.t("There is no command {command} here. /help says what I can do.", command=unknown[1])
            await turn.reply(Outgoing(sentence))
            return
        draft = await turn.read(awaiting, turn.user.id)
        answer = self._parts.routes.answers.get(draft.kind) if isinstance(draft, Draft) else None
        if answer is None:
            await self._run(turn, None, turn.unclaimed)
        else:
            await self._run(turn, answer.roles, answer.do, turn, draft, answers=draft)

    async def _on_edit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        turn = await self._turn(update, context)
        sentence = turn.texts.t(
            "I read a message once, when it arrives. Please send the corrected text as a new message."
        )
        await turn.reply(Outgoing(sentence))

    async def _on_group(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is None or update.effective_user is None:
            return
        texts = self._parts.texts(language_of(update.effective_user.language_code))
        link = f"https://t.me/{context.bot.username}"
        await update.message.reply_text(texts.plain("I work in private chats. Write to me here: {link}", link=link))

    async def _on_standing(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != ChatType.PRIVATE:
            return
        turn = await self._turn(update, context)
        await self._on_reach(turn, change.new_chat_member.status not in {ChatMember.BANNED, ChatMember.LEFT})

    async def _turn(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> Turn:
        user = update.effective_user
        if user is None:
            raise ValueError("an update without a sender reached a handler")
        sender = await self._parts.seam.read(member, user.id)
        if sender is not None and sender.name == UNNAMED_ADMIN != user.full_name:
            sender = await self._introduce(user)
        if sender is not None and not sender.is_reachable and update.my_chat_member is None:
            sender = await self._parts.seam.write(mark_reachable, sender.id)  # whoever writes can be written to
        self._senders.keep(user.id, sender)
        left = await self._parts.seam.read(former, user.id) if sender is None else None
        who = sender or (left.member if left else None)
        texts = self._parts.texts(who.language, who.zone) if who else self._parts.texts(language_of(user.language_code))
        left_at = left.deactivated_at if left else None
        return Turn(update, context.bot, self._parts, self._parts.clock.now(), user, sender, texts, left_at=left_at)

    def _turn_as_last(self, update: Update, context: ContextTypes.DEFAULT_TYPE, press: Press) -> Turn | None:
        """A turn of the sender as they were last seen, where its one transaction will look them up again and they may press this."""
        user = update.effective_user
        sender = self._senders.last(user.id) if user is not None and press.is_one_act else None
        if user is None or sender is None or not sender.has(*press.roles or ()):
            return None
        texts = self._parts.texts(sender.language, sender.zone)
        now = self._parts.clock.now()
        return Turn(update, context.bot, self._parts, now, user, sender, texts, is_sender_sure=False)

    async def _introduce(self, user: User) -> Member:
        """An admin from the settings writes for the first time: under the name and in the language of their profile."""
        now, language = self._parts.clock.now(), language_of(user.language_code)
        return (await self._parts.seam.write(ensure_admins, [user.id], now, user.full_name, language))[0]

    async def _run(
        self,
        turn: Turn,
        roles: frozenset[Role] | None,
        do: Handle,
        *arguments: object,
        answers: Draft | None = None,
    ) -> None:
        try:
            if roles is not None:
                turn.require(roles)
            await do(*arguments)
            await note_question(turn)
            if answers is not None:
                await leave_question(turn, answers)
        except NoAccess as error:
            if error.left_at is not None:
                await turn.take_buttons()
            await self._tell(turn, explain(turn.texts, error))
        except MeetbotError as error:
            await self._tell(turn, explain(turn.texts, error))
        except (DatabaseAway, SenderChanged):
            raise
        except (RetryAfter, Forbidden, TimedOut, CutOff):
            raise  # the answer itself did not get through, after many tries: another one would not either
        except Exception:  # noqa: BLE001  the one place that answers for the unforeseen
            pressed = turn.query.data if turn.query else None  # the verb and, with most, whose thing it is
            _log.exception("a handler failed", extra={"update_id": turn.update.update_id, "pressed": pressed})
            sorry = turn.texts.plain(
                "Something went wrong on my side. What was saved stays saved; please try again in a moment."
            )
            await self._tell(turn, Outgoing(sorry))
        else:
            await turn.toast()

    async def _tell(self, turn: Turn, out: Outgoing) -> None:
        """A short refusal of a press pops up over it; one that carries a next step, or answers a message, is a message."""
        if turn.query and not out.rows:
            await turn.toast(bare(out.html), alert=True)
            return
        await turn.toast()
        await turn.reply(out)
