"""
An answer that is made while what it tells of is still being written to the disk, and that leaves when that is done.

Making the two requests that answer a press takes as long as a disk needs for the press itself, and needs the processor where
the disk needs none. Nothing leaves before the commit: the transport stops the finished request at its connection
(``may_leave``), and what was made for a commit that failed is thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from types import TracebackType
from typing import Generic, Self, TypeVar

from telegram import Bot

A = TypeVar("A")
T = TypeVar("T")
_word: ContextVar[asyncio.Event | None] = ContextVar("word to leave", default=None)


async def may_leave() -> None:
    """Return when the request that is being made may leave: mostly at once."""
    word = _word.get()
    if word is not None:
        await word.wait()


def can_be_made_ahead(bot: Bot) -> bool:
    """Whether the bot's transport asks ``may_leave``; another one would send at once what it is given."""
    return bool(getattr(bot.request, "asks_to_leave", False))


class Ahead(Generic[A, T]):
    """
    ``answer(what)`` begun by ``prepare``, to be let go by ``leave``. What was not let go at the end of the block never leaves.

    ``is_used``: without, the answer is made by ``leave`` alone.
    """

    def __init__(self, answer: Callable[[A], Awaitable[T]], *, is_used: bool) -> None:
        self._answer = answer
        self._is_used = is_used
        self._word = asyncio.Event()
        self._made_of: A | None = None
        self._making: asyncio.Task[T] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._drop()

    def prepare(self, what: A) -> None:
        """Begin to make the answer. Called on the event loop; what comes later than the first is made by ``leave``."""
        if self._making is None and self._is_used:
            before = _word.set(self._word)
            self._made_of, self._making = what, asyncio.ensure_future(self._answer(what))
            _word.reset(before)

    async def leave(self, what: A) -> T:
        """``what`` is written: its answer goes out, and this is what came of it."""
        self._is_used = False  # a word that it is ready may come too late
        if self._making is None or self._made_of is not what:
            await self._drop()  # it was made of a try that the database broke off
            return await self._answer(what)
        self._word.set()
        return await self._making

    async def _drop(self) -> None:
        self._is_used = False
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)
