"""Stretches of time as a line says them, and their last day: so long from a day on, weeks, months, the end of a month or a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


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


@dataclass(frozen=True)
class Last:
    """The last date as it was said; the next such day."""

    month: int
    day: int  # 0: the last of the month

    def on(self, today: date) -> date:
        this_year = self._in(today.year)
        return this_year if this_year >= today else self._in(today.year + 1)

    def _in(self, year: int) -> date:
        return date(year, self.month, self.day) if self.day else _last_of(year, self.month)


@dataclass(frozen=True)
class MonthsOn:
    """The last day of a month so many months after this one."""

    months: int

    def on(self, today: date) -> date:
        years, month = divmod(today.month - 1 + self.months, 12)
        return _last_of(today.year + years, month + 1)


@dataclass(frozen=True)
class NextYear:
    """A day of next year."""

    day: date

    def on(self, today: date) -> date:
        return self.day.replace(year=today.year + 1)


@dataclass(frozen=True)
class EndOfNextYears:
    """The last day of a month of next year."""

    month: int

    def on(self, today: date) -> date:
        return _last_of(today.year + 1, self.month)


class Window(Protocol):
    """A week, a month or several, of which the first and the last day are known."""

    def span(self, today: date) -> tuple[date, date]: ...


@dataclass(frozen=True)
class EndOf:
    """The last day of all of it."""

    window: Window

    def on(self, today: date) -> date:
        return self.window.span(today)[1]


@dataclass(frozen=True)
class Month:
    """All of the next such month, or what is left of this one."""

    month: int

    def span(self, today: date) -> tuple[date, date]:
        last = Last(self.month, 0).on(today)
        return max(last.replace(day=1), today), last


@dataclass(frozen=True)
class MonthOfYear:
    """A month of which the year was said, as (year, month)."""

    year: int
    month: int

    def span(self, today: date) -> tuple[date, date]:  # noqa: ARG002  (its year is known)
        return date(self.year, self.month, 1), _last_of(self.year, self.month)


@dataclass(frozen=True)
class Months:
    """From the next such month to the one after it that was said last."""

    first: int
    last: int

    def span(self, today: date) -> tuple[date, date]:
        begins, _ = Month(self.first).span(today)
        return begins, Last(self.last, 0).on(begins)


@dataclass(frozen=True)
class NextMonth:
    """A month so many months after this one."""

    months: int

    def span(self, today: date) -> tuple[date, date]:
        last = MonthsOn(self.months).on(today)
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
