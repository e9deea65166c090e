"""What can be wrong with a file, as values."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class TooBig(MeetbotError):
    """A file of more bytes than ``limit``."""

    size: int
    limit: int


@dataclass(unsafe_hash=True)
class EmptyFile(MeetbotError):
    """A file without a single byte."""
