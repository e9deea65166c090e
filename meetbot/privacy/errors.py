"""Why a person's data cannot be taken away, as values."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


@dataclass(unsafe_hash=True)
class StillHere(MeetbotError):
    """Only who has left can be forgotten: before that, bookings and open work would belong to nobody."""

    name: str


@dataclass(unsafe_hash=True)
class NoSuchPerson(MeetbotError):
    """Nobody has this number."""

    person_id: int
