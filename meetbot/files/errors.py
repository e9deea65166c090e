"""What can be wrong with a file, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class TooBig(MeetbotError):
    """A file of more bytes than ``limit``."""

    size: int
    limit: int


@dataclass(unsafe_hash=True)
class FileDropped(MeetbotError):
    """A file that was kept as long as the house keeps files."""

    dropped_at: datetime


@dataclass(unsafe_hash=True)
class EmptyFile(MeetbotError):
    """A file without a single byte."""


@dataclass(unsafe_hash=True)
class NotAPicture(MeetbotError):
    """The bytes are no picture of a kind that every phone shows."""


@dataclass(unsafe_hash=True)
class TooManyPixels(MeetbotError):
    """A picture of more pixels than ``limit``."""

    width: int
    height: int
    limit: int
