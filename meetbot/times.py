"""
Wall-clock work: the only place where local times and UTC meet.

Inside, every moment is aware and in UTC. A site lives in one IANA zone; people speak in its wall time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meetbot.errors import MeetbotError

MINUTE = timedelta(minutes=1)
# Sorts after every real moment: "never" in an indexed column. The year 9999 would overflow in zones east of Greenwich.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(unsafe_hash=True)
class NoSuchTime(MeetbotError):
    """A wall time that the clocks skip (spring forward). ``next_valid`` is the first moment after the gap, in UTC."""

    wall: datetime
    next_valid: datetime


@dataclass(unsafe_hash=True)
class TwiceTime(MeetbotError):
    """A wall time that comes twice (autumn back); both moments in UTC, the earlier first."""

    wall: datetime
    first: datetime
    second: datetime


@dataclass(frozen=True, order=True)
class Interval:
    """A half-open span of time [start, end): touching spans do not overlap."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"an interval ends after it starts: {self.start} .. {self.end}")

    def overlaps(self, other: Interval) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """``moment`` on the wall clock of ``zone`` (still aware)."""
    return moment.astimezone(zone)


def utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment of a naive wall time. Raises NoSuchTime in a gap, TwiceTime in an overlap."""
    if wall.tzinfo is not None:
        raise ValueError("a wall time is naive")
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if not _exists(wall, zone):
        # Read with the offset before the gap, the wall time lies as far behind the change as it lies behind the gap's start.
        raise NoSuchTime(wall, first - (wall - _gap_start(wall, zone, abs(first - second))))
    if first != second:
        raise TwiceTime(wall, first, second)
    return first


def _gap_start(wall: datetime, zone: ZoneInfo, gap: timedelta) -> datetime:
    """The last wall minute that exists before the gap around ``wall``, plus one minute: the gap's first wall time."""
    low = wall - gap
    while _exists(low + MINUTE, zone):
        low += MINUTE
    return low + MINUTE


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def day_bounds(day: date, zone: ZoneInfo) -> Interval:
    """The local calendar day as a UTC interval: 23, 24 or 25 hours long."""
    return Interval(_day_start(day, zone), _day_start(day + timedelta(days=1), zone))


def _day_start(day: date, zone: ZoneInfo) -> datetime:
    try:
        return utc(datetime.combine(day, time()), zone)
    except NoSuchTime as gap:
        return gap.next_valid
    except TwiceTime as twice:
        return twice.first


def round_up(moment: datetime, step: timedelta) -> datetime:
    """``moment``, or the next multiple of ``step`` since midnight UTC after it."""
    over = (moment - datetime.combine(moment.date(), time(), moment.tzinfo)) % step
    return moment + (step - over) if over else moment
