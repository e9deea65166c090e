"""
How fast the bot may speak: Telegram allows about 30 messages a second in all, one a second in a private chat (short
bursts pass) and 20 a minute in a group.

What nobody waits for is spaced evenly and goes out most urgent first. An answer to somebody who pressed goes out at
once; what waits gives way to it. Where reminders have filled the second, it has the next place: sent at once it would be
refused, and wait for a second. A refusal (RetryAfter) holds its own chat only.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, islice
from math import ceil
from typing import Any, Protocol

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from meetbot.handlers.limits import ANSWER, TELEGRAM, Chat, ChatId, Limits, chat_of
from meetbot.handlers.transport import is_unconfirmed

# A timer fires a little late; up to one interval of lateness is made up for, so that the average holds.
_MADE_UP_INTERVALS = 1.0
# Floats: a moment that is this near counts as reached.
_NEAR = 1e-6


class Timers(Protocol):
    """What pacing needs of an event loop; tests bring one whose time they set."""

    def time(self) -> float: ...

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Any: ...


@dataclass(order=True, slots=True)
class _Waiting:
    """A request that waits for its turn; sorts by urgency, then by age."""

    urgency: int
    number: int
    chat_id: ChatId = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)
    since: float = field(compare=False)


class Pacing(BaseRateLimiter[int]):
    """Holds every message back until ``limits`` allow it. ``timers`` is the running event loop unless a test says else."""

    def __init__(self, limits: Limits = TELEGRAM, timers: Timers | None = None) -> None:
        self._limits = limits
        self._given_timers = timers
        self._chats: dict[ChatId, Chat] = {}
        self._ready: list[_Waiting] = []  # by urgency
        self._later: list[tuple[float, _Waiting]] = []  # their chat is closed until then
        self._numbers = count()
        self._next_slot = 0.0
        self._careful_until = 0.0
        self._roomy_until = 0.0
        self._unasked_until = 0.0  # until then something that nobody waits for counts within the second
        self._alarm: Any = None
        self._is_over = False
        self._on_their_way = 0
        self._lately: deque[float] = deque()  # when those of the last second were answered
        self._share = 1.0
        self.refusals = 0
        self.on_error: Callable[[str, TelegramError], object] = lambda endpoint, error: None  # noqa: ARG005
        self.on_moved: Callable[[int, int], Awaitable[object]] = _nobody_to_tell

    @property
    def queued(self) -> int:
        """How many requests wait for their turn."""
        return len(self._ready) + len(self._later)

    @property
    def longest_wait(self) -> float:
        """For how many seconds the one that waits longest has waited; 0 when none does."""
        waiting = (*self._ready, *(each for _, each in self._later))
        return max((self._timers.time() - each.since for each in waiting if not each.turn.done()), default=0.0)

    def take_share(self, share: float) -> None:
        """Use this part of what the bot may send in all: the rest is other processes'."""
        self._share = share

    async def initialize(self) -> None:
        """From here on requests may be sent."""
        self._is_over = False

    async def shutdown(self) -> None:
        """What still waits is cancelled, and so is what comes later; what has begun goes on to its end."""
        self._is_over = True
        for waiting in [*self._ready, *(each for _, each in self._later)]:
            waiting.turn.cancel()
        self._ready.clear()
        self._later.clear()
        self._silence()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """The answer to the request, made when it is its turn. Raises RetryAfter when it was refused too often.

        An answer to a person is tried again, too, when the network fails: nobody else would. Such a message may arrive
        twice, where it did get through and only the confirmation was lost. What is for a group that became a supergroup
        goes there.
        """
        chat_id = chat_of(endpoint, data)
        if chat_id is None:
            return await self._asked(endpoint, callback, args, kwargs)
        urgency = rate_limit_args or ANSWER
        number = next(self._numbers)  # kept when it is tried again: a chat's messages stay in order
        refused = failed = unconfirmed = 0
        while True:
            await self._turn(chat_id, urgency, number)
            try:
                return await self._sent(endpoint, callback, args, kwargs)
            except RetryAfter as refusal:
                self._hold(chat_id, urgency, refusal)
                refused += 1
                if refused == self._limits.tries:
                    raise
            except NetworkError as failure:
                failed += 1
                unconfirmed += is_unconfirmed(failure) and not endpoint.startswith("edit")
                is_refusal = isinstance(failure, BadRequest)  # a NetworkError by descent only
                is_enough = failed == self._limits.answer_tries or unconfirmed == self._limits.unconfirmed_tries
                if is_refusal or urgency > ANSWER or is_enough:
                    raise
                self._pause(chat_id, failed)
            except ChatMigrated as moved:
                if chat_id == moved.new_chat_id:
                    raise
                await self.on_moved(int(data["chat_id"]), moved.new_chat_id)
                chat_id = data["chat_id"] = moved.new_chat_id

    async def _sent(
        self, endpoint: str, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any]
    ) -> Any:
        """``_asked`` for what counts as a message."""
        try:
            return await self._asked(endpoint, callback, args, kwargs)
        finally:
            self._on_their_way -= 1
            self._lately.append(now := self._timers.time())
            self._forget_lately(now)
            if self._ready:
                self._pump()

    async def _asked(
        self, endpoint: str, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any]
    ) -> Any:
        """The answer; ``on_error`` learns of every request that failed, also of one that is tried again."""
        try:
            return await callback(*args, **kwargs)
        except TelegramError as error:
            self.on_error(endpoint, error)
            raise

    async def _turn(self, chat_id: ChatId, urgency: int, number: int) -> None:
        """
        Return when a message of this urgency may go to the chat; it counts as sent from then on.

        Raises RetryAfter for what nobody waits for when Telegram holds the chat for long.
        """
        if self._is_over:
            raise asyncio.CancelledError
        now = self._timers.time()
        if not self.queued:  # lateness is made up for within a queue; silence before it is not
            self._next_slot = max(self._next_slot, now)
        chat = self._chat(chat_id, now)
        if urgency > ANSWER and chat.held_until > now + self._limits.patience_seconds:
            raise RetryAfter(ceil(chat.held_until - now))
        if urgency <= ANSWER:
            self._roomy_until = now + self._limits.room_seconds
        if self._is_exempt(urgency, now) and chat.opens_at(urgency, self._limits) <= now + _NEAR:
            self._note(chat, urgency, now)
            return
        waiting = _Waiting(urgency, number, chat_id, asyncio.get_running_loop().create_future(), now)
        heappush(self._ready, waiting)
        self._pump()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if waiting.turn.done() and not waiting.turn.cancelled():  # it was let go and cannot use it
                self._on_their_way -= 1
            raise

    def _pump(self) -> None:
        """Let go whoever may, most urgent first, and set the alarm for the next."""
        now = self._timers.time()
        while self._later and self._later[0][0] <= now + _NEAR:
            heappush(self._ready, heappop(self._later)[1])
        while self._ready:
            waiting = heappop(self._ready)
            if waiting.turn.done():  # cancelled by whoever waited
                continue
            chat = self._chat(waiting.chat_id, now)
            opens = chat.opens_at(waiting.urgency, self._limits)
            if opens > now + _NEAR:
                heappush(self._later, (opens, waiting))
            elif not self._is_exempt(waiting.urgency, now) and (self._next_slot > now + _NEAR or self._is_full(now)):
                heappush(self._ready, waiting)
                break
            else:
                self._note(chat, waiting.urgency, now)
                waiting.turn.set_result(None)
        self._set_alarm(now)

    def _is_exempt(self, urgency: int, now: float) -> bool:
        """Whether it goes without a free slot: an answer, unless answers were refused lately, or it would be now."""
        return urgency <= ANSWER and now >= self._careful_until and not self._is_filled(now)

    def _is_filled(self, now: float) -> bool:
        """Whether reminders have filled the second. In a crowd of presses alone answers go all the same: Telegram may take them."""
        self._forget_lately(now)
        is_shared = now < self._unasked_until - _NEAR
        return is_shared and self._on_their_way + len(self._lately) >= self._limits.most_in_a_second

    def _is_full(self, now: float) -> bool:
        """Whether one more might be one too many within a second."""
        self._forget_lately(now)
        room = self._limits.room_for_answers if now < self._roomy_until else 0
        most = self._limits.most_in_a_second * self._share - room
        return self._on_their_way + len(self._lately) >= max(1.0, most)

    def _forget_lately(self, now: float) -> None:
        while self._lately and self._lately[0] <= now - 1.0 + _NEAR:
            self._lately.popleft()

    def _note(self, chat: Chat, urgency: int, now: float) -> None:
        chat.note(now, self._limits)
        if urgency > ANSWER:
            self._unasked_until = now + 1.0
        self._on_their_way += 1
        interval = 1.0 / (self._limits.overall_per_second * self._share)
        self._next_slot = max(self._next_slot, now - _MADE_UP_INTERVALS * interval) + interval

    def _hold(self, chat_id: ChatId, urgency: int, refusal: RetryAfter) -> None:
        seconds = retry_seconds(refusal)
        now = self._timers.time()
        self._chat(chat_id, now).held_until = now + seconds
        self.refusals += 1
        if urgency <= ANSWER:
            self._careful_until = now + self._limits.careful_seconds

    def _pause(self, chat_id: ChatId, failed: int) -> None:
        pause = min(self._limits.pause_seconds * 2 ** min(failed - 1, 16), self._limits.longest_pause_seconds)
        now = self._timers.time()
        self._chat(chat_id, now).held_until = now + pause

    def _set_alarm(self, now: float) -> None:
        moments = self._opens(now) if self._ready else []
        if self._later:
            moments.append(self._later[0][0])
        self._silence()
        if moments:
            self._alarm = self._timers.call_later(max(0.0, min(moments) - now), self._pump)

    def _opens(self, now: float) -> list[float]:
        """When the next may go; nothing while all are on their way, because whichever is answered lets the next one go."""
        if self._ready[0].urgency <= ANSWER and now >= self._careful_until:
            return [min([self._unasked_until, *(at + 1.0 for at in islice(self._lately, 1))])]
        if not self._is_full(now):
            return [self._next_slot]
        return [max(self._next_slot, self._lately[0] + 1.0)] if self._lately else []

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _chat(self, chat_id: ChatId, now: float) -> Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            self._forget(now)
            chat = self._chats[chat_id] = Chat(is_group=isinstance(chat_id, str) or chat_id < 0)
        return chat

    def _forget(self, now: float) -> None:
        """Drop chats that nothing is known of any more, when there are many."""
        if len(self._chats) >= 1000 and len(self._chats) & (len(self._chats) - 1) == 0:
            self._chats = {key: chat for key, chat in self._chats.items() if not chat.is_idle(now)}

    @property
    def _timers(self) -> Timers:
        return self._given_timers or asyncio.get_running_loop()


async def _nobody_to_tell(_old: int, _new: int) -> None: ...


def retry_seconds(refusal: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    after = refusal.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())
