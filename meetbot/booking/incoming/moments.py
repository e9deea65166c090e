"""Times of a foreign calendar as moments: DATE, DATE-TIME, DURATION, PERIOD (RFC 5545, 3.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from meetbot.booking.incoming.content import Property
from meetbot.booking.incoming.values import Doubt
from meetbot.booking.incoming.zones import Zones

_TIME: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?")
_DURATION: Final = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.IGNORECASE
)
# Meetings lie in between; dates at the edge of what the calendar holds break arithmetic.
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class BadTime(ValueError):
    """No time, or one that no meeting has."""


@dataclass(frozen=True, slots=True)
class When:
    """A wall time (naive) on the clock of ``zone``; of a whole day its midnight."""

    wall: datetime
    zone: tzinfo
    is_day: bool = False
    doubt: Doubt | None = None

    @property
    def moment(self) -> datetime:
        """In UTC. A wall time that the clocks skip is read as RFC 5545 says: with the offset before the change."""
        return moment(self.wall, self.zone)


def moment(wall: datetime, zone: tzinfo) -> datetime:
    """The UTC moment of a naive wall time; the first where it comes twice."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def when(said: Property, zones: Zones) -> When:
    """The property's time. Raises BadTime."""
    return _when(said.value.strip(), said.parameters.get("TZID", ""), zones)


def every_when(said: Property, zones: Zones) -> list[When]:
    """The times of a list (EXDATE, RDATE); of a period its start. Raises BadTime."""
    tzid = said.parameters.get("TZID", "")
    return [_when(each.partition("/")[0].strip(), tzid, zones) for each in said.value.split(",") if each.strip()]


def until(value: str, zones: Zones) -> datetime | date | None:
    """The UNTIL of a rule: a date, a moment in UTC, or a naive wall time. Raises BadTime."""
    found = re.search(r"(?:^|;)UNTIL=([^;]+)", value, re.IGNORECASE)
    if not found:
        return None
    read = _when(found[1].strip(), "", zones)
    if read.is_day:
        return read.wall.date()
    return read.moment if found[1].strip().upper().endswith("Z") else read.wall


def duration(value: str) -> timedelta:
    """A DURATION that is not negative. Raises BadTime."""
    found = _DURATION.fullmatch(value.strip())
    if not found or not any(found.groups()):
        raise BadTime(value)
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _when(value: str, tzid: str, zones: Zones) -> When:
    found = _TIME.fullmatch(value.upper())
    if not found:
        raise BadTime(value)
    year, month, day = (int(each) for each in found.groups()[:3])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadTime(value)
    try:
        # A leap second is the last second that clocks show.
        hours, minutes, seconds = (int(each or 0) for each in found.groups()[3:6])
        wall = datetime.combine(date(year, month, day), time(hours, minutes, min(seconds, 59)))
    except ValueError:
        raise BadTime(value) from None
    if found[4] is None:
        return When(wall, zones.default, is_day=True)
    if found[7]:
        return When(wall, UTC)
    if not tzid:
        return When(wall, zones.default, doubt=Doubt.NO_ZONE)
    zone = zones.named(tzid)
    return When(wall, zone or zones.default, doubt=None if zone else Doubt.UNKNOWN_ZONE)
