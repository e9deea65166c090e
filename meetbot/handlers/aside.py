"""A word to a sender of whom nothing is looked up: while the database is away, and to whoever is too fast for it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Update
from telegram.error import TelegramError

from meetbot.handlers.parts import Parts
from meetbot.texts import Texts, language_of

_log = logging.getLogger(__name__)


async def say_aside(parts: Parts, update: Update, words: Callable[[Texts], str], *, in_groups: bool) -> None:
    """Say it in the language of the person's app: over a press, or as a message; in a group as a message only where ``in_groups``."""
    if update.effective_user is None:
        return
    said = words(parts.texts(language_of(update.effective_user.language_code)))
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(said, show_alert=True)
        elif update.message is not None and (in_groups or update.message.chat.type == "private"):
            await update.message.reply_text(said)
    except TelegramError:
        _log.warning("somebody could not be told in passing", exc_info=True)
