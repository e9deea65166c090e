"""What can go wrong when something is delivered; values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class DeliveryFailed(MeetbotError):
    """
    A message could not be delivered.

    ``permanent``: trying again is pointless (blocked, the chat is gone). ``retry_after``: not before that.
    ``may_have_arrived``: nobody knows; trying again may show it twice. ``reason`` is for the log and the admin, in the
    platform's words and without secrets.
    """

    permanent: bool
    reason: str = ""
    retry_after: timedelta | None = None
    may_have_arrived: bool = False
