"""What can be wrong with a defect, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class WordsTooLong(MeetbotError):
    """A description or a note of more characters than ``limit``, counting what was said before."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class WordsMissing(MeetbotError):
    """An added description with nothing readable in it."""


@dataclass(unsafe_hash=True)
class NoteMissing(MeetbotError):
    """Resolving without saying what was done."""


@dataclass(unsafe_hash=True)
class TooManyPhotos(MeetbotError):
    """A defect has as many photos as it may have."""

    limit: int


@dataclass(unsafe_hash=True)
class CannotRepair(MeetbotError):
    """The person ``name`` is not there any more, or neither maintenance nor admin."""

    name: str


@dataclass(unsafe_hash=True)
class AlreadyResolved(MeetbotError):
    """The defect was resolved by the person called ``by``; nothing about it changes any more."""

    by: str
    at: datetime
