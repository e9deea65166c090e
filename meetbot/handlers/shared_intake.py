"""
The way in where several processes share the inbox: any of them takes an update in, one at a time handles a chat.

1. Whoever took an update in asks for its chat's lane. If another process has it, that one finds the update in the inbox.
2. Whoever holds the lane reads what is open in it in the order of arrival, handles it, marks it, and reads again.
3. When nothing is open the lane is let go, and looked at once more: an update that came in between is not left lying.
4. With every beat the open lanes that nobody here works for are asked for: their process may have died.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from meetbot.company import Company
from meetbot.db import DatabaseAway
from meetbot.handlers.intake import Intake, Taken
from meetbot.inbox.service import Open, next_in, open_in, open_lanes

_log = logging.getLogger(__name__)
# Read together; where none of them writes, a process that dies repeats them all.
_AT_A_TIME = 10
# Seconds before a lane that found the database away tries again; people are told when it is not back after some of them.
_PAUSES = (0.1, 0.4, 1.0, 2.0, 5.0)
_QUIET_FAILURES = 2


class SharedIntake(Intake):
    """An intake among those of other processes; ``company`` says whose a lane is."""

    _begins_at_once = False

    def __init__(self, company: Company, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._company = company
        self._again: set[int] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self._lane_tasks: dict[int, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Work off what nobody works for. Whatever comes in meanwhile waits behind it."""
        try:
            for lane_id in await self._seam.read(open_lanes):
                self._begin(lane_id)
                await self._lane_tasks[lane_id]  # one by one: an update that kills the process is found out
        finally:
            self._left_over_done.set()

    def look_through(self) -> None:
        """Take up the lanes whose process died. Called on the event loop."""
        if self._left_over_done.is_set() and (self._sweeping is None or self._sweeping.done()):
            self._sweeping = asyncio.get_running_loop().create_task(self._sweep())

    async def _sweep(self) -> None:
        try:
            for lane_id in await self._seam.read(open_lanes):
                self._begin(lane_id)
        except (SQLAlchemyError, DatabaseAway):
            _log.warning("the inbox could not be looked through; it is again with the next beat")

    def _queue(self, taken: Taken) -> None:
        lane_id = taken.incoming.chat_id or 0
        self._in_hand.add(taken.incoming.update_id)
        self._lanes.setdefault(lane_id, deque()).append(taken)
        if self._left_over_done.is_set():
            self._begin(lane_id)

    def _begin(self, lane_id: int) -> None:
        """Have somebody work for the lane; whoever does already looks once more."""
        self._again.add(lane_id)
        if lane_id not in self._lane_tasks:
            self._lanes.setdefault(lane_id, deque())
            worker = asyncio.create_task(self._work_for(lane_id))
            self._lane_tasks[lane_id] = worker
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work_for(self, lane_id: int) -> None:
        failures = 0
        try:
            while lane_id in self._again:
                self._again.discard(lane_id)
                try:
                    await self._work_while_held(lane_id)
                    failures = 0
                except (SQLAlchemyError, DatabaseAway):
                    self._again.add(lane_id)
                    await self._wait_for_the_database(lane_id, failures)
                    failures += 1
        finally:
            del self._lane_tasks[lane_id]
            self._again.discard(lane_id)
            left = self._lanes.pop(lane_id, ())
            self._in_hand.difference_update(taken.incoming.update_id for taken in left)

    async def _wait_for_the_database(self, lane_id: int, failures: int) -> None:
        _log.warning("the database is away: a lane waits", extra={"chat_id": lane_id})
        if failures >= _QUIET_FAILURES:
            for taken in self._lanes.get(lane_id, ()):
                await self._tell_away(taken.update)
        await self._sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])

    async def _work_while_held(self, lane_id: int) -> None:
        if not await self._company.take_lane(lane_id):
            return  # whoever holds it finds what is in it
        try:
            found = await self._seam.read(open_in, lane_id or None, _AT_A_TIME)
            while found:
                found = await self._handle_all(lane_id, found)
        finally:
            await self._company.let_go(lane_id)
        if await self._seam.read(open_in, lane_id or None, 1):
            self._again.add(lane_id)

    async def _handle_all(self, lane_id: int, found: list[Open]) -> list[Open]:
        """Handle and mark them; what is open then, none when the lane was lost on the way."""
        fresh = {taken.incoming.update_id: taken for taken in self._lanes.get(lane_id, ())}
        handled: list[int] = []
        for each in found:
            if not self._company.holds_lane(lane_id):
                break
            if handled:
                await self._marks.write_before_next(handled[-1])
            taken = fresh.get(each.update_id)
            if taken is not None:
                await self._handle(taken.update, taken.since)
                self._lanes[lane_id].remove(taken)
            else:  # another process took it in, and may have died of it
                await self._handle_again(each)
            handled.append(each.update_id)
        following = await self._seam.write_beside(
            next_in, handled, self._clock.now(), lane_id or None, _AT_A_TIME
        )  # fmt: skip
        self._marks.drop(handled)
        return following if self._company.holds_lane(lane_id) else []

    def _note_answered(self, update_id: int) -> None:
        """Marked by its lane, before another process may look; what is cut off is marked at the stop."""
        self._in_hand.discard(update_id)
        self._marks.add(update_id)
