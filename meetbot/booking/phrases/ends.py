"""
When what repeats is over: "until Christmas", "ten times", "for 6 weeks", 到年底, 共10次, 持续两周; and from which day on.

"Until March" and 到3月 take March in: whoever names a month means no day within it. The card says which day that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from meetbot.booking.phrases.days import Today
from meetbot.booking.phrases.items import VOID, Item, Outcome, grammar, void
from meetbot.booking.phrases.periods import (
    EndOf,
    EndOfNextYears,
    Last,
    Lasting,
    Month,
    MonthOfYear,
    Months,
    MonthsOn,
    NextYear,
)


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
    return "said_last", Last(*items[-1].value)


def _month_end(*items: Item) -> Outcome:
    return "said_last", MonthsOn(items[-1].value)


def _named_month_end(*items: Item) -> Outcome:
    """The end of a month, whether its end or all of it was said; without a year, of the next such month."""
    month = _month(items)
    if not 1 <= month <= 12:
        return void()
    return "said_last", EndOfNextYears(month) if any(item.kind == "next_year" for item in items) else Last(month, 0)


def _window_end(*items: Item) -> Outcome:
    return "said_last", EndOf(next(item.value for item in items if item.kind == "window"))


def _end_of_that_year(*items: Item) -> Outcome:
    year, month = next(item.value for item in items if item.kind == "month_of_year")
    return ("said_last", EndOf(MonthOfYear(year, month))) if 1 <= month <= 12 else void()


def _of_that_year(month_of_year: Item) -> Outcome:
    year, month = month_of_year.value
    return ("window", MonthOfYear(year, month)) if 1 <= month <= 12 else void()


def _months(*items: Item) -> Outcome:
    """As in "January to March"."""
    first, last = [_month([item]) for item in items if item.kind in ("month", "number")]
    return ("window", Months(first, last)) if 1 <= min(first, last) <= max(first, last) <= 12 else void()


def _day(*items: Item) -> Outcome:
    return "last_date", next(item.value for item in items if item.kind in ("day", "weekday"))


def _since(*items: Item) -> Outcome:
    return "since", next(item.value for item in items if item.kind in ("day", "weekday"))


def _since_window(*items: Item) -> Outcome:
    """From a week or month on; what comes after it counts too."""
    window = next((item.value for item in items if item.kind == "window"), None)
    if any(item.kind == "month_of_year" for item in items):
        return "since_window", MonthOfYear(*next(item.value for item in items if item.kind == "month_of_year"))
    if window is None:
        month = _month(items)
        if not 1 <= month <= 12:
            return void()
        window = Month(month)
    return "since_window", window


ENDS = grammar(
    ("to the? holiday", _holiday),
    ("to year_end", lambda *_: ("said_last", Last(12, 31))),
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
    ("to next_year day", lambda *items: ("said_last", NextYear(items[-1].value))),
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
