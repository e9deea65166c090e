"""The people of a chaos run: each does one thing after another in their own chat, and waits for what the chat then shows."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from meetbot.clock import Clock
from meetbot.localchat.chat import LocalChat
from meetbot.localchat.people import Message
from tests.chaos.ledger import Booked, Ledger, Pressed, Said, Waited
from tests.factories import SHANGHAI
from tests.localchat.pictures import png

# Real seconds.
_LOOK = 0.05
_NEWEST = 80
_TRIES = 3


class Silence(Exception):
    """What was waited for did not come."""


@dataclass
class Town:
    """
    What all people share. ``is_evening``: whoever has finished what they are at goes home. ``drafts``: what the bot knows of
    somebody's, for whoever waited in vain for ``patience`` real seconds; those that the machine ``slept`` do not count.
    """

    chat: LocalChat
    clock: Clock
    ledger: Ledger
    think_seconds: float
    patience: float
    drafts: Callable[[int], list[str]]
    is_evening: bool = False
    is_asleep: bool = False
    slept: float = 0.0


@dataclass
class Somebody:
    """A person in their chat."""

    town: Town
    id: int
    dice: random.Random
    done: set[str] = field(default_factory=set)

    async def live(self) -> None:
        """Until evening. Whoever waits in vain says so and goes on with something else."""
        deeds, weights = zip(*self.deeds(), strict=True)
        while not self.town.is_evening:
            deed, since = self.dice.choices(deeds, weights)[0], monotonic()
            try:
                await deed()
            except Silence as silence:
                until, drafts = monotonic(), await asyncio.to_thread(self.town.drafts, self.id)
                self.town.ledger.silences.append(Waited(self.id, deed.__name__, str(silence), since, until, drafts))
            await asyncio.sleep(self.dice.uniform(0.1, 2.0) * self.town.think_seconds)

    def deeds(self) -> list[tuple[Callable[[], Awaitable[object]], int]]:
        """What this person does, and how often."""
        raise NotImplementedError

    @property
    def now(self) -> datetime:
        return self.town.clock.now()

    def newest(self) -> list[Message]:
        """What the chat shows now, the newest first."""
        chat = self.town.chat
        shown = [Message(chat.conversations, raw) for raw in chat.store.messages(self.id, _NEWEST)]
        return [message for message in reversed(shown) if message.is_from_bot]

    def find(self, pattern: str, *, since: int = 0) -> tuple[str, Message] | None:
        """The newest button whose code matches, in a message later than ``since``."""
        wanted = re.compile(pattern)
        for message in self.newest():
            for code in _codes(message):
                if message.message_id > since and wanted.fullmatch(code) and code not in self.done:
                    return code, message
        return None

    async def until(self, found: Callable[[], Any], what: str) -> Any:
        """What ``found`` finds, as soon as it does. Raises Silence."""
        began, slept = monotonic(), self.town.slept
        while (result := found()) is None:
            waited = monotonic() - began - (self.town.slept - slept)
            if waited > self.town.patience and not self.town.is_asleep:
                raise Silence(f"{what}; the newest: {self.newest()[:3]}")
            await asyncio.sleep(_LOOK)
        return result

    def says(self, text: str) -> int:
        """Write; the newest message before it."""
        before = max((message.message_id for message in self.newest()), default=0)
        self.town.ledger.said.append(Said(self.id, self.town.chat.user(self.id).says(text), text))
        return before

    async def presses(self, pattern: str, *, since: int = 0) -> Pressed:
        """Press the newest such button, once it is there; where the bot objects (it is out of date), the newest once more."""
        for _ in range(_TRIES):
            code, message = await self.until(lambda: self.find(pattern, since=since), f"no button {pattern}")
            pressed = await self.taps(code, message)
            if pressed.is_heard:
                break
        return pressed

    async def taps(self, code: str, message: Message) -> Pressed:
        chat = self.town.chat
        press = chat.user(self.id).taps(code, message.chat_id, message.message_id)
        made = Pressed(self.id, press.update_id, press.query_id, code)
        self.town.ledger.pressed.append(made)
        made.answer = await self.until(lambda: self._answer(press.query_id), f"no answer to {code}")
        return made

    def _answer(self, query_id: str) -> str | None:
        query = self.town.chat.store.query(query_id)
        return None if query is None or query["answer"] is None else str(json.loads(query["answer"])["text"])


@dataclass
class Organiser(Somebody):
    """Books one meeting after the other in a room of their own, moves and cancels some, and asks for things while one runs."""

    room: str = ""
    free_from: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    lamps: int = 0

    def deeds(self) -> list[tuple[Callable[[], Awaitable[object]], int]]:
        return [
            (self.books_in_a_line, 6), (self.books_by_buttons, 3), (self.moves, 3), (self.cancels, 2), (self.asks, 5),
            (self.reports, 2),
        ]  # fmt: skip

    @property
    def mine(self) -> list[Booked]:
        """What is still to come."""
        soon = self.now + timedelta(minutes=70)
        return [
            each for each in self.town.ledger.booked
            if each.organiser == self.id and each.id and not each.is_cancelled and each.starts_at > soon
        ]  # fmt: skip

    def _slot(self) -> datetime:
        """The next time at which the room is surely free, on an open day."""
        local = max(self.now + timedelta(minutes=50), self.free_from).astimezone(SHANGHAI)
        local = local.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=(local.minute // 15 + 1) * 15)
        while not (8 <= local.hour < 18 and local.weekday() < 5):
            local = (local + timedelta(hours=1)).replace(minute=0)
        self.free_from = local.astimezone(UTC) + timedelta(hours=2)
        return local.astimezone(UTC)

    async def books_in_a_line(self) -> None:
        start = self._slot()
        made = Booked(self.id, start, 60)
        line = f"{_words(start, 60)} {self.dice.randint(4, 8)} people general meeting in {self.room}"
        before = self.says(f"/book {line}")
        await self._confirms(made, before)

    async def books_by_buttons(self) -> None:
        """In a room that the bot offers: somebody else may be faster."""
        before = self.says("/book")
        offered = await self.until(lambda: self.find(r"bk\.(day|new):.*", since=before), "nobody asks for the day")
        if offered[0].startswith("bk.new"):  # one that was begun and not finished: start over
            await self.taps(*offered)
        await self._presses_any(r"bk\.day:.*", before)
        pressed = await self._presses_any(r"bk\.at:.*", before, _is_in_hours)
        made = Booked(self.id, datetime.fromtimestamp(int(pressed.arguments[-1]), UTC), 60, is_in_own_room=False)
        await self.presses(r"bk\.len:\d+:\d+:60", since=before)
        await self.presses(r"bk\.heads:.*", since=before)
        await self.presses(r"bk\.type:\d+:\d+:general", since=before)
        await self._confirms(made, before)

    async def _presses_any(self, pattern: str, since: int, fits: Callable[[str], bool] = lambda _code: True) -> Pressed:
        """Any but the first, which may be over soon."""
        _, message = await self.until(lambda: self.find(pattern, since=since), f"no button {pattern}")
        offered = [code for code in _codes(message) if re.fullmatch(pattern, code)]
        return await self.taps(self.dice.choice([code for code in offered[1:] if fits(code)] or offered), message)

    async def _confirms(self, made: Booked, before: int) -> None:
        known = {each.id for each in self.town.ledger.booked}
        if await self._is_refused("", before):
            return
        pressed = await self.presses(r"bk\.book:.*", since=before)
        if not pressed.is_heard:
            return
        self.town.ledger.booked.append(made)
        made.id = await self.until(lambda: self._new_card(known, before), "no card of the new booking")

    async def _is_refused(self, words: str, since: int) -> bool:
        """Whether the draft with these words shows what is in the way (a room that others have) instead of a confirmation."""

        def shown() -> tuple[str, Message] | None:
            for message in self.newest():
                codes = [code for code in _codes(message) if code.startswith(("bk.book:", "bk.drop:"))]
                # Not the newest in any case: a beginning that was in flight at several deaths stands there as often.
                is_settled = bool(codes) and (codes[0].startswith("bk.book:") or "⚠️" in message.text)
                if is_settled and message.message_id > since and words in message.text:
                    return codes[0], message
            return None

        code, message = await self.until(shown, f"neither a confirmation nor a refusal {words}")
        if code.startswith("bk.drop:"):
            await self.taps(code, message)
        return bool(code.startswith("bk.drop:"))

    def _new_card(self, known: set[int], before: int) -> int | None:
        for message in self.newest():
            for code in _codes(message):
                if code.startswith("bk.edit:") and message.message_id > before:
                    id = int(code.split(":")[1])
                    return id if id not in known else None
        return None

    async def moves(self) -> None:
        mine = [each for each in self.mine if each.is_in_own_room]
        if not mine:
            return
        booked = self.dice.choice(mine)
        found = self.find(rf"bk\.edit:{booked.id}:whole")
        if found is None:
            return
        start = self._slot()
        await self.taps(*found)
        before = self.says(_words(start, booked.minutes))
        to = f"{start.astimezone(SHANGHAI):%H:%M}"
        if await self._is_refused(to, before):
            return
        pressed = await self.presses(r"bk\.book:.*", since=before)
        if pressed.is_heard:
            await self.until(lambda: self._shows(to, rf"bk\.edit:{booked.id}:whole"), f"no card at {to}")
            booked.moves.append(start)

    def _shows(self, words: str, button: str) -> bool | None:
        """Whether a message with these words has such a button."""
        wanted = re.compile(button)
        return any(
            words in message.text and any(wanted.fullmatch(code) for code in _codes(message))
            for message in self.newest()
        ) or None  # fmt: skip

    async def cancels(self) -> None:
        if len(self.mine) < 2:
            return
        booked = self.dice.choice(self.mine)
        found = self.find(rf"bk\.cancel:{booked.id}")
        if found is None:
            return
        await self.taps(*found)
        pressed = await self.presses(rf"bk\.cancel2:{booked.id}")
        if pressed.is_heard:
            booked.is_cancelled = True

    async def asks(self) -> None:
        found = self.find(r"rq\.ask:\d+:(tea|volume|temperature|chairs|equipment)")
        if found is not None:
            self.done.add(found[0])
            await self.taps(*found)

    async def reports(self) -> None:
        self.lamps += 1
        words, photo = f"Lamp {self.id}-{self.lamps} flickers", png(40 + self.lamps, self.id % 1000)
        before = self.says("/report")
        await self.presses(r"df\.room:.*", since=before)
        await self.until(lambda: self.find(r"df\.rooms:.*", since=before), "nobody asks what is wrong")
        self.town.ledger.reported[words] = photo
        sent = self.town.chat.user(self.id).sends_photo(photo, words)
        self.town.ledger.said.append(Said(self.id, sent, words))
        await self.until(lambda: self._has_said(words), "the report is not shown")

    def _has_said(self, words: str) -> bool | None:
        return any(words in message.text for message in self.newest()) or None


@dataclass
class Attendant(Somebody):
    """Takes meetings, ticks and counts what is on the lists, answers rounds and requests."""

    def deeds(self) -> list[tuple[Callable[[], Awaitable[object]], int]]:
        return [
            (self._presser(r"ck\.take:\d+:.*"), 3), (self._presser(r"ck\.t:.*"), 10), (self._presser(r"rd\.done:.*"), 8),
            (self._presser(r"rq\.go:\d+"), 3), (self._presser(r"rq\.done:\d+"), 3), (self._presser(r"ck\.i:.*"), 2),
            (self._presser(r"ck\.n:.*"), 6),
        ]  # fmt: skip

    def _presser(self, pattern: str) -> Callable[[], Awaitable[None]]:
        async def presses() -> None:
            found = self.find(pattern)
            if found is not None:
                self.done.add(found[0])
                await self.taps(*found)

        presses.__name__ = f"presses {pattern}"
        return presses


class Mender(Attendant):
    """Grades defects and mends them."""

    def deeds(self) -> list[tuple[Callable[[], Awaitable[object]], int]]:
        return [
            (self._presser(r"df\.grade:\d+:(minor|major).*"), 2), (self._presser(r"df\.fix:\d+:?.*"), 1),
            (self._presser(r"df\.note:.*"), 3),
        ]  # fmt: skip


def _codes(message: Message) -> list[str]:
    return [button["callback_data"] for row in message.keyboard for button in row if "callback_data" in button]


def _is_in_hours(code: str) -> bool:
    start = datetime.fromtimestamp(int(code.rpartition(":")[-1]), SHANGHAI)
    return start.weekday() < 5 and 8 <= start.hour < 18


def _words(start: datetime, minutes: int) -> str:
    local = start.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M}-{local + timedelta(minutes=minutes):%H:%M}"
