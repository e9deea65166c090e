"""
The ticker: claims what is due, sends it, marks what became of it, and has itself woken for the next.

A pass (``run``):

1. Look (reading only) at what may be due: the agenda. Nothing there: set the alarm and be done.
2. Claim in short writing transactions, so that presses get their turn in between.
3. Send outside of any transaction, many at once, the most urgent first; mark each as it ends.
4. Refresh stale cards.
5. Set the alarm for the next moment.

Claiming is never done twice at once. Sending goes on while the next pass claims: a slow chat holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any
from uuid import uuid4

from sqlmodel import Session
from structlog.contextvars import bound_contextvars

from meetbot.clock import Clock
from meetbot.db import DatabaseAway
from meetbot.reminders.asking import Asking
from meetbot.reminders.cards import forget, refreshed, stale
from meetbot.reminders.claims import AWAY, Claim, Process, begin_again, expire, fail, finish, put_off
from meetbot.reminders.delivery import Alarm, Delivery
from meetbot.reminders.due import Agenda, agenda
from meetbot.reminders.dues import Urgency, Way
from meetbot.reminders.errors import DeliveryFailed
from meetbot.reminders.models import Card
from meetbot.reminders.passes import claim
from meetbot.reminders.turns import Turns
from meetbot.seam import Seam

log = logging.getLogger(__name__)

# Bookings claimed in one transaction, six milliseconds: who presses meanwhile waits for its end, and the next gives way to them.
_AT_A_TIME = 2
# A subject comes up again in a pass when a claim on it failed. One that stays on the agenda is broken and must not spin.
_MOST_LOOKS = 3
# Messages worked on at once. The platform takes 30 a second; more would only wait in its queue with their words made up.
_AT_ONCE = 32
# Of those that a death left open.
_AGAIN_AT_ONCE = 4
# Mail has its own places: a mail server that does not answer holds up no chat.
_MAILS_AT_ONCE = 4
# A mistake in the program does not mend itself; a few tries cover what depends on the moment.
_TRIES_AFTER_A_MISTAKE = 4
# A message that may have arrived is repeated after these pauses, and then told to the admins: four copies at most.
_UNCONFIRMED_AGAIN = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
# After a pass that broke (database locked, disk full) the next comes soon, and not in a tight circle.
_BROKEN_PASS_AGAIN = timedelta(seconds=10)
# In seconds. After an outage of days a pass claims for a while; for longer it hangs.
_LONGEST_PASS = 300.0
# A card that could not be edited is tried again after this, unless the platform names another time.
_CARD_AGAIN = timedelta(seconds=10)


# A pass with nothing to claim takes some milliseconds. One that took longer than this is followed by a rest of so many times
# its length: what changes by and by is seen a little later, and presses have the machine in between.
_LONG_PASS_SECONDS = 0.015
_RESTS, _LONGEST_REST_SECONDS = 8, 0.25

Mark = Callable[[Session], None]


class Ticker:
    """
    ``is_alone``: no other process uses the database, so claims that another left open are taken up at once; where there are
    others, ``alive`` tells which of them live.
    """

    def __init__(
        self,
        seam: Seam,
        clock: Clock,
        delivery: Delivery,
        alarm: Alarm,
        *,
        is_alone: bool = False,
        name: str | None = None,
        alive: Callable[[], frozenset[str] | None] = lambda: None,
        asking: Asking = Asking(),  # noqa: B008 - frozen
    ) -> None:
        self._seam, self._clock, self._delivery, self._alarm = seam, clock, delivery, alarm
        self._process = Process(name or uuid4().hex, is_alone=is_alone, asking=asking)
        self._alive = alive
        self._claiming = asyncio.Lock()
        self._turns = {Way.CHAT: Turns(_AT_ONCE), Way.MAIL: Turns(_MAILS_AT_ONCE)}
        self._repeats = Turns(_AGAIN_AT_ONCE)
        self._busy: set[int] = set()
        self._unconfirmed: Counter[int] = Counter()  # by claim; a start anew begins to count anew
        self._unmarked: dict[int, Mark] = {}
        self._refreshing: set[int | None] = set()
        self._cards_again: dict[int | None, datetime] = {}
        self._sending: set[asyncio.Task[bool]] = set()
        self._is_woken = self._is_over = False
        self._rest_until = 0.0
        self._waker: asyncio.Task[None] | None = None
        self._is_broken = False
        self._pass_began = 0.0

    # -- called by the app ---------------------------------------------------------------------------------------------

    async def run(self, now: datetime) -> None:
        """Everything due by ``now``: claim, send, mark, until nothing is left. Returns when the last message is out."""
        while tasks := await self._pass(now):
            await asyncio.gather(*tasks)

    def wake(self) -> None:
        """Look soon, at the clock's time. Many calls in a row are one look. Called on the event loop."""
        self._is_woken = True
        if self._waker is None and not self._is_over:
            self._waker = asyncio.get_running_loop().create_task(self._look_soon())

    @property
    def is_well(self) -> bool:
        """Whether the last pass came to its end, and one that is under way does not take for minutes."""
        is_stuck = self._waker is not None and monotonic() - self._pass_began > _LONGEST_PASS
        return not self._is_broken and not is_stuck

    async def next_moment(self) -> datetime | None:
        """When something is due or tried again, the next time; none when nothing is. For a clock that is moved by hand."""
        found: Agenda = await self._seam.read(agenda, self._now_process(), self._clock.now())
        return _earliest([found.next_at, *self._cards_again.values()])

    async def settled(self) -> None:
        """Return when nobody has woken it that was not served, and the last message is out. For tests and a graceful stop."""
        while self._waker is not None or self._sending:
            await asyncio.wait({*self._sending, *([self._waker] if self._waker else [])})

    async def stop(self, patience: float = 1.5, hush: Callable[[], Awaitable[None]] | None = None) -> None:
        """
        Claim nothing more and give what waits ``patience`` seconds; then ``hush`` lets nothing begin any more, and requests
        that have begun get as long again: cut off in the middle, a message that arrived would come once more.

        What is left is resumed at the next start.
        """
        self._is_over = True
        if self._waker is not None:
            self._waker.cancel()
        if self._sending:
            await asyncio.wait(self._sending, timeout=patience)
        if hush is not None:
            await hush()
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # -- a pass ----------------------------------------------------------------------------------------------------------

    async def _look_soon(self) -> None:
        try:
            while self._is_woken:
                await self._rest()
                self._is_woken = False
                self._pass_began = monotonic()
                for task in await self._pass(self._clock.now()):
                    task.add_done_callback(self._wake_after)
                self._is_broken = False
                self._rest_until = _rested(self._pass_began, monotonic())
        except Exception:
            log.exception("a pass broke")
            self._is_broken = True
            self._alarm.set(self._clock.now() + _BROKEN_PASS_AGAIN)
        finally:
            self._waker = None

    async def _rest(self) -> None:
        """Leave the machine to others after a long pass; whoever else wakes meanwhile is served by the same pass."""
        await asyncio.sleep(max(0.0, self._rest_until - monotonic()))

    def _wake_after(self, task: asyncio.Task[bool]) -> None:
        if not task.cancelled() and task.exception() is None and task.result():
            self.wake()

    async def _pass(self, now: datetime) -> list[asyncio.Task[bool]]:
        """Claim everything due and begin to send it; the tasks that send."""
        async with self._claiming:
            await self._mark_late()
            tasks: list[asyncio.Task[bool]] = []
            found, looks = await self._agenda(now), Counter[str]()
            while new := [about for about in found.subjects if looks[about] < _MOST_LOOKS]:
                looks.update(new)
                tasks += await self._claim(new, now)
                found = await self._agenda(now)
            tasks += await self._refresh_stale(now)
            self._set_alarm(found.next_at)
            return tasks

    async def _agenda(self, now: datetime) -> Agenda:
        found: Agenda = await self._seam.read_giving_way(agenda, self._now_process(), now)
        return found

    async def _claim(self, subjects: Sequence[str], now: datetime) -> list[asyncio.Task[bool]]:
        """What cannot wait goes out as it is found; the rest when all of it is known, the most urgent first."""
        tasks, calm = [], []
        for start in range(0, len(subjects), _AT_A_TIME):
            batch = subjects[start : start + _AT_A_TIME]
            claims = await self._seam.write_quietly_giving_way(claim, batch, self._now_process(), now)
            self._busy |= {each.id for each in claims}
            tasks += [self._spawn(self._send(each)) for each in claims if each.due.urgency <= Urgency.CALL]
            calm += [each for each in claims if each.due.urgency > Urgency.CALL]
        calm.sort(key=lambda each: (each.due.urgency, each.due.at, each.id))
        return tasks + [self._spawn(self._send(each)) for each in calm]

    def _now_process(self) -> Process:
        return replace(self._process, busy=frozenset(self._busy), alive=self._alive())

    def _set_alarm(self, next_at: datetime | None) -> None:
        self._alarm.set(_earliest([next_at, *self._cards_again.values()]))

    def _spawn(self, work: Coroutine[Any, Any, bool]) -> asyncio.Task[bool]:
        task: asyncio.Task[bool] = asyncio.get_running_loop().create_task(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return task

    # -- a message -------------------------------------------------------------------------------------------------------

    async def _send(self, claimed: Claim) -> bool:
        """Whether another look is needed."""
        try:
            with bound_contextvars(rule=claimed.due.rule, **_about(claimed)):
                mark = await (self._deliver_again(claimed) if claimed.is_repeat else self._deliver_in_turn(claimed))
                await self._mark(claimed.id, mark)
        finally:
            if claimed.id not in self._unmarked:
                self._busy.discard(claimed.id)
        return self._is_more_to_do(mark)

    async def _deliver_again(self, claimed: Claim) -> Mark:
        """What a death left open goes out a few at a time, each written down before: so what kills the process is found out."""
        async with self._repeats.turn(
            max(claimed.due.urgency, Urgency.CALL), claimed.due.at
        ):  # alerts wait for a place, too
            try:
                await self._seam.write_quietly_giving_way(begin_again, claimed.id)
            except Exception:  # the message comes first
                log.exception("it could not be written down that claim %s is sent again", claimed.id)
            return await self._deliver_in_turn(claimed)

    async def _deliver_in_turn(self, claimed: Claim) -> Mark:
        async with self._turns[claimed.due.way].turn(claimed.due.urgency, claimed.due.at, claimed.chat):
            return await self._deliver(claimed)

    async def _deliver(self, claimed: Claim) -> Mark:
        """Send the message; what is to be written down about it."""
        if self._clock.now() >= claimed.due.expires_at:
            return partial(expire, id=claimed.id, now=self._clock.now())
        try:
            message_id = await self._delivery.send(claimed.due, claimed.recipient)
        except DeliveryFailed as failure:
            return self._failed(claimed, failure)
        except DatabaseAway:
            return self._failed(claimed, DeliveryFailed(permanent=False, reason=AWAY))
        except Exception as mistake:
            log.exception("a message could not be sent")
            is_hopeless = claimed.attempts >= _TRIES_AFTER_A_MISTAKE
            return self._failed(claimed, DeliveryFailed(is_hopeless, f"{type(mistake).__name__} in the program"))
        self._unconfirmed.pop(claimed.id, None)
        # A mail shows nowhere in the chat but on the card of its meeting.
        shown_on = claimed.due.subject if claimed.due.way is Way.MAIL else ""
        return partial(finish, id=claimed.id, now=self._clock.now(), message_id=message_id, shown_on=shown_on)

    def _failed(self, claimed: Claim, failure: DeliveryFailed) -> Mark:
        now = self._clock.now()
        log.warning("a message was not delivered: %s", failure.reason)
        if failure.may_have_arrived:
            failure = self._unconfirmed_once_more(claimed, failure)
        if failure.permanent:
            self._unconfirmed.pop(claimed.id, None)
            return partial(fail, id=claimed.id, subject=claimed.due.subject, now=now, error=failure.reason)
        again = claimed.retry_at(now, failure.retry_after)
        return partial(put_off, id=claimed.id, retry_at=again, error=failure.reason or "try again")

    def _unconfirmed_once_more(self, claimed: Claim, failure: DeliveryFailed) -> DeliveryFailed:
        """What to make of a message that may have arrived: it is repeated a few times, ever later."""
        times = self._unconfirmed[claimed.id]
        self._unconfirmed[claimed.id] += 1
        if times < len(_UNCONFIRMED_AGAIN):
            return replace(failure, retry_after=_UNCONFIRMED_AGAIN[times])
        return replace(failure, permanent=True)

    async def _mark(self, id: int, mark: Mark) -> None:
        try:
            await self._seam.write_quietly_giving_way(mark)
        except Exception:  # database locked, disk full: the message is out, so the mark is kept and written later
            log.exception("claim %s could not be marked", id)
            self._unmarked[id] = mark
            self._alarm.set(self._clock.now() + _BROKEN_PASS_AGAIN)

    async def _mark_late(self) -> None:
        for id, mark in list(self._unmarked.items()):
            await self._seam.write_quietly_giving_way(mark)
            del self._unmarked[id]
            self._busy.discard(id)

    @staticmethod
    def _is_more_to_do(mark: Mark) -> bool:
        """Somebody is to be told of a failure; the alarm is to ring for the next try; a card shows that a mail went out."""
        return isinstance(mark, partial) and (mark.func in (fail, put_off) or bool(mark.keywords.get("shown_on")))

    # -- cards -----------------------------------------------------------------------------------------------------------

    async def _refresh_stale(self, now: datetime) -> list[asyncio.Task[bool]]:
        cards: Sequence[Card] = await self._seam.read_giving_way(stale)
        stale_ids = {card.id for card in cards}
        self._cards_again = {id: moment for id, moment in self._cards_again.items() if id in stale_ids}
        return [self._spawn(self._refresh(card)) for card in cards if self._may_refresh(card, now)]

    def _may_refresh(self, card: Card, now: datetime) -> bool:
        if card.id in self._refreshing or self._cards_again.get(card.id, now) > now:
            return False
        self._refreshing.add(card.id)
        self._cards_again.pop(card.id, None)
        return True

    async def _refresh(self, card: Card) -> bool:
        """Whether another look is needed: the card is stale all the same."""
        try:
            async with self._turns[Way.CHAT].turn(Urgency.CALL, card.changed_at, card.chat_id):
                return await self._bring_up_to_date(card)
        except Exception:  # whatever it was, the card stays stale and is tried again
            log.exception("card %s of %s could not be refreshed", card.kind, card.subject)
            self._card_later(card, None)
            return True
        finally:
            self._refreshing.discard(card.id)

    async def _bring_up_to_date(self, card: Card) -> bool:
        """Whether the card is stale all the same."""
        try:
            shown = await self._delivery.refresh(card)
        except DeliveryFailed as failure:
            if failure.permanent:
                await self._seam.write_quietly_giving_way(forget, card)
                return False
            self._card_later(card, failure.retry_after)
            return True
        return await self._seam.write_quietly_giving_way(refreshed, card, shown)

    def _card_later(self, card: Card, retry_after: timedelta | None) -> None:
        self._cards_again[card.id] = self._clock.now() + (retry_after or _CARD_AGAIN)


def _rested(began: float, ended: float) -> float:
    """Until when to rest after a pass."""
    took = ended - began
    return ended + (min(_RESTS * took, _LONGEST_REST_SECONDS) if took > _LONG_PASS_SECONDS else 0.0)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _about(claimed: Claim) -> dict[str, object]:
    return {"subject": claimed.due.subject, "occurrence": claimed.due.occurrence, "recipient": claimed.recipient.id}
