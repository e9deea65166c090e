"""What can go wrong with a checklist; values only, the words are found at the edge."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError, NotFound
from meetbot.standard.document import Evidence
from meetbot.texts import Wording


@dataclass(unsafe_hash=True)
class NoSuchItem(NotFound):
    """The key names nothing on this booking's list: forged, or gone since the booking changed (a stale button)."""

    item: str


@dataclass(unsafe_hash=True)
class NotInForce(MeetbotError):
    """The booking was cancelled: its checklist can be looked at, and nothing more."""

    booking_id: int


@dataclass(unsafe_hash=True)
class OutOfOrder(MeetbotError):
    """The item is done after another that is still open (B2, F5); ``first`` is that other's key, ``title`` its name."""

    item: str
    first: str
    title: Wording


@dataclass(unsafe_hash=True)
class ReasonMissing(MeetbotError):
    """An item is skipped for a reason, and none was given."""

    item: str


@dataclass(unsafe_hash=True)
class EvidenceMissing(MeetbotError):
    """The item is done when its count is told or its photo is there; ``expected`` is the count to compare with, if any."""

    item: str
    evidence: Evidence
    expected: int | None


@dataclass(unsafe_hash=True)
class BadCount(MeetbotError):
    """A count below zero or beyond anything a room holds."""

    item: str
    count: int
    highest: int


@dataclass(unsafe_hash=True)
class NotARound(MeetbotError):
    """Only tea rounds can be put off."""

    item: str
