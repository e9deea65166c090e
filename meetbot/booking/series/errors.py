"""What can be wrong with a series as a whole. What is wrong with one of its dates is an error of ``booking.errors``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from meetbot.errors import MeetbotError, NotFound

if TYPE_CHECKING:
    from meetbot.booking.series.changes import DateChange, NewDate
    from meetbot.booking.series.outlook import Dated


@dataclass(unsafe_hash=True)
class EndlessSeries(MeetbotError):
    """Nothing says when the series ends."""


@dataclass(unsafe_hash=True)
class NoDates(MeetbotError):
    """The rule has no day at all between its first and its last."""

    first: date
    until: date | None


@dataclass(unsafe_hash=True)
class TooManyDates(MeetbotError):
    """The rule has ``count`` dates, a series at most ``limit``; the last of so many would be on ``last``."""

    count: int
    limit: int
    last: date


@dataclass(unsafe_hash=True)
class SeriesTooFarAhead(MeetbotError):
    """
    The series goes on beyond the last day that one may book (``horizon``).

    Ended on ``last``, its last possible date, it would have ``count`` dates (none and 0: not even the first).
    """

    horizon: date
    last: date | None
    count: int


@dataclass(unsafe_hash=True)
class DatesOverlap(MeetbotError):
    """One date would not be over when the next begins."""

    ends_at: datetime
    next_starts_at: datetime


@dataclass(unsafe_hash=True)
class SameDate(MeetbotError):
    """A date that was moved off a closed day falls on another date of the series, and is left out."""

    day: date


@dataclass(unsafe_hash=True)
class Undecided(MeetbotError):
    """Dates that cannot be booked as they are, and nobody has said what becomes of them; nothing was booked."""

    dates: tuple[Dated, ...]


@dataclass(unsafe_hash=True)
class UndecidedChange(MeetbotError):
    """Dates that cannot be changed as the others, and nobody has said what becomes of them; nothing was changed."""

    dates: tuple[DateChange | NewDate, ...]


@dataclass(unsafe_hash=True)
class NothingLeft(MeetbotError):
    """Every date is left out: there is nothing to book."""


@dataclass(unsafe_hash=True)
class NoSeries(NotFound):
    """The booking is no date of a series."""

    booking_id: int
