"""What can be wrong with a draft, as values."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class StaleDraft(MeetbotError):
    """A button or an answer belongs to another state of the draft; ``current`` is none when the draft is gone."""

    version: int
    current: int | None
