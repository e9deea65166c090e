"""A break as somebody types it: "15:00-15:15", "15点到15点20分", "15:00 20"."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from meetbot.times import Interval, local, utc

_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:.h]|点|时)(\d{1,2})?(?:分)?(半)?(?!\d)")
_MINUTES = re.compile(r"(?<!\d)(\d{1,3})(?!\d)")


def break_in(text: str, event: Interval, zone: ZoneInfo) -> Interval | None:
    """
    The span that ``text`` names on the meeting's day: from and to, or from and how many minutes; none where it names none.

    Of a meeting past midnight, times before its start are those of the next day. Raises NoSuchTime, TwiceTime.
    """
    said = unicodedata.normalize("NFKC", text)
    clocks = [each for each in map(_clock, _CLOCK.finditer(said)) if each is not None]
    lengths = _MINUTES.findall(_CLOCK.sub(" ", said))
    if not clocks or len(clocks) + len(lengths) != 2:
        return None
    start = _on_day(clocks[0], event, zone)
    end = start + timedelta(minutes=int(lengths[0])) if lengths else _on_day(clocks[1], event, zone)
    return Interval(start, end) if start < end else None


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1]), 30 if found[3] else int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _on_day(clock: time, event: Interval, zone: ZoneInfo) -> datetime:
    day = local(event.start, zone).date()
    moment = utc(datetime.combine(day, clock), zone)
    return moment if moment >= event.start else utc(datetime.combine(day + timedelta(days=1), clock), zone)
