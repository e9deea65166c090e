"""A date of a series on its own: in what it can differ from the others, and what a change would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meetbot.booking.models import Booking
from meetbot.booking.rooms import Bookable
from meetbot.booking.series.outlook import Slot
from meetbot.booking.wishes import Offer, Wish
from meetbot.errors import MeetbotError


class Aspect(StrEnum):
    """In what a date can differ from its series."""

    DAY = "day"
    TIME = "time"
    LENGTH = "length"
    ROOM = "room"
    TITLE = "title"
    TYPE = "meeting_type"
    LAYOUT = "layout"
    HEADS = "heads"
    NEEDS = "needs"
    TEA = "tea_every"
    ROSTRUM = "rostrum_every"


@dataclass(frozen=True)
class DateChange:
    """What would become of one date."""

    booking: Booking
    wish: Wish  # as it would be
    room: Bookable
    keeps: frozenset[Aspect] = frozenset()  # what the change is about and it has its own way
    offer: Offer | None = None
    problem: MeetbotError | None = None  # why it cannot be so
    is_left: bool = False  # stays as it is, by choice


@dataclass(frozen=True)
class NewDate:
    """A date of the new rule. ``was`` is the booking that becomes it; none: a new one."""

    slot: Slot
    wish: Wish
    room: Bookable
    was: DateChange | None = None
    offer: Offer | None = None  # none where nothing changes
    problem: MeetbotError | None = None  # why it cannot be so
    is_changed: bool = True  # something becomes of it; else it stays as it is

    @property
    def day(self) -> date:
        """By the new rule."""
        return self.slot.day

    @property
    def is_moved(self) -> bool:
        """Whether a booking that stays begins at another time."""
        return self.was is not None and self.is_changed and self.wish.starts_at != self.was.booking.starts_at
