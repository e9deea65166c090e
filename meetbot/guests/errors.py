"""Why somebody is not invited, and why an answer does not count."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class NoAddresses(MeetbotError):
    """There is no mail address in what was sent."""


@dataclass(unsafe_hash=True)
class NotAnAddress(MeetbotError):
    """A piece of the list (on one line, shortened) is no mail address; ``line`` counts from 1."""

    line: int
    piece: str


@dataclass(unsafe_hash=True)
class HiddenCharacters(MeetbotError):
    """The line holds control or direction characters, which can make an address look like another."""

    line: int


@dataclass(unsafe_hash=True)
class ForeignLocalPart(MeetbotError):
    """The part before the @ is not in ASCII; few servers carry such mail."""

    line: int
    piece: str


@dataclass(unsafe_hash=True)
class GuestNameTooLong(MeetbotError):
    """The name in this line is longer than any name."""

    line: int
    length: int
    limit: int


@dataclass(unsafe_hash=True)
class TooManyGuests(MeetbotError):
    """The meeting would have more guests than may be invited by mail."""

    count: int
    limit: int


@dataclass(unsafe_hash=True)
class UnknownGuest(MeetbotError):
    """Nobody with this number is invited to this meeting (any more)."""

    guest_id: int


@dataclass(unsafe_hash=True)
class AnswerNotTaken(MeetbotError):
    """An answer that does not count; the kinds below say why."""


@dataclass(unsafe_hash=True)
class UnknownMeeting(AnswerNotTaken):
    """The answer is about no meeting that the person who sent it on decides about."""


@dataclass(unsafe_hash=True)
class NotInvited(AnswerNotTaken):
    """The address that answers was not invited, or is not invited any more."""

    booking_id: int
    address: str


@dataclass(unsafe_hash=True)
class AnswerOutdated(AnswerNotTaken):
    """A later answer of the same guest, or this very one, is known."""

    booking_id: int
    address: str


@dataclass(unsafe_hash=True)
class AnswerUnclear(AnswerNotTaken):
    """The answer names no guest, several of them, or says neither yes nor no nor perhaps."""
