"""
A rule of repetition as dates inside a window (RFC 5545, 3.3.10), in a bounded number of steps.

Rules come from strangers. A library that walks from the first date to the next never returns on "every 30 February", and
counts for years on FREQ=SECONDLY. Here the window's days are asked one by one whether they belong to the rule, period by
period: as many steps as there are days, whatever the rule says. Only COUNT is counted from the first date, within the budget.

Not followed, and said so: what repeats more often than daily, several times a day, or by number of the week (BYWEEKNO).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from meetbot.booking.incoming.errors import TooManyDates

# A day looked at is a step; a file of a thousand daily meetings needs 180,000 for half a year.
MOST_STEPS: Final = 1_000_000
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBERS: Final = re.compile(r"[+-]?\d{1,4}(?:,[+-]?\d{1,4})*")
_LARGEST: Final = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYSETPOS": 366}
_KNOWN: Final = {*_LARGEST, "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYHOUR", "BYMINUTE", "BYSECOND"}


class NotFollowed(ValueError):
    """The rule asks for something that is not followed, or is none."""


@dataclass(frozen=True)
class Rule:
    """An RRULE. ``weekdays`` holds (which one of its period, or 0 for every; 0 = Monday)."""

    every: str  # "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None  # a date, or a moment in UTC, or a wall time
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weekdays: frozenset[tuple[int, int]] = frozenset()
    positions: frozenset[int] = frozenset()
    week_start: int = 0


@dataclass
class Budget:
    """Steps that are left for one calendar; shared by its events. Raises TooManyDates when they are used up."""

    steps: int = field(default=MOST_STEPS)

    def take(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise TooManyDates(MOST_STEPS)


def read_rule(value: str, until: datetime | date | None) -> Rule:
    """The rule that an RRULE's value says; ``until`` is its UNTIL, read by whoever knows times. Raises NotFollowed."""
    parts = _parts(value)
    every = parts.get("FREQ", "")
    if every not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or parts.keys() - _KNOWN:
        raise NotFollowed(value)
    # One hour and minute say what DTSTART says; several mean several times a day.
    if any("," in parts.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise NotFollowed(value)
    rule = Rule(
        every,
        _positive(parts.get("INTERVAL", "1")),
        _positive(parts["COUNT"]) if "COUNT" in parts else None,
        until,
        _numbers(parts, "BYMONTH"),
        _numbers(parts, "BYMONTHDAY"),
        _numbers(parts, "BYYEARDAY"),
        frozenset(_weekdays(parts.get("BYDAY", ""))),
        _numbers(parts, "BYSETPOS"),
        _week_start(parts.get("WKST", "MO")),
    )
    if every in {"DAILY", "WEEKLY"} and any(nth for nth, _ in rule.weekdays):
        raise NotFollowed(value)
    return rule


def _parts(value: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in value.upper().strip().strip(";").split(";")]
    if any(not sign or not said for _, sign, said in pairs) or len({name for name, _, _ in pairs}) != len(pairs):
        raise NotFollowed(value)
    return {name.strip(): said.strip() for name, _, said in pairs}


def _positive(said: str) -> int:
    # Nine digits are more than any calendar holds, and still a small number.
    if not re.fullmatch(r"\d{1,9}", said) or not int(said):
        raise NotFollowed(said)
    return int(said)


def _numbers(parts: dict[str, str], name: str) -> frozenset[int]:
    said = parts.get(name, "")
    if not said:
        return frozenset()
    if not _NUMBERS.fullmatch(said):
        raise NotFollowed(said)
    found = frozenset(int(each) for each in said.split(","))
    if any(not each or abs(each) > _LARGEST[name] for each in found) or (name == "BYMONTH" and min(found) < 0):
        raise NotFollowed(said)
    return found


def _weekdays(said: str) -> Iterator[tuple[int, int]]:
    for each in said.split(",") if said else ():
        found = _DAY.fullmatch(each)
        if not found or abs(int(found[1] or 0)) > 53:
            raise NotFollowed(said)
        yield int(found[1] or 0), _DAYS.index(found[2])


def _week_start(said: str) -> int:
    if said not in _DAYS:
        raise NotFollowed(said)
    return _DAYS.index(said)


def dates(rule: Rule, start: datetime, zone: tzinfo, since: date, until: date, budget: Budget) -> Iterator[datetime]:
    """
    The rule's wall times from ``start`` (naive, on the clock of ``zone``) that fall on ``since`` to ``until``, both included.

    The first date is one of them only if it fits the rule. Raises TooManyDates.
    """
    left = rule.count
    for day in _days(rule, start.date(), since, until, budget):
        wall = datetime.combine(day, start.time())
        if _is_past(rule.until, wall, zone):
            return
        if left is not None:
            if not left:
                return
            left -= 1
        if day >= since:
            yield wall


def _is_past(until: datetime | date | None, wall: datetime, zone: tzinfo) -> bool:
    if until is None:
        return False
    if not isinstance(until, datetime):
        return wall.date() > until
    if until.tzinfo is None:
        return wall > until
    return wall.replace(tzinfo=zone).astimezone(UTC) > until


def _days(rule: Rule, first: date, since: date, until: date, budget: Budget) -> Iterator[date]:
    """Every day of the rule from ``first`` (with COUNT) or from a period shortly before ``since`` on."""
    reached = first if rule.count is not None else max(first, since)
    for begins, ends in _periods(rule, first, reached, until):
        budget.take((ends - begins).days + 1)
        fitting = [day for day in _range(begins, ends) if _fits(rule, day, first)]
        for day in _at_positions(fitting, rule.positions):
            if first <= day <= until:
                yield day


def _range(begins: date, ends: date) -> Iterator[date]:
    return (begins + timedelta(days=number) for number in range((ends - begins).days))


def _periods(rule: Rule, first: date, since: date, until: date) -> Iterator[tuple[date, date]]:
    """The rule's days, weeks, months or years as (first day, day after the last), from the one of ``since`` on."""
    number = max(0, _between(rule, first, since) // rule.interval * rule.interval)
    while (period := _period(rule, first, number)) is not None and period[0] <= until:
        yield period
        number += rule.interval


def _between(rule: Rule, first: date, since: date) -> int:
    match rule.every:
        case "DAILY":
            return (since - first).days
        case "WEEKLY":
            return (_week(since, rule.week_start) - _week(first, rule.week_start)).days // 7
        case "MONTHLY":
            return (since.year - first.year) * 12 + since.month - first.month
        case _:
            return since.year - first.year


def _period(rule: Rule, first: date, number: int) -> tuple[date, date] | None:
    """The period that is ``number`` after the first date's; none beyond the calendar's end."""
    try:
        match rule.every:
            case "DAILY":
                begins = first + timedelta(days=number)
                return begins, begins + timedelta(days=1)
            case "WEEKLY":
                begins = _week(first, rule.week_start) + timedelta(weeks=number)
                return begins, begins + timedelta(weeks=1)
            case "MONTHLY":
                years, month = divmod(first.month - 1 + number, 12)
                begins = date(first.year + years, month + 1, 1)
                return begins, begins + timedelta(days=monthrange(begins.year, begins.month)[1])
            case _:
                return date(first.year + number, 1, 1), date(first.year + number + 1, 1, 1)
    except (OverflowError, ValueError):
        return None


def _week(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _fits(rule: Rule, day: date, first: date) -> bool:
    """Whether the rule's filters let this day through; where it names no day, the first date does."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.year_days and not rule.year_days & _from_both_ends(day, date(day.year, 1, 1), date(day.year + 1, 1, 1)):
        return False
    if rule.month_days and not rule.month_days & _month_ends(day):
        return False
    if rule.weekdays:
        return any(day.weekday() == weekday and _is_nth(rule, day, nth) for nth, weekday in rule.weekdays)
    return bool(rule.year_days or rule.month_days) or _is_like(rule, day, first)


def _is_like(rule: Rule, day: date, first: date) -> bool:
    match rule.every:
        case "DAILY":
            return True
        case "WEEKLY":
            return day.weekday() == first.weekday()
        case "MONTHLY":
            return day.day == first.day
        case _:
            return day.day == first.day and (bool(rule.months) or day.month == first.month)


def _is_nth(rule: Rule, day: date, nth: int) -> bool:
    """Whether the day is the ``nth`` of its weekday, of the month (also in a yearly rule that names months) or the year."""
    if not nth:
        return True
    if rule.every == "MONTHLY" or rule.months:
        last = monthrange(day.year, day.month)[1]
        from_front, from_back = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
    else:
        length = 365 + (monthrange(day.year, 2)[1] == 29)
        of_year = day.timetuple().tm_yday
        from_front, from_back = (of_year - 1) // 7 + 1, -((length - of_year) // 7 + 1)
    return nth in (from_front, from_back)


def _month_ends(day: date) -> frozenset[int]:
    return frozenset((day.day, day.day - monthrange(day.year, day.month)[1] - 1))


def _from_both_ends(day: date, begins: date, ends: date) -> frozenset[int]:
    return frozenset(((day - begins).days + 1, (day - ends).days))


def _at_positions(days: list[date], positions: frozenset[int]) -> list[date]:
    if not positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [day for number, day in enumerate(days) if number in places]
