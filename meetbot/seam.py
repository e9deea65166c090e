"""
The one way from the asynchronous edge to synchronous work: database transactions and anything that computes for long.

Nothing else in meetbot hands work to a thread, so a slow call in a handler cannot stop everybody else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from time import monotonic, sleep
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from meetbot.db import Database, DatabaseAway, is_full, is_passing
from meetbot.writing import Writer

_log = logging.getLogger(__name__)
# Seconds between the tries of a transaction that the database broke off: together longer than PostgreSQL takes to start
# anew, and shorter than a person waits before pressing again. After the last (none) it is given up.
_PAUSES: tuple[float | None, ...] = (0.05, 0.2, 0.5, 1.0, None)
# Seconds that a read which is nobody's answer gives way at most, and between two glances whether somebody presses still.
_LONGEST_GIVING_WAY, _GLANCE = 0.05, 0.002
P = ParamSpec("P")
T = TypeVar("T")


class Seam:
    """Runs functions whose first argument is a session, each in a transaction of its own, off the event loop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        # One writer: the database admits one anyway, and a queue in front of it is fair where SQLite's busy handler is not.
        self._writer = Writer(database, lambda: self.is_pressed())  # noqa: PLW0108  (it is set later)
        # On PostgreSQL what decides nothing is written beside it; SQLite has no beside.
        self._beside = None if database.is_sqlite else ThreadPoolExecutor(3, thread_name_prefix="beside")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="read")
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="work")
        self._holder = ThreadPoolExecutor(1, thread_name_prefix="hold")
        self._after_write: list[Callable[[], None]] = []
        # Whether the database said so and nobody has seen it take anything since (observing).
        self.is_full = False
        # SQLite reads in this process, and Python does one thing at a time; a server reads while Python waits.
        self._unhurried = ThreadPoolExecutor(1 if database.is_sqlite else 2, thread_name_prefix="unhurried")
        # Whether somebody waits for an answer right now (the way in says so).
        self.is_pressed: Callable[[], bool] = lambda: False

    def after_write(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` on the event loop after each committed write (the ticker listens)."""
        self._after_write.append(listener)

    async def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``function(session, ...)`` in a reading transaction."""
        return await self._run(_in_pool(self._readers, partial(self._reading, function, *args, **kwargs)))

    async def read_giving_way(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``read`` for what is nobody's answer: one after the other, and whoever presses goes first."""
        return await self._run(_in_pool(self._unhurried, partial(self._reading_last, function, *args, **kwargs)))

    async def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``function(session, ...)`` in a writing transaction, committed when this returns."""
        return await self.write_announced(None, function, *args, **kwargs)

    async def write_announced(
        self,
        on_ready: Callable[[T], object] | None,
        function: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """``write``; ``on_ready`` hears of the result before it is committed, where that saves time (``Writer.run``)."""
        result = await self._run(
            partial(self._writer.run, lambda session: function(session, *args, **kwargs), on_ready)
        )
        self._tell()
        return result

    async def write_giving_way(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``write`` for what is nobody's answer: whoever presses goes first."""
        result = await self.write_quietly_giving_way(function, *args, **kwargs)
        self._tell()
        return result

    async def write_quietly(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``write`` for what nothing is derived from (the inbox): the listeners are not called."""
        return await self._run(partial(self._writer.run, lambda session: function(session, *args, **kwargs)))

    async def write_quietly_giving_way(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``write_quietly`` for what is nobody's answer: whoever presses goes first."""
        return await self._run(partial(self._writer.run_giving_way, lambda session: function(session, *args, **kwargs)))

    async def write_along(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """``write_quietly`` for what nobody waits for: in the transaction of the next turn, and before it."""
        return await self._run(partial(self._writer.run_along, lambda session: function(session, *args, **kwargs)))

    async def write_beside(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``write_quietly`` for what decides nothing by what it reads: where the database can, it waits for no turn."""
        if self._beside is None:
            return await self.write_quietly(function, *args, **kwargs)
        return await self._run(_in_pool(self._beside, partial(self._writing_beside, function, *args, **kwargs)))

    async def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a computation without a session (a drawing, a document)."""
        return await asyncio.get_running_loop().run_in_executor(
            self._workers, partial(copy_context().run, function, *args, **kwargs)
        )

    async def hold(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a question to the one connection that holds this process's names (company), one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._holder, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is running and let the threads go."""
        self._writer.close()
        for pool in (self._beside, self._readers, self._unhurried, self._workers, self._holder):
            if pool is not None:
                pool.shutdown()
        self.database.close()

    async def _run(self, transaction: Callable[[], Awaitable[T]]) -> T:
        """
        The result of a transaction. One that the database broke off (it was locked, or started anew) is begun again.

        Every service can be repeated: a press that was answered before a crash is handled again, too. Raises DatabaseAway.
        """
        for pause in _PAUSES:
            try:
                return await transaction()
            except SQLAlchemyError as error:
                if not is_passing(error):
                    raise
                self.is_full = self.is_full or is_full(error)
                if pause is None:
                    raise DatabaseAway from error
                _log.warning("the database broke a transaction off (%s); once more in %.1f s", _kind(error), pause)
                await asyncio.sleep(pause)
        raise AssertionError

    def _tell(self) -> None:
        for listener in self._after_write:
            listener()

    def _reading(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.reading() as session:
            return function(session, *args, **kwargs)

    def _reading_last(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        until = monotonic() + _LONGEST_GIVING_WAY
        while self.is_pressed() and monotonic() < until:
            sleep(_GLANCE)
        return self._reading(function, *args, **kwargs)

    def _writing_beside(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.writing_beside() as session:
            return function(session, *args, **kwargs)


def _in_pool(pool: ThreadPoolExecutor, job: Callable[[], T]) -> Callable[[], Awaitable[T]]:
    # In the caller's context, so that what the thread logs bears the update it works for.
    context, loop = copy_context(), asyncio.get_running_loop()
    return lambda: loop.run_in_executor(pool, context.run, job)


def _kind(error: SQLAlchemyError) -> str:
    """What went wrong, without the statement and its values."""
    return type(getattr(error, "orig", None) or error).__name__
