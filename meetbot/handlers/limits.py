"""What Telegram allows, and what one chat has had of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf
from typing import Any

ChatId = int | str


# ``rate_limit_args`` of a request is its urgency: this for an answer to somebody, more for what is less urgent
# (``reminders.dues.Urgency``). python-telegram-bot hands 0 over as None, so what says nothing is an answer.
ANSWER = 0


@dataclass(frozen=True)
class Limits:
    """Messages per span of time. ``chat_burst`` is how many answers a private chat may get at once."""

    overall_per_second: float
    chat_seconds: float
    chat_burst: int
    group_per_minute: int
    # No more than so many within any second, on their way or answered since: whatever the network delays, no more arrive.
    most_in_a_second: float = inf
    # Of these, so many are left to answers for some seconds after one: where people press, they press again.
    room_for_answers: int = 0
    room_seconds: float = 5.0
    # After a refused answer the others wait their turn too, for so long.
    careful_seconds: float = 30.0
    tries: int = 6
    # What nobody waits for is given back, and not kept here, while its chat is held for longer: its place is another's.
    patience_seconds: float = 3.0
    # An answer that does not get through is sent again after so long, then after twice as long, up to the longest.
    # Together that outlasts an outage of an hour; what nobody waits for is the ticker's to try again.
    pause_seconds: float = 0.5
    longest_pause_seconds: float = 30.0
    answer_tries: int = 130
    # A message that may have arrived is not sent so often for want of a confirmation; an edit shows the same every time.
    unconfirmed_tries: int = 3


# Evenly spaced, never thirty at once; what is late may not let 31 arrive within one second.
TELEGRAM = Limits(
    overall_per_second=29.8, chat_seconds=1.0, chat_burst=8, group_per_minute=20, most_in_a_second=30, room_for_answers=3,
)  # fmt: skip
# A stand-in on the same machine has no limits of its own.
UNLIMITED = Limits(
    overall_per_second=1e9, chat_seconds=0.0, chat_burst=1, group_per_minute=1_000_000, pause_seconds=0.0
)  # fmt: skip
_MINUTE = 60.0


@dataclass(slots=True)
class Chat:
    """What one chat was sent lately and what waits for it."""

    is_group: bool
    paid_until: float = 0.0  # each message moves it on by a second
    sent: deque[float] = field(default_factory=deque)  # of a group: the last minute's messages
    held_until: float = 0.0

    def opens_at(self, urgency: int, limits: Limits) -> float:
        """When the next message of this urgency may go."""
        burst = limits.chat_burst - 1 if urgency <= ANSWER else 0
        is_full = self.is_group and len(self.sent) >= limits.group_per_minute
        return max(
            self.held_until,
            self.paid_until - burst * limits.chat_seconds,
            self.sent[-limits.group_per_minute] + _MINUTE if is_full else 0.0,
        )

    def note(self, now: float, limits: Limits) -> None:
        """A message goes out now."""
        self.paid_until = max(self.paid_until, now) + limits.chat_seconds
        if self.is_group:
            self.sent.append(now)
            while self.sent[0] <= now - _MINUTE:
                self.sent.popleft()

    def is_idle(self, now: float) -> bool:
        return max(self.paid_until, self.held_until) <= now and (not self.sent or self.sent[-1] <= now - _MINUTE)


def chat_of(endpoint: str, data: dict[str, Any]) -> ChatId | None:
    """The chat whose limits the request uses; none when it shows no message (answers to presses, menus, files)."""
    if not endpoint.startswith(("send", "edit", "copy", "forward")) or endpoint == "sendChatAction":
        return None
    chat_id = data.get("chat_id")
    try:
        return int(chat_id)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return chat_id if isinstance(chat_id, str) else None
