"""What can be wrong with taking a calendar over, as values."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class NothingToImport(MeetbotError):
    """The calendar has no date in the time that can be booked."""


@dataclass(unsafe_hash=True)
class BadAddress(MeetbotError):
    """No address that a calendar can be fetched from; ``why``: "no_url", "no_https", "too_long", "has_password"."""

    why: str


@dataclass(unsafe_hash=True)
class AlreadySubscribed(MeetbotError):
    """The room follows this address already."""


@dataclass(unsafe_hash=True)
class TooManySubscriptions(MeetbotError):
    """The house follows ``limit`` addresses."""

    limit: int
