"""What can go wrong when furniture meets a room."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError, NotFound


@dataclass(unsafe_hash=True)
class DoesNotFit(MeetbotError):
    """``places`` were asked for in ``layout``, but the room holds ``capacity`` (0: not even the smallest arrangement)."""

    layout: str
    places: int
    capacity: int


@dataclass(unsafe_hash=True)
class NoPlaces(MeetbotError):
    """A plan for nobody, or for fewer than nobody."""

    places: int


@dataclass(unsafe_hash=True)
class UnknownLayout(NotFound):
    """The catalogue has no layout of this name."""

    layout: str
