"""Troubles on demand: what a network and a busy Telegram do to a bot now and then."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from meetbot.localchat.errors import ConnectionCut, Refused, Unanswered, conflict
from meetbot.localchat.updates import OTHER_POLL

Trouble = Literal["flood", "server_error", "cut", "timeout", "conflict", "unauthorized"]

EVERY_METHOD = "*"


@dataclass
class Fault:
    """One trouble waiting for its call."""

    method: str
    trouble: Trouble
    times: int
    chat_id: int | None
    retry_after: int

    def meets(self, method: str, chat_id: int | None) -> bool:
        return self.method.lower() in {EVERY_METHOD, method.lower()} and self.chat_id in {None, chat_id}


class Faults:
    """The troubles ordered; each is used up by as many calls as it was ordered for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def strike(self, method: str, chat_id: int | None) -> Unanswered | None:
        """
        Let the next fault that fits happen. Raises Refused or ConnectionCut for a call that must have no effect;
        returns Unanswered for one that is carried out first.
        """
        fault = next((fault for fault in self._waiting if fault.meets(method, chat_id)), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
        match fault.trouble:
            case "flood":
                raise too_many(fault.retry_after)
            case "server_error":
                raise Refused(500, "Internal Server Error")
            case "conflict":
                raise conflict(OTHER_POLL)
            case "unauthorized":
                raise Refused(401, "Unauthorized")
            case "cut":
                raise ConnectionCut(method)
            case "timeout":
                return Unanswered(method)


class FloodLimits:
    """
    Telegram's limits, in real seconds: about 30 messages a second in all, one a second in a chat (a short burst
    passes), 20 a minute in a group, where edits count too.
    """

    ALL, BURST, GROUP = 30, 5, 20

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._sent: dict[tuple[str, int], deque[float]] = {}

    def admit(self, chat_id: int) -> None:
        """Count a message to ``chat_id``. Raises Refused (429) when it is one too many."""
        now = self._monotonic()
        windows = [(("all", 0), self.ALL, 1.0), (("chat", chat_id), self.BURST, float(self.BURST))]
        if chat_id < 0:
            windows.append((("group", chat_id), self.GROUP, 60.0))
        for key, most, seconds in windows:
            self._check(key, most, seconds, now)
        for key, _, _ in windows:
            self._sent[key].append(now)

    def _check(self, key: tuple[str, int], most: int, seconds: float, now: float) -> None:
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        if len(sent) >= most:
            raise too_many(max(1, round(sent[0] + seconds - now)))


def too_many(retry_after: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after)
