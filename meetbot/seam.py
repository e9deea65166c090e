"""
The one way from the asynchronous edge to synchronous work: database transactions and anything that computes for long.

Nothing else in meetbot hands work to a thread, so a slow call in a handler cannot stop everybody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from meetbot.db import Database

P = ParamSpec("P")
T = TypeVar("T")


class Seam:
    """Runs functions whose first argument is a session, each in a transaction of its own, off the event loop."""

    def __init__(self, database: Database) -> None:
        self.database = database
        # One writer: SQLite admits one anyway, and a queue in front of it is fair where its busy handler is not.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="read")
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="work")
        self._after_write: list[Callable[[], None]] = []

    def after_write(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` on the event loop after each committed write (the ticker listens)."""
        self._after_write.append(listener)

    async def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``function(session, ...)`` in a reading transaction."""
        return await self._run(self._readers, partial(self._reading, function, *args, **kwargs))

    async def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``function(session, ...)`` in a writing transaction, committed when this returns."""
        result = await self.write_quietly(function, *args, **kwargs)
        for listener in self._after_write:
            listener()
        return result

    async def write_quietly(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """``write`` for what nothing is derived from (the inbox): the listeners are not called."""
        return await self._run(self._writer, partial(self._writing, function, *args, **kwargs))

    async def work(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a computation without a session (a drawing, a document)."""
        return await self._run(self._workers, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is running and let the threads go."""
        for pool in (self._writer, self._readers, self._workers):
            pool.shutdown()
        self.database.close()

    async def _run(self, pool: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        # In the caller's context, so that what the thread logs bears the update it works for.
        return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, job)

    def _reading(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.reading() as session:
            return function(session, *args, **kwargs)

    def _writing(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.database.writing() as session:
            return function(session, *args, **kwargs)
