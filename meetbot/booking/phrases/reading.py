"""What one line says: an answer for everything that a booking needs, none where it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetbot.booking.series.rule import Repeat
from meetbot.errors import MeetbotError
from meetbot.times import local, utc


@dataclass(frozen=True)
class Reading:
    """
    The line as read. ``start`` and ``end`` are aware, in the site's zone; ``not_understood`` quotes the line.

    Half an answer is kept for the conversation: the day without a time, the time (``at``) without a day, the length
    without a start, a part of the day. ``problems`` says why a time was not taken (EndBeforeStart, NoSuchTime, TwiceTime).
    """

    start: datetime | None = None
    end: datetime | None = None
    heads: int | None = None
    layout: str | None = None
    type: str | None = None
    room: str | None = None
    title: str | None = None
    not_understood: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # those of ``not_understood`` that may be a title: nothing in them is known
    day: date | None = None
    until_day: date | None = None  # the last day, when several were named
    at: time | None = None  # wall clock of the start
    length: timedelta | None = None
    part: str | None = None  # "morning", "noon", "afternoon", "evening", "night"
    all_day: bool = False
    problems: tuple[MeetbotError, ...] = ()
    repeat: Repeat | None = None  # ``start`` and ``day`` are then its first date; without an end, that is to be asked

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime | None] | None:
        """Start and end (UTC) when the line's time is meant on ``day``; none without a time. Raises NoSuchTime, TwiceTime."""
        if self.at is None:
            return None
        start = utc(datetime.combine(day, self.at), zone)
        return start, start + self.length if self.length else None

    def as_json(self) -> dict[str, Any]:
        """The reading as ``bot.py read`` prints it: times as ISO 8601 with offset, null where nothing was said."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "heads": self.heads,
            "layout": self.layout,
            "type": self.type,
            "room": self.room,
            "title": self.title,
            "repeat": self.repeat.model_dump(mode="json", exclude_defaults=True) if self.repeat else None,
            "not_understood": list(self.not_understood),
        }


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """``moment`` as a reading shows it."""
    return local(moment, zone)
