"""What would become of each date of a series that somebody wishes for, and what they decided about single dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from meetbot.booking.rooms import Bookable
from meetbot.booking.wishes import Offer, Wish
from meetbot.errors import MeetbotError
from meetbot.yamlfiles import Strict


class Choice(Strict):
    """What was decided about one date; what is not said stays as the rule and the wish have it."""

    skip: bool = False
    room: str | None = None  # code: the same time in another room
    starts_at: datetime | None = None  # aware: another time, as long as the others
    closed_ok: bool = False  # held although the house is closed then


# By the rule's day: what a date is called, wherever it is moved to.
Choices = Mapping[date, Choice]


class Fate(StrEnum):
    """What becomes of a date."""

    BOOKED = "booked"
    UNDECIDED = "undecided"  # ``problem`` says why it cannot be booked as it is; a choice is needed
    CLOSED = "closed"  # left out by the rule, because the house is closed
    SAME = "same"  # moved off a closed day onto another date of the series, and left out
    SKIPPED = "skipped"  # left out by choice


@dataclass(frozen=True)
class Slot:
    """A date before anybody has looked at rooms: when it would be, or why not."""

    day: date  # by the rule
    named: datetime  # when the rule has it begin: what calendars call it (RECURRENCE-ID)
    starts_at: datetime
    ends_at: datetime
    fate: Fate = Fate.BOOKED
    problem: MeetbotError | None = None


@dataclass(frozen=True)
class Dated(Slot):
    """A date with the room that it would have. A date that is not booked has none."""

    offer: Offer | None = None

    @property
    def was_moved(self) -> bool:
        """Whether it is at another time than the rule says."""
        return self.starts_at != self.named


@dataclass(frozen=True)
class Outlook:
    """A whole series as it would be booked now."""

    room: Bookable  # where every date is that has no room of its own
    dates: tuple[Dated, ...]  # in the rule's order, those that are left out too
    missing: tuple[date, ...]  # months (their first days) left out because they have no such day

    @property
    def booked(self) -> tuple[Dated, ...]:
        return tuple(dated for dated in self.dates if dated.fate is Fate.BOOKED)

    @property
    def undecided(self) -> tuple[Dated, ...]:
        return tuple(dated for dated in self.dates if dated.fate is Fate.UNDECIDED)

    @property
    def left_out(self) -> tuple[Dated, ...]:
        return tuple(dated for dated in self.dates if dated.fate not in (Fate.BOOKED, Fate.UNDECIDED))


def wish_on(wish: Wish, slot: Slot, room: str | None = None) -> Wish:
    """The wish of one date: for the other rooms and the nearest free times of exactly this one."""
    return replace(wish, starts_at=slot.starts_at, ends_at=slot.ends_at, room=room or wish.room)
