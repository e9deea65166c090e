"""Updates of somebody who writes or presses faster than anybody does by hand are not taken in; they hear of it once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update

from meetbot.db import DatabaseAway
from meetbot.handlers.aside import say_aside
from meetbot.handlers.intake import Taken
from meetbot.handlers.manners import Manners, Verdict
from meetbot.handlers.parts import Parts
from meetbot.people.service import member
from meetbot.texts import Texts

_log = logging.getLogger(__name__)
# A batch that could not be written down comes again, and is not counted twice.
_REMEMBERED = 2000


class Doorkeeper:
    """Stands before the inbox."""

    def __init__(self, parts: Parts, manners: Manners | None = None) -> None:
        self._parts = parts
        self.manners = manners or Manners(self._is_member)
        self._admitted: dict[int, None] = {}
        self._one_by_one = asyncio.Lock()
        self._telling: set[asyncio.Task[None]] = set()

    async def admit(self, batch: Sequence[Taken]) -> list[Taken]:
        """Those of the updates that are taken in, in their order."""
        async with self._one_by_one:
            return [taken for taken in batch if await self._admits(taken)]

    async def _admits(self, taken: Taken) -> bool:
        update_id = taken.incoming.update_id
        if update_id in self._admitted:
            return True
        verdict = await self.manners.judge(_sender(taken))
        if verdict is Verdict.TAKE:
            self._admitted[update_id] = None
            if len(self._admitted) > _REMEMBERED:
                del self._admitted[next(iter(self._admitted))]
            return True
        if verdict is Verdict.TELL:
            _log.warning("a chat is too fast: its updates are dropped", extra={"chat_id": taken.incoming.chat_id})
            telling = asyncio.create_task(self._tell(taken.update))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)
        return False

    async def _is_member(self, chat_id: int) -> bool:
        try:
            found = await self._parts.seam.read(member, chat_id)
        except (SQLAlchemyError, DatabaseAway):
            return True  # nobody knows: what a member does must not be lost
        return found is not None and bool(found.roles)

    async def _tell(self, update: Update) -> None:
        await say_aside(self._parts, update, _slower, in_groups=False)


def _slower(texts: Texts) -> str:
    return texts.plain(
        "That is faster than I can follow, and I left the last of it out. Please wait half a minute and go on."
    )


def _sender(taken: Taken) -> int:
    """Whose update it is: in a group each for themselves; of a channel, the chat."""
    user = taken.update.effective_user
    return user.id if user is not None else taken.incoming.chat_id or 0
