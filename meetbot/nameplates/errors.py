"""Why a list of names is not taken."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class NoNames(MeetbotError):
    """There is no name in what was sent."""


@dataclass(unsafe_hash=True)
class TooManyNames(MeetbotError):
    """More names than the meeting has places."""

    count: int
    places: int


@dataclass(unsafe_hash=True)
class NameTooLong(MeetbotError):
    """The name or title in this line is longer than a card can show."""

    line: int
    length: int
    limit: int


@dataclass(unsafe_hash=True)
class NotAList(MeetbotError):
    """The file is no text: a picture, a spreadsheet in its own format."""


@dataclass(unsafe_hash=True)
class ListTooBig(MeetbotError):
    """The file is larger than any list of names."""

    size: int
    limit: int


@dataclass(unsafe_hash=True)
class NotCheckedYet(MeetbotError):
    """A step before this one was not done: names before seats, seats before the cards stand in the room."""
