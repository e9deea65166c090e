"""
Which day: "tomorrow", "next Friday", "下周三", "3 Dec", "12月3日", "2026-12-03", "5号".

A weekday alone is the next one after today; said on that very weekday it is asked back. "Next Friday" and 下周五 are the
Friday of next week, weeks beginning on Monday. A date without a year is this year's, unless that passed more than
three months ago; a day of the month is the next such day. "12/5" is asked back: half the world writes the month first
and half the day; only the Chinese interface knows (``month_first``). A date that does not exist is asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from meetbot.booking.phrases.items import VOID, Item, Outcome, void
from meetbot.booking.series.rule import Repeat, Unit

# "20 Nov" said on the 23rd is a slip that the caller refuses as past; "5 Jan" said in November is next year's.
_A_SLIP = timedelta(days=92)


@dataclass(frozen=True)
class Today:
    """What days are counted from, and whether "12/5" is known to be the fifth of December."""

    day: date
    month_first: bool


def resolved(items: Sequence[Item], today: Today) -> list[Item]:
    """Every way to say a day, as ``day`` or ``weekday`` (a date, which another day may override), or asked back."""
    return [_resolved(item, today) for item in items]


def _resolved(item: Item, today: Today) -> Item:
    if item.kind == "weekday":
        ahead = (item.value - today.day.weekday()) % 7
        kind = "weekday" if ahead else "same_weekday"
        return Item(kind, today.day + timedelta(days=ahead), item.start, item.end)
    if item.kind == "relative":
        return Item("day", today.day + timedelta(days=item.value), item.start, item.end)
    if item.kind not in ("said_day", "said_days", "listed"):
        return item
    said = [_date(each, today) for each in item.value]
    found = tuple(day for day in said if day is not None)
    if len(found) < len(said):
        return Item(VOID, None, item.start, item.end)
    if item.kind == "listed":
        return Item("repeat", Repeat(unit=Unit.DATES, dates=tuple(sorted(set(found)))), item.start, item.end)
    return Item("day", found[0], item.start, item.end) if len(found) == 1 else Item("days", found, item.start, item.end)


def _date(said: _Said, today: Today) -> date | None:
    try:
        return said.on(today)
    except (ValueError, OverflowError):
        return None


class _Said:
    """A day as it was said."""

    def on(self, today: Today) -> date | None:
        """The date; none when it must be asked back. Raises ValueError when there is no such day."""
        raise NotImplementedError


@dataclass(frozen=True)
class _Weekday(_Said):
    weekday: int
    weeks: int

    def on(self, today: Today) -> date | None:
        monday = today.day - timedelta(days=today.day.weekday())
        return monday + timedelta(days=self.weekday, weeks=self.weeks)


@dataclass(frozen=True)
class Dated(_Said):
    """A day of a month, of a year or of the next that has it."""

    year: int | None
    month: int
    day: int

    def on(self, today: Today) -> date | None:
        if self.year is not None:
            return date(self.year, self.month, self.day)
        this_year = date(today.day.year, self.month, self.day)
        return this_year if this_year >= today.day - _A_SLIP else date(today.day.year + 1, self.month, self.day)


@dataclass(frozen=True)
class _Slashed(_Said):
    first: int
    second: int
    year: int | None

    def on(self, today: Today) -> date | None:
        if today.month_first or self.second > 12 or self.first == self.second:
            return Dated(self.year, self.first, self.second).on(today)
        return Dated(self.year, self.second, self.first).on(today) if self.first > 12 else None


@dataclass(frozen=True)
class _DayOfMonth(_Said):
    day: int

    def on(self, today: Today) -> date | None:
        year, month = today.day.year, today.day.month
        for ahead in range(13):
            later = divmod(month - 1 + ahead, 12)
            try:
                found = date(year + later[0], later[1] + 1, self.day)
            except ValueError:
                continue
            if found >= today.day:
                return found
        return None


@dataclass(frozen=True)
class _InDays(_Said):
    days: int

    def on(self, today: Today) -> date | None:
        return today.day + timedelta(days=self.days)


@dataclass(frozen=True)
class _InMonth(_Said):
    months: int
    day: int

    def on(self, today: Today) -> date | None:
        years, month = divmod(today.day.month - 1 + self.months, 12)
        return date(today.day.year + years, month + 1, self.day)


def _numbers(items: Sequence[Item]) -> list[int]:
    return [
        item.value.value if item.kind == "number" else item.value for item in items if item.kind in ("number", "month")
    ]


def _year_first(*items: Item) -> Outcome:
    return ("said_day", (Dated(*_numbers(items)),)) if items[0].value.is_year else None


def _year_last(*items: Item) -> Outcome:
    first, second, year = _numbers(items)
    return ("said_day", (_Slashed(first, second, year),)) if items[-1].value.is_year else None


def _three(*items: Item) -> Outcome:
    return _year_first(*items) or _year_last(*items)


def _slashed(*items: Item) -> Outcome:
    first, second = _numbers(items)
    return ("said_day", (_Slashed(first, second, None),)) if 0 < first <= 31 and 0 < second <= 31 else None


def _month_day(*items: Item) -> Outcome:
    month, day = _numbers(items)
    if items[-1].kind == "number" and items[-1].value.is_year:
        return "month_of_year", (day, month)  # a day is none; until when something repeats, it may be
    return "said_day", (Dated(None, month, day),)


def _month_of_year(*items: Item) -> Outcome:
    return ("month_of_year", tuple(_numbers(items))) if items[0].value.is_year else None


def _day_month(*items: Item) -> Outcome:
    day, month = _numbers(items)
    return "said_day", (Dated(None, month, day),)


def _month_day_year(*items: Item) -> Outcome:
    month, day, year = _numbers(items)
    return ("said_day", (Dated(year, month, day),)) if items[-1].value.is_year else None


def _day_month_year(*items: Item) -> Outcome:
    day, month, year = _numbers(items)
    return ("said_day", (Dated(year, month, day),)) if items[-1].value.is_year else None


def _month_day_to_day(*items: Item) -> Outcome:
    month, first, last = _numbers(items)
    return "said_days", (Dated(None, month, first), Dated(None, month, last))


def _day_to_day_month(*items: Item) -> Outcome:
    first, last, month = _numbers(items)
    return "said_days", (Dated(None, month, first), Dated(None, month, last))


def _day_of_month(*items: Item) -> Outcome:
    return "said_day", (_DayOfMonth(_numbers(items)[0]),)


def _shifted(*items: Item) -> Outcome:
    weekday = next(item.value for item in items if item.kind == "weekday")
    weeks = next(item.value for item in items if item.kind == "shift")
    return "said_day", (_Weekday(weekday, weeks),)


def _in_days(*items: Item) -> Outcome:
    is_weeks = any(item.kind == "week" for item in items)
    return "said_day", (_InDays(_numbers(items)[0] * (7 if is_weeks else 1)),)


def _in_month(*items: Item) -> Outcome:
    months = next(item.value for item in items if item.kind == "month_shift")
    return "said_day", (_InMonth(months, _numbers(items)[0]),)


RULES = (
    ("in number days_unit|week", _in_days),
    ("number ge? days_unit|week later", _in_days),
    ("number week later|from weekday", void),
    ("number week|days_unit from relative", void),
    ("weekday week", void),
    ("the? nth weekday", void),
    ("the? nth|shift weekday of month", void),
    ("the? weekday after shift", void),
    ("month_shift number day_unit|ordinal", _in_month),
    ("the? number ordinal? of? month_shift", _in_month),
    ("number to|dot number to|dot number", _year_first),
    ("number slash number slash number", _three),
    ("number dot number dot number", _three),
    ("number slash number", _slashed),
    ("number year_unit number month_unit number day_unit?", _year_first),
    ("number year_unit number month_unit|month_end", _month_of_year),
    ("number month_unit number day_unit?", _month_day),
    ("number month_unit number day_unit? to number day_unit", _month_day_to_day),
    ("number day_unit", _day_of_month),
    ("the? number ordinal", _day_of_month),
    ("month the? number ordinal?", _month_day),
    ("month the? number ordinal? comma? number", _month_day_year),
    ("the? number ordinal? of? month", _day_month),
    ("number ordinal? of? month comma? number", _day_month_year),
    ("month number ordinal? to number ordinal?", _month_day_to_day),
    ("number ordinal? to number ordinal? month", _day_to_day_month),
    ("shift weekday", _shifted),
    ("shift week weekday", _shifted),
    ("weekday shift week", _shifted),
)


def _from_to(*items: Item) -> Outcome:
    first, last = items[0].value, items[-1].value
    while items[-1].kind == "weekday" and last < first:
        last += timedelta(days=7)
    return ("days", (first, last)) if first < last else void()


# Once days are dates.
RANGES = (
    ("from? day|weekday to day|weekday", lambda *items: _from_to(*[item for item in items if item.kind != "from"])),
    ("day|weekday|same_weekday or day|weekday|same_weekday", void),
    ("day|weekday|same_weekday or day|weekday|same_weekday or day|weekday|same_weekday", void),
    ("recurring|every|every_other day|weekday|same_weekday|week|day_unit|days_unit", void),
    ("not day|weekday|same_weekday|days", void),
    ("before|after day|weekday|same_weekday", void),
    ("day|weekday|same_weekday later|earlier", void),
    ("a week from day|weekday|same_weekday", void),
    ("day|weekday|same_weekday excepted", void),
    ("shift week", void),
)
