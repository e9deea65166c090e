"""What can be wrong with something that says it is an update."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class NotAnUpdate(MeetbotError):
    """What came in is no update of the chat platform; it is refused, not kept."""

    reason: str
