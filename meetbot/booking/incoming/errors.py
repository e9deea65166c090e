"""What can be wrong with a calendar that somebody else made, as values."""

from __future__ import annotations

from dataclasses import dataclass

from meetbot.errors import MeetbotError


class IncomingCalendarError(MeetbotError):
    """The calendar cannot be read at all; subclasses say why."""


@dataclass(unsafe_hash=True)
class NotACalendar(IncomingCalendarError):
    """It does not begin as a calendar does, or is no text in any character set we know."""


@dataclass(unsafe_hash=True)
class CalendarTooBig(IncomingCalendarError):
    """Sizes in bytes."""

    size: int
    limit: int


@dataclass(unsafe_hash=True)
class BrokenOff(IncomingCalendarError):
    """Its parts are not closed as they were opened; ``line`` is where that shows (the first is 1)."""

    line: int


@dataclass(unsafe_hash=True)
class LineTooLong(IncomingCalendarError):
    """A line that would be read has more characters than ``limit``."""

    line: int
    limit: int


@dataclass(unsafe_hash=True)
class TooDeep(IncomingCalendarError):
    """Parts within parts within parts; ``limit`` is how many are read."""

    limit: int


@dataclass(unsafe_hash=True)
class TooManyParts(IncomingCalendarError):
    """More events, alarms and the like than ``limit``."""

    limit: int


@dataclass(unsafe_hash=True)
class TooManyDates(IncomingCalendarError):
    """The events have more than ``limit`` dates in the window, or working them out takes too long."""

    limit: int
