"""
The way in: an update is written into the inbox, then handled in its chat's order, then marked as answered.

1. ``start`` works off what an earlier run left open, one update at a time, so that a poisonous one is found out.
2. ``poll`` asks Telegram, or the webhook hands over; one transaction writes the batch down. Telegram hears that it
   arrived only afterwards: with the next poll, or with the webhook's 200.
3. What cannot have been written down before is begun with at the same time, and comes along with the first of what is
   written in handling it, so nobody waits for the disk twice. What the first poll of a run brings may be known to the
   inbox from an earlier run, and so may what a webhook hands over: that is asked for first.
4. Each chat has a lane: strictly in order inside, beside the other chats.
5. What was answered is marked (``marking``). A crash before that repeats the last answer of a chat, which must show the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from structlog.contextvars import bound_contextvars
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from meetbot.clock import Clock
from meetbot.db import DatabaseAway
from meetbot.handlers.contest import Contest
from meetbot.handlers.marking import Marks
from meetbot.handlers.pacing import retry_seconds
from meetbot.inbox.errors import NotAnUpdate
from meetbot.inbox.service import Incoming, Open, begin_again, give_up, open_updates, take_in
from meetbot.seam import Seam

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# Telegram holds an empty answer back for so long; shorter than what proxies usually cut.
_POLL_SECONDS = 25
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_LONGEST_PAUSE_AWAY = 5.0  # a person waits for it
# Handling again was begun so often and the process died each time. A few times prove nothing: whatever kills the bot finds
# somebody's press in hand, and a press that is given up is lost.
_GIVE_UP_AFTER = 10


@dataclass(frozen=True)
class Taken:
    """An update in hand, and how it is written down."""

    update: Update
    incoming: Incoming
    since: float = field(default_factory=monotonic)


class Intake:
    """
    Takes updates in and has ``application`` handle them. ``on_handled`` is told of each update that was answered, and how
    many seconds after it was written down.

    ``on_away`` is called with an update that nobody could begin with, because the database is away.

    The application must be initialized. What stands in ``put_off`` afterwards was not answered and is handed over again;
    ``sleep`` is only used between tries that failed.
    """

    # Whether this process alone handles what it takes in, so that the inbox need not be asked whose turn it is.
    _begins_at_once = True

    def __init__(
        self,
        seam: Seam,
        application: Application[Any, Any, Any, Any, Any, Any],
        clock: Clock,
        on_handled: Callable[[Update, float], object] = lambda update, seconds: None,  # noqa: ARG005
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        put_off: AbstractSet[int] = frozenset(),
        on_away: Callable[[Update], Awaitable[object]] | None = None,
    ) -> None:
        self._seam = seam
        self._application = application
        self._clock = clock
        self.on_handled = on_handled
        self.on_given_up: Callable[[], object] = lambda: None
        self._sleep = sleep
        self._put_off = put_off
        self._on_away = on_away
        self._contest = Contest(application.bot, clock)
        self.admit: Callable[[Sequence[Taken]], Awaitable[Sequence[Taken]]] = _everybody  # (handlers.doorkeeper)
        self._lanes: dict[int, deque[Taken]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._in_hand: set[int] = set()
        self._begun: set[int] = set()  # not yet written down
        self._marks = Marks(seam, clock)
        self._left_over_done = asyncio.Event()
        self._heard_at: float | None = None

    @property
    def queued(self) -> int:
        """How many updates are in hand and not yet answered."""
        return len(self._in_hand)

    @property
    def is_contested(self) -> bool:
        """Whether another process takes the updates, so that none arrives here."""
        return self._contest.is_on

    @property
    def silent_for(self) -> float:
        """Seconds since Telegram last answered a poll, or took the webhook's address; without end before the first time."""
        return inf if self._heard_at is None else monotonic() - self._heard_at

    async def start(self) -> None:
        """Work off what an earlier run left open. Whatever comes in meanwhile waits behind it."""
        try:
            for left in await self._seam.read(open_updates):
                if left.update_id not in self._in_hand:
                    await self._handle_again(left)
            await self._marks.flush()
        finally:
            self._left_over_done.set()

    async def poll(self) -> None:
        """Ask Telegram for updates until cancelled. Raises InvalidToken when the token is not, or no longer, good."""
        self._heard_at = monotonic()
        await self._until_it_works(self._application.bot.delete_webhook)  # while one is set, polls are refused
        offset: int | None = None
        try:
            while True:
                offset = await self._until_it_works(self._next_batch, offset)
        finally:
            self._contest.end()

    async def set_webhook(self, address: str, secret: str) -> None:
        """Have Telegram hand updates to ``address``; call it when the web side listens."""
        await self._application.bot.set_webhook(address, allowed_updates=ALLOWED_UPDATES, secret_token=secret)
        self._heard_at = monotonic()

    async def take(self, update: Mapping[str, Any] | str | bytes) -> None:
        """Take in one update as JSON; written down when this returns. Raises NotAnUpdate."""
        batch = await self.admit([read_update(update, self._application.bot)])
        await self._take_in(batch, self._seam.write_beside)

    async def settle(self) -> None:
        """Return when nothing is in hand any more and everything answered is marked."""
        while self._workers or self._marks.are_open:
            if self._workers:
                await asyncio.wait(self._workers)
            await self._marks.flush()

    async def stop(self, grace_seconds: float = 4.0) -> None:
        """Finish what is in hand and mark it; what takes longer stays open and is handled again by the next run."""
        if self._workers:
            await asyncio.wait(self._workers, timeout=grace_seconds)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        try:
            await self._marks.flush()
        except Exception:  # noqa: BLE001  (the next run answers again what is not marked)
            _log.exception("answered updates could not be marked")

    async def _next_batch(self, offset: int | None) -> int | None:
        """One poll; the offset that confirms it, valid from the moment its updates are written down."""
        updates: Sequence[Update] = await self._application.bot.get_updates(
            offset=offset, timeout=_POLL_SECONDS, allowed_updates=ALLOWED_UPDATES
        )
        if not updates:
            return offset
        batch = await self.admit([_written(update) for update in updates])
        if offset is not None and self._begins_at_once:
            self._begin_with(batch)
            await self._take_in(batch, self._seam.write_along)
        else:
            await self._take_in_patiently(batch)
        return updates[-1].update_id + 1

    async def _take_in_patiently(self, batch: Sequence[Taken]) -> None:
        try:
            await self._take_in(batch, self._seam.write_beside)
        except DatabaseAway:
            first = {taken.incoming.chat_id: taken for taken in reversed(batch)}  # one word to each chat
            for taken in first.values():
                await self._tell_away(taken.update)
            raise

    async def _tell_away(self, update: Update) -> None:
        if self._on_away is not None:
            await self._on_away(update)

    async def _until_it_works(self, step: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``step``, tried again with growing pauses while Telegram or the database is out of reach."""
        pause = _FIRST_PAUSE
        while True:
            try:
                result = await step(*args, **kwargs)
            except InvalidToken:
                raise
            except RetryAfter as refusal:
                await self._sleep(retry_seconds(refusal))
            except Conflict as refusal:
                await self._contest.met(refusal)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            except DatabaseAway:  # unconfirmed, so nothing is lost by trying again
                _log.warning("the database is away: nothing is taken in. Next try in %.0f s", pause)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_AWAY)
            except Exception as error:  # noqa: BLE001  (Telegram, the network, a mistake: the same)
                _log_trouble(error, pause)
                await self._sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._contest.got_through()
                self._heard_at = monotonic()
                return result

    def _begin_with(self, batch: Sequence[Taken]) -> None:
        """
        Handle what the inbox cannot know. A batch that could not be written down comes again: it is begun with once.

        Telegram hands over at most a hundred updates that were not confirmed, so the first poll brings all that an
        earlier run may have written down.
        """
        new = [taken for taken in batch if taken.incoming.update_id not in self._begun]
        self._begun |= {taken.incoming.update_id for taken in new}
        for taken in new:
            self._queue(taken)

    async def _take_in(self, batch: Sequence[Taken], write: Callable[..., Awaitable[frozenset[int]]]) -> None:
        with self._marks.handed_over() as done:
            new = await write(take_in, [taken.incoming for taken in batch], self._clock.now(), done)
        for taken in batch:
            update_id = taken.incoming.update_id
            if update_id in self._begun:
                self._begun.discard(update_id)
                if update_id not in self._in_hand:  # answered before its row was there to be marked
                    self._note_answered(update_id)
            elif update_id in new and update_id not in self._in_hand:
                self._queue(taken)

    def _queue(self, taken: Taken) -> None:
        self._in_hand.add(taken.incoming.update_id)
        lane_id = taken.incoming.chat_id or 0
        lane = self._lanes.setdefault(lane_id, deque())
        lane.append(taken)
        if len(lane) == 1:
            worker = asyncio.create_task(self._work_off(lane_id, lane))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work_off(self, lane_id: int, lane: deque[Taken]) -> None:
        await self._left_over_done.wait()
        try:
            while lane:
                await self._handle(lane[0].update, lane[0].since)
                answered = lane.popleft()
                if lane:
                    await self._marks.write_before_next(answered.update.update_id)
        finally:  # on cancellation the rest stays open in the inbox
            del self._lanes[lane_id]
            self._in_hand.difference_update(taken.incoming.update_id for taken in lane)

    async def _handle(self, update: Update, since: float) -> None:
        """
        Have the update answered; one that fails was answered by the error handler and is not tried again.

        While the database is away its lane waits with it, so the order holds.
        """
        pause = _FIRST_PAUSE
        await self._hand_over(update)
        while update.update_id in self._put_off:
            await self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_AWAY)
            await self._hand_over(update)
        self._note_answered(update.update_id)
        try:
            self.on_handled(update, monotonic() - since)
        except Exception:  # noqa: BLE001  (whoever counts must not stop the lane either)
            _log.exception("an update could not be counted", extra={"update_id": update.update_id})

    async def _hand_over(self, update: Update) -> None:
        with bound_contextvars(update_id=update.update_id):
            try:
                await self._application.process_update(update)
            except Exception:  # noqa: BLE001  (one bad update must not stop its lane)
                _log.exception("an update could not be handled")

    async def _handle_again(self, left: Open) -> None:
        if left.attempts >= _GIVE_UP_AFTER:
            _log.error("an update is given up: each time it was handled the bot died", extra=_facts(left))
            await self._seam.write(give_up, left.update_id, self._clock.now())
            self.on_given_up()
            return
        try:
            update = read_update(left.body, self._application.bot).update
        except NotAnUpdate:
            _log.exception("an update in the inbox cannot be read and is given up", extra=_facts(left))
            self._note_answered(left.update_id)
            return
        self._in_hand.add(left.update_id)
        with self._marks.handed_over() as done:
            await self._seam.write_beside(begin_again, left.update_id, self._clock.now(), done)
        await self._handle(update, monotonic())

    def _note_answered(self, update_id: int) -> None:
        self._in_hand.discard(update_id)
        self._marks.add_soon(update_id)


async def _everybody(batch: Sequence[Taken]) -> Sequence[Taken]:
    return batch


def read_update(update: Mapping[str, Any] | str | bytes, bot: Bot) -> Taken:
    """The update in what came. Raises NotAnUpdate."""
    try:
        parsed = json.loads(update) if isinstance(update, str | bytes) else dict(update)
        read = Update.de_json(parsed, bot)
        body = json.dumps(parsed) if not isinstance(update, str) else update
        return Taken(read, Incoming(_id_of(read), _lane_of(read), body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArithmeticError, OSError) as error:
        raise NotAnUpdate(type(error).__name__) from None


def _written(update: Update) -> Taken:
    return Taken(update, Incoming(update.update_id, _lane_of(update), update.to_json()))


def _id_of(update: Update) -> int:
    if type(update.update_id) is not int or not 0 <= update.update_id < 2**63:
        raise ValueError("an update has a whole number for its id")
    return update.update_id


def _lane_of(update: Update) -> int | None:
    """Whose order the update belongs to: its chat, else its sender (a press on a message from elsewhere)."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else None


def _facts(left: Open) -> dict[str, object]:
    return {"update_id": left.update_id, "chat_id": left.chat_id, "attempts": left.attempts}


def _log_trouble(error: Exception, pause: float) -> None:
    if isinstance(error, TelegramError):
        _log.warning("Telegram cannot be reached (%s). Next try in %.0f s", error, pause)
    else:
        _log.exception("taking updates in failed. Next try in %.0f s", pause)
