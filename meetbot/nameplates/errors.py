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
    """The file is neither text nor a spreadsheet that can be read: a picture, one with a password, an old format."""


@dataclass(unsafe_hash=True)
class ListTooBig(MeetbotError):
    """The file is larger than any list of names, as it is or unpacked."""

    size: int
    limit: int


@dataclass(unsafe_hash=True)
class NotCheckedYet(MeetbotError):
    """A step before this one was not done: names before seats, seats before the cards stand in the room."""


@dataclass(unsafe_hash=True)
class ListTooLong(MeetbotError):
    """A spreadsheet with something beyond so many rows."""

    limit: int
