"""
What happens to an update while the database is away: it is not lost and not refused, it waits.

The person hears of it once; the update stays open in the inbox and in its lane, and is handled again until it was answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from meetbot.db import DatabaseAway
from meetbot.handlers.parts import Parts
from meetbot.texts import language_of

_log = logging.getLogger(__name__)
Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[None, None, None]]


class Patience:
    """``put_off``: the updates that could not be answered; whoever handed them over does so again."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.put_off: set[int] = set()

    def over(self, handle: Callback) -> Callback:
        """``handle``, which puts its update off while the database is away."""

        async def attempt(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            is_told = update.update_id in self.put_off
            self.put_off.discard(update.update_id)
            try:
                await handle(update, context)
            except DatabaseAway:
                _log.warning("the database is away: an update waits", extra={"update_id": update.update_id})
                if not is_told:
                    await self._tell(update)
                self.put_off.add(update.update_id)

        return attempt

    async def tell(self, update: Update) -> None:
        """The update waits, because the database went away before anybody could begin with it. Said once."""
        if update.update_id not in self.put_off:
            self.put_off.add(update.update_id)
            await self._tell(update)

    async def _tell(self, update: Update) -> None:
        """In the language of the person's app: who they are would be in the database."""
        if update.effective_user is None:
            return
        texts = self._parts.texts(language_of(update.effective_user.language_code))
        wait = texts.plain(
            "My records are out of reach for a moment. I have your message and will answer it as soon as they are back; there is no need to send it again."
        )
        try:
            if update.callback_query is not None:
                await update.callback_query.answer(wait, show_alert=True)
            elif update.message is not None:
                await update.message.reply_text(wait)
        except TelegramError:
            _log.warning("nobody could be told that the database is away", exc_info=True)
