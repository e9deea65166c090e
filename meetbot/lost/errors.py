"""What can be wrong with a find, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class NothingSaid(MeetbotError):
    """A find, a place or a receiver without a readable word, where there is no photo either."""


@dataclass(unsafe_hash=True)
class FindWordsTooLong(MeetbotError):
    """Words of more characters than ``limit``, counting what was said before."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class TooManyFindPhotos(MeetbotError):
    """A find has as many photos as it may have."""

    limit: int


@dataclass(unsafe_hash=True)
class AlreadyHandedOver(MeetbotError):
    """``by`` said before that it was handed ``to`` somebody; nothing about it changes any more."""

    by: str
    to: str
    at: datetime


@dataclass(unsafe_hash=True)
class IsAFind(MeetbotError):
    """What was found at this item was left behind: it is no defect, and asks for a photo or words."""

    booking_id: int
    item: str
