"""
What happens to an update while the database is away: it is not lost and not refused, it waits.

The person hears of it once; the update stays open in the inbox and in its lane, and is handled again until it was answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine

from telegram import Update
from telegram.ext import ContextTypes

from meetbot.db import DatabaseAway
from meetbot.handlers.aside import say_aside
from meetbot.handlers.parts import Parts
from meetbot.texts import Texts

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
        await say_aside(self._parts, update, _wait, in_groups=True)


def _wait(texts: Texts) -> str:
    return texts.plain(
        "My records are out of reach for a moment. I have your message and will answer it as soon as they are back; there is no need to send it again."
    )
