"""
When what repeats is over: "until Christmas", "ten times", "for 6 weeks", 到年底, 共10次, 持续两周; and from which day on.

"Until March" and 到3月 take March in: whoever names a month means no day within it. The card says which day that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from meetbot.booking.phrases.days import Today
from meetbot.booking.phrases.items import VOID, Item, Outcome, grammar, void


@dataclass(frozen=True)
class Lasting:
    """So long from the first date on."""

    days: int = 0
    months: int = 0

    def last(self, first: date) -> date:
        years, month = divmod(first.month - 1 + self.months, 12)
        for day in range(first.day, 0, -1):
            try:
                return date(first.year + years, month + 1, day) + timedelta(days=self.days - 1)
            except ValueError:
                continue
        raise AssertionError


def _lasting(*items: Item) -> Outcome:
    number = _number(items)
    if not 1 <= number <= 1000:
        return void()
    kind = items[-1].kind
    if kind in ("week", "days_unit"):
        return "lasting", Lasting(days=number * (7 if kind == "week" else 1))
    return "lasting", Lasting(months=number * (12 if kind in ("years_unit", "year_unit") else 1))


def _next_so_many(*items: Item) -> Outcome:
    """As in "for the next 6 weeks"."""
    return _lasting(*items) if any(item.kind == "shift" and item.value == 1 for item in items) else None


def _times(*items: Item) -> Outcome:
    number = _number(items)
    return ("times", number) if 1 <= number <= 1_000_000 else void()


@dataclass(frozen=True)
class _Last:
    """The last date as it was said; the next such day."""

    month: int
    day: int  # 0: the last of the month

    def on(self, today: date) -> date:
        this_year = self._in(today.year)
        return this_year if this_year >= today else self._in(today.year + 1)

    def _in(self, year: int) -> date:
        return date(year, self.month, self.day) if self.day else _last_of(year, self.month)


@dataclass(frozen=True)
class _MonthsOn:
    """The last day of a month so many months after this one."""

    months: int

    def on(self, today: date) -> date:
        years, month = divmod(today.month - 1 + self.months, 12)
        return _last_of(today.year + years, month + 1)


@dataclass(frozen=True)
class _NextYear:
    """A day of next year."""

    day: date

    def on(self, today: date) -> date:
        return self.day.replace(year=today.year + 1)


@dataclass(frozen=True)
class _EndOfNextYears:
    """The last day of a month of next year."""

    month: int

    def on(self, today: date) -> date:
        return _last_of(today.year + 1, self.month)


class _Window(Protocol):
    """A week, a month or several, of which the first and the last day are known."""

    def span(self, today: date) -> tuple[date, date]: ...


@dataclass(frozen=True)
class _EndOf:
    """The last day of all of it."""

    window: _Window

    def on(self, today: date) -> date:
        return self.window.span(today)[1]


@dataclass(frozen=True)
class Month:
    """All of the next such month, or what is left of this one."""

    month: int

    def span(self, today: date) -> tuple[date, date]:
        last = _Last(self.month, 0).on(today)
        return max(last.replace(day=1), today), last


@dataclass(frozen=True)
class _MonthOfYear:
    """A month of which the year was said, as (year, month)."""

    year: int
    month: int

    def span(self, today: date) -> tuple[date, date]:  # noqa: ARG002  (its year is known)
        return date(self.year, self.month, 1), _last_of(self.year, self.month)


@dataclass(frozen=True)
class _Months:
    """From the next such month to the one after it that was said last."""

    first: int
    last: int

    def span(self, today: date) -> tuple[date, date]:
        begins, _ = Month(self.first).span(today)
        return begins, _Last(self.last, 0).on(begins)


@dataclass(frozen=True)
class NextMonth:
    """A month so many months after this one."""

    months: int

    def span(self, today: date) -> tuple[date, date]:
        last = _MonthsOn(self.months).on(today)
        return max(last.replace(day=1), today), last


@dataclass(frozen=True)
class NextWeek:
    """A week so many weeks after this one."""

    weeks: int

    def span(self, today: date) -> tuple[date, date]:
        monday = today + timedelta(days=7 * self.weeks - today.weekday())
        return max(monday, today), monday + timedelta(days=6)


def _last_of(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def resolved(items: Sequence[Item], today: Today) -> list[Item]:
    """Every way to say the last date as ``last_date``, or asked back."""
    return [_resolved(item, today.day) for item in items]


def _resolved(item: Item, today: date) -> Item:
    if item.kind not in ("said_last", "window", "since_window"):
        return item
    try:
        if item.kind == "since_window":
            return Item("since", item.value.span(today)[0], item.start, item.end)
        if item.kind == "window":
            return Item("days", item.value.span(today), item.start, item.end)
        return Item("last_date", item.value.on(today), item.start, item.end)
    except (ValueError, OverflowError):  # 29 February of a year without one
        return Item(VOID, None, item.start, item.end)


def _holiday(*items: Item) -> Outcome:
    return "said_last", _Last(*items[-1].value)


def _month_end(*items: Item) -> Outcome:
    return "said_last", _MonthsOn(items[-1].value)


def _named_month_end(*items: Item) -> Outcome:
    """The end of a month, whether its end or all of it was said; without a year, of the next such month."""
    month = _month(items)
    if not 1 <= month <= 12:
        return void()
    return "said_last", _EndOfNextYears(month) if any(item.kind == "next_year" for item in items) else _Last(month, 0)


def _window_end(*items: Item) -> Outcome:
    return "said_last", _EndOf(next(item.value for item in items if item.kind == "window"))


def _end_of_that_year(*items: Item) -> Outcome:
    year, month = next(item.value for item in items if item.kind == "month_of_year")
    return ("said_last", _EndOf(_MonthOfYear(year, month))) if 1 <= month <= 12 else void()


def _of_that_year(month_of_year: Item) -> Outcome:
    year, month = month_of_year.value
    return ("window", _MonthOfYear(year, month)) if 1 <= month <= 12 else void()


def _months(*items: Item) -> Outcome:
    """As in "January to March"."""
    first, last = [_month([item]) for item in items if item.kind in ("month", "number")]
    return ("window", _Months(first, last)) if 1 <= min(first, last) <= max(first, last) <= 12 else void()


def _day(*items: Item) -> Outcome:
    return "last_date", next(item.value for item in items if item.kind in ("day", "weekday"))


def _since(*items: Item) -> Outcome:
    return "since", next(item.value for item in items if item.kind in ("day", "weekday"))


def _since_window(*items: Item) -> Outcome:
    """From a week or month on; what comes after it counts too."""
    window = next((item.value for item in items if item.kind == "window"), None)
    if any(item.kind == "month_of_year" for item in items):
        return "since_window", _MonthOfYear(*next(item.value for item in items if item.kind == "month_of_year"))
    if window is None:
        month = _month(items)
        if not 1 <= month <= 12:
            return void()
        window = Month(month)
    return "since_window", window


ENDS = grammar(
    ("to the? holiday", _holiday),
    ("to year_end", lambda *_: ("said_last", _Last(12, 31))),
    ("to month_end", _month_end),
    ("to? number month_end finish", _named_month_end),
    ("to next_year? number month_end|month_unit finish?", _named_month_end),
    ("to the? finish of month", _named_month_end),
    ("to month next_year?", _named_month_end),
    ("to next_year month", _named_month_end),
    ("finish month", _named_month_end),
    ("number month_unit finish", _named_month_end),
    ("to the? window", _window_end),
    ("finish window", _window_end),
    ("to month_of_year", _end_of_that_year),
    ("to the? finish of month_of_year", _end_of_that_year),
    ("month_of_year finish", _end_of_that_year),
    ("month_of_year", _of_that_year),
    ("from? month to month", _months),
    ("from? number month_unit to number month_unit|month_end", _months),
    ("to the? day|weekday", _day),
    ("day finish", _day),
    ("to next_year day", lambda *items: ("said_last", _NextYear(items[-1].value))),
    ("from the? window begin?", _since_window),
    ("begin filler? window", _since_window),
    ("window begin", _since_window),
    ("from month|month_of_year", _since_window),
    ("month_of_year begin", _since_window),
    ("from number month_unit begin?", _since_window),
    ("number month_unit begin", _since_window),
    ("number month_unit", lambda *items: ("window", Month(_number(items))) if 1 <= _number(items) <= 12 else void()),
    ("filler? the? shift number ge? week|days_unit|months_unit", _next_so_many),
    ("day excepted", void),
    ("unknown day", void),
    ("day unknown", void),
    ("not to month|month_of_year|window", void),  # when it begins, or when it ends
    ("not to number month_unit", void),
    ("to? number month_unit earlier", void),  # with that month, or without
    ("to unknown to? month|month_of_year", void),  # "mid-March", "late March"
    ("to? next_year? number month_part", void),
    ("number month_end", void),  # until then, or only then
    ("filler? number ge? week|days_unit|months_unit|month_unit|years_unit", _lasting),
    ("a week|months_unit|years_unit", _lasting),
    ("number times_unit", _times),
    ("from the? day|weekday begin?", _since),
    ("begin filler? day|weekday", _since),
    ("day|weekday begin", _since),
)


def _month(items: Sequence[Item]) -> int:
    """The month by its name, else by its number."""
    return next((item.value for item in items if item.kind == "month"), None) or _number(items)


def _number(items: Sequence[Item]) -> int:
    return next((item.value.value for item in items if item.kind == "number"), 1)
