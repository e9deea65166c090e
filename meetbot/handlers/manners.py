"""
How fast one person may write and press (of a channel, the chat): what is more than anybody does by hand is not taken in.

A member has plenty: two in a second for as long as they like, and 120 at once, as after an hour without a network. A stranger,
who has hardly anything to press, has much less. Whoever exceeds it is told once; it fills no inbox and keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from time import monotonic


@dataclass(frozen=True)
class Allowance:
    """``at_once`` updates after a silence, and ``per_second`` for as long as it lasts."""

    at_once: int
    per_second: float


MEMBER = Allowance(at_once=120, per_second=2.0)
STRANGER = Allowance(at_once=20, per_second=0.2)
# Somebody may get a role, or lose it: who is a member is asked again after so long.
_KNOWN_SECONDS = 60.0
# Told again when they kept quiet for so long in between.
_TOLD_SECONDS = 30.0
_MOST_CHATS = 2000


class Verdict(Enum):
    """What becomes of an update."""

    TAKE = "take"
    TELL = "tell"  # dropped, and the sender hears why
    DROP = "drop"


@dataclass(slots=True)
class _Chat:
    used: float = 0.0  # of what may come at once
    since: float = 0.0
    allowance: Allowance = STRANGER
    asked_at: float = float("-inf")
    dropped_at: float = float("-inf")

    def ebb(self, now: float) -> None:
        self.used = max(0.0, self.used - (now - self.since) * self.allowance.per_second)
        self.since = now


class Manners:
    """``is_member(chat_id)`` is asked only about whoever exceeds what a stranger may."""

    def __init__(self, is_member: Callable[[int], Awaitable[bool]], seconds: Callable[[], float] = monotonic) -> None:
        self._is_member = is_member
        self._seconds = seconds
        self._chats: dict[int, _Chat] = {}
        self.dropped = 0

    async def judge(self, chat_id: int) -> Verdict:
        """What becomes of an update of this chat."""
        now = self._seconds()
        chat = self._chats.get(chat_id) or self._new(chat_id, now)
        chat.ebb(now)
        if chat.used + 1 > chat.allowance.at_once and now >= chat.asked_at + _KNOWN_SECONDS:
            chat.asked_at = now
            chat.allowance = MEMBER if await self._is_member(chat_id) else STRANGER
        if chat.used + 1 <= chat.allowance.at_once:
            chat.used += 1
            return Verdict.TAKE
        self.dropped += 1
        is_told = now < chat.dropped_at + _TOLD_SECONDS
        chat.dropped_at = now
        return Verdict.DROP if is_told else Verdict.TELL

    def _new(self, chat_id: int, now: float) -> _Chat:
        if len(self._chats) >= _MOST_CHATS:
            self._forget(now)
        return self._chats.setdefault(chat_id, _Chat(since=now))

    def _forget(self, now: float) -> None:
        """Drop those who kept quiet; in a crowd of strangers, whoever used least."""
        for chat in self._chats.values():
            chat.ebb(now)
        busy = sorted(self._chats.items(), key=lambda item: item[1].used)[-_MOST_CHATS // 2 :]
        self._chats = {chat_id: chat for chat_id, chat in busy if chat.used > 0}
