"""The days of a rule, and the moments they become: days and wall times first, UTC at the very end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from meetbot.booking.series.rule import Repeat, Unit
from meetbot.settings import WEEKDAYS, Site
from meetbot.times import NoSuchTime, TwiceTime, utc

if TYPE_CHECKING:  # imported when the first rule is read: a bot does not need it to start
    from dateutil.rrule import rrule

_DAY = timedelta(days=1)


def days(repeat: Repeat, first: date, site: Site, horizon: date) -> Iterator[date]:
    """
    The days of the rule from ``first`` to its ``until``, not beyond ``horizon``, in order.

    ``count`` is left to the caller, who knows which days count. Every step is taken only when it is asked for, and
    ``horizon`` bounds a rule that never meets a day (every 12 months on 31 February).
    """
    last = min(repeat.until or horizon, horizon)
    if repeat.unit is Unit.DATES:
        yield from (day for day in sorted(set(repeat.dates)) if first <= day <= last)
    elif repeat.unit is Unit.WORKDAY:
        yield from (day for day in _every_day(first, last) if site.is_workday(day))
    else:
        for moment in rrule_of(repeat, first, last):
            yield moment.date()


def calendar_days(repeat: Repeat, first: date, last: date) -> list[date]:
    """The days that a calendar program works out of the rule (``recurrence``): it knows no make-up workdays, no list."""
    if repeat.unit is Unit.DATES or last < first:
        return []
    return [moment.date() for moment in rrule_of(repeat, first, last)]


def rrule_of(repeat: Repeat, first: date, last: date) -> rrule:
    """The rule as dateutil has it, on bare dates."""
    from dateutil import rrule as rules

    settled = repeat.settled(first)
    weekdays = [rules.weekday(WEEKDAYS.index(name)) for name in settled.weekdays]
    begins = datetime.combine(first, time())
    ends = datetime.combine(last, time())
    if settled.unit is Unit.DAY:
        return rules.rrule(rules.DAILY, begins, settled.every, until=ends)
    if settled.unit is Unit.WORKDAY:
        return rules.rrule(rules.WEEKLY, begins, byweekday=range(5), until=ends)
    if settled.unit is Unit.WEEK:
        return rules.rrule(rules.WEEKLY, begins, settled.every, rules.MO, byweekday=weekdays, until=ends)
    if settled.nth is not None:
        return rules.rrule(rules.MONTHLY, begins, settled.every, byweekday=weekdays[0](settled.nth), until=ends)
    return rules.rrule(rules.MONTHLY, begins, settled.every, bymonthday=settled.day, until=ends)


def missing_months(repeat: Repeat, first: date, last: date) -> list[date]:
    """The months (their first days) between ``first`` and ``last`` that the rule leaves out for want of such a day."""
    settled = repeat.settled(first)
    if settled.unit is not Unit.MONTH:
        return []
    months = takewhile(lambda month: month <= last, _months(first.replace(day=1), settled.every))
    return [month for month in months if not _has_day(month, settled)]


def _has_day(month: date, settled: Repeat) -> bool:
    length = monthrange(month.year, month.month)[1]
    if settled.nth == 5:
        return any(
            month.replace(day=day).weekday() == WEEKDAYS.index(settled.weekdays[0]) for day in range(29, length + 1)
        )
    return settled.day is None or settled.day <= length


def how_many(repeat: Repeat, first: date) -> int:
    """How many days the rule has, closed or not, without going through them; for a rule that has an end."""
    settled = repeat.settled(first)
    if settled.count is not None:
        return settled.count
    if settled.unit is Unit.DATES:
        return sum(first <= day <= (settled.until or date.max) for day in settled.dates)
    assert settled.until is not None
    length = (settled.until - first).days + 1
    if length <= 0:
        return 0
    if settled.unit is Unit.DAY:
        return -(-length // settled.every)
    if settled.unit is Unit.MONTH:
        months = (settled.until.year - first.year) * 12 + settled.until.month - first.month + 1
        return -(-months // settled.every)
    return _in_weeks(settled, first, length)


def _in_weeks(settled: Repeat, first: date, length: int) -> int:
    """Whole periods of ``every`` weeks have as many days as weekdays; the rest is counted one by one."""
    names = WEEKDAYS[:5] if settled.unit is Unit.WORKDAY else tuple(dict.fromkeys(settled.weekdays))
    period = 7 * (1 if settled.unit is Unit.WORKDAY else settled.every)
    monday = -first.weekday()  # of the first week, counted in days from the first day
    wanted = {WEEKDAYS.index(name) for name in names}
    whole, rest = divmod(length, period)
    tail = range(whole * period, whole * period + rest)
    return whole * len(wanted) + sum((day - monday) % period in wanted for day in tail)


def start_on(day: date, begins: time, zone: ZoneInfo) -> datetime:
    """When a date begins, in UTC; of a time that comes twice, the first. Raises NoSuchTime."""
    try:
        return utc(datetime.combine(day, begins), zone)
    except TwiceTime as twice:
        return twice.first


def named_start(day: date, begins: time, zone: ZoneInfo) -> datetime:
    """
    The moment by which calendars name a date (RECURRENCE-ID): its start, also where the clocks skip that time.

    There it is the moment that RFC 5545 (3.3.5) gives the wall time: with the offset from before the gap.
    """
    return datetime.combine(day, begins, zone).astimezone(UTC)


def end_after(start: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """
    When a date that begins at ``start`` ends: so many minutes later on the wall clock, as people plan and calendars show it.

    A night during which the clocks change is an hour shorter or longer. An end that the clocks skip is the next there is.
    """
    wall = start.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=minutes)
    try:
        end = start_on(wall.date(), wall.time(), zone)
    except NoSuchTime as gap:
        end = gap.next_valid
    # A short meeting within the hour that comes twice would end before it began.
    return end if end > start else start + timedelta(minutes=minutes)


def _every_day(first: date, last: date) -> Iterator[date]:
    return (first + number * _DAY for number in range((last - first).days + 1))


def _months(first: date, every: int) -> Iterator[date]:
    month = first
    while True:
        yield month
        number = month.year * 12 + month.month - 1 + every
        if number // 12 > date.max.year:
            return
        month = date(number // 12, number % 12 + 1, 1)
