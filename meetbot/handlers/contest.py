"""
Somebody else takes the updates: another process that polls with the same token, or a webhook that was set meanwhile.

The operator is told once, by a line in the log and by ``/readyz``. The polls go on and get through when the other one has
stopped. A webhook stays set when its process stops; it is taken away once Telegram says that nobody answers there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from telegram import WebhookInfo
from telegram.error import Conflict, TelegramError
from telegram.ext import ExtBot

from meetbot.clock import Clock

_log = logging.getLogger(__name__)
# What a refused poll says when a webhook is set.
_WEBHOOK = "webhook"
# Two that poll take turns in being refused; it is over when a poll got through so long after the last refusal. Longer than
# a poll waits for updates.
_OVER_AFTER_SECONDS = 30.0


class Contest:
    """Whether somebody else takes the updates of ``bot``."""

    def __init__(self, bot: ExtBot[Any], clock: Clock, seconds: Callable[[], float] = monotonic) -> None:
        self._bot = bot
        self._clock = clock
        self._seconds = seconds
        self._since: datetime | None = None
        self._last = 0.0

    @property
    def is_on(self) -> bool:
        """Whether a poll was refused lately in favour of another process."""
        return self._since is not None

    async def met(self, refusal: Conflict) -> None:
        """A poll was refused with these words."""
        self._last = self._seconds()
        is_webhook = _WEBHOOK in refusal.message.lower()
        if self._since is None:
            self._since = self._clock.now()
            _log.error(
                "another process takes the updates (%s); stop it, or this one. The polls go on",
                "it has set a webhook" if is_webhook else "it polls with the same token",
            )
        if is_webhook:
            await self._take_webhook_away(self._since)

    def got_through(self) -> None:
        """A poll was answered."""
        if self._since is not None and self._seconds() >= self._last + _OVER_AFTER_SECONDS:
            _log.warning("no other process takes the updates any more")
            self.end()

    def end(self) -> None:
        """Nobody polls here any more."""
        self._since = None

    async def _take_webhook_away(self, since: datetime) -> None:
        """If nobody answers there: Telegram failed to hand an update over since the contest began."""
        try:
            info: WebhookInfo = await self._bot.get_webhook_info()
            if info.last_error_date is not None and info.last_error_date >= since.replace(microsecond=0):
                await self._bot.delete_webhook()
                _log.warning("the webhook was taken away: nobody answers there")
        except TelegramError as trouble:
            _log.info("the webhook could not be looked at: %s", trouble)
