"""How a meeting repeats, as a value: every so many days, weeks or months, every workday, or on dates that were listed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from meetbot.settings import WEEKDAYS, Weekday
from meetbot.yamlfiles import Strict

# More than that is a slip of the finger: a century is 1,200 months.
_MOST_EVERY = 1200
# A list longer than any limit of a site; what is within it is judged by the site's own.
_MOST_LISTED = 1000
LAST = -1


class Unit(StrEnum):
    """What the rule counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WORKDAY = "workday"  # every day that is worked by the site's calendar, make-up workdays (调休) too
    DATES = "dates"


class ClosedDays(StrEnum):
    """What becomes of a date on which the house is closed."""

    SKIP = "skip"
    NEXT = "next"  # the next day on which the house is open at that time
    PREVIOUS = "previous"
    KEEP = "keep"


class Repeat(Strict):
    """
    The rule; which day it begins and at what time is said by the wish.

    - day: every ``every`` days.
    - week: on ``weekdays`` (none: the first day's) of every ``every``-th week, weeks beginning on Monday.
    - month: on the ``day``-th (-1: the last day), or on the ``nth`` (-1: last) of ``weekdays``, of every ``every``-th month;
      with neither, on the day of the month of the first day. A month without that day is left out.
    - workday: each workday. - dates: on ``dates``.

    It ends with ``until`` (inclusive) or after ``count`` dates, not counting those that are left out because the house is
    closed; a rule with neither has no end and cannot be booked. Listed dates end by themselves.
    """

    unit: Unit
    every: int = Field(default=1, ge=1, le=_MOST_EVERY)
    weekdays: tuple[Weekday, ...] = ()
    day: int | None = Field(default=None, ge=LAST, le=31)
    nth: int | None = Field(default=None, ge=LAST, le=5)
    dates: tuple[date, ...] = Field(default=(), max_length=_MOST_LISTED)
    until: date | None = None
    count: int | None = Field(default=None, ge=1)
    closed: ClosedDays = ClosedDays.SKIP

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.until is not None and self.count is not None:
            raise ValueError("a rule ends by a date or by a number, not both")
        if (self.unit is Unit.DATES) != bool(self.dates):
            raise ValueError("dates are listed where the rule is a list, and only there")
        if 0 in (self.day, self.nth) or (self.day is not None and self.nth is not None):
            raise ValueError("a day of the month is the 1st to the 31st or the last, or a weekday is")
        if self.nth is not None and len(self.weekdays) != 1:
            raise ValueError("the first or last of one weekday")
        if (self.day is not None or self.nth is not None) and self.unit is not Unit.MONTH:
            raise ValueError("only months have days by number")
        return self

    @property
    def is_endless(self) -> bool:
        """Whether nothing says when it ends."""
        return self.until is None and self.count is None and self.unit is not Unit.DATES

    def ending(self, until: date) -> Repeat:
        """The same rule, with ``until`` as its last day."""
        dates = tuple(day for day in self.dates if day <= until)
        return self.model_copy(update={"until": until, "count": None, "dates": dates})

    def counted(self, count: int) -> Repeat:
        """The same rule, ending after ``count`` dates."""
        return self.model_copy(update={"until": None, "count": count})

    def settled(self, first: date) -> Repeat:
        """The same rule with everything written out that it leaves to the first day."""
        if self.unit is Unit.WEEK and not self.weekdays:
            return self.model_copy(update={"weekdays": (WEEKDAYS[first.weekday()],)})
        if self.unit is Unit.MONTH and self.day is None and self.nth is None:
            return self.model_copy(update={"day": first.day})
        if self.unit is Unit.DATES:
            return self.model_copy(update={"dates": tuple(sorted(set(self.dates)))})
        return self
