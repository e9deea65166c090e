"""
What repeats: "every Monday", "every two weeks on Tue and Thu", "first Friday of the month", "每周一、三、五", "工作日每天".

Looked at only where something says that it repeats; every other line is read as if this file did not exist. A rule without
an end is a rule: the end is asked for. "Twice a week", "biweekly" (both twice a week and every two weeks), 每隔两周 (two
or three), lists of days of the month and every year are asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from meetbot.booking.phrases.items import Item, Outcome, grammar, void
from meetbot.booking.phrases.periods import Month, NextMonth, NextWeek
from meetbot.booking.series.rule import LAST, Repeat, Unit
from meetbot.settings import Weekday

# Kinds that say that something repeats.
_MARKS = frozenset(
    "every every_other every_second recurring daily weekly monthly fortnightly quarterly workdays workdays_plural mondays".split()  # noqa: SIM905
)
_OF_MONTH = frozenset(("nth", "shift", "last_day", "number"))
_LATEST = date.max - timedelta(days=401)


def repeats(items: Sequence[Item]) -> bool:
    """Whether the line says that something repeats."""
    kinds = {item.kind for item in items}
    return bool(kinds & _MARKS) or ("months_unit" in kinds and bool(kinds & _OF_MONTH))


def _names(items: Sequence[Item]) -> tuple[Weekday, ...]:
    return next((item.value for item in items if item.kind in ("days_of_week", "mondays")), ())


def _number(items: Sequence[Item]) -> int:
    return next((item.value.value for item in items if item.kind == "number"), 1)


def _made(unit: Unit, every: int = 1, **more: object) -> Outcome:
    if not 1 <= every <= 366:
        return void()
    return "repeat", Repeat.model_validate({"unit": unit, "every": every, **more})


def _weekly(*items: Item) -> Outcome:
    kinds = {item.kind for item in items}
    every = 2 if kinds & {"every_other", "every_second", "fortnightly"} else _number(items)
    return _made(Unit.WEEK, every, weekdays=_names(items))


def _daily(*items: Item) -> Outcome:
    return _made(Unit.DAY, 2 if items[0].kind in ("every_other", "every_second") else _number(items))


def _every_nth(*items: Item) -> Outcome:
    """As in "every third day"."""
    return (
        _made(Unit.DAY if items[-1].kind == "days_unit" else Unit.WEEK, items[1].value) if items[1].value > 1 else None
    )


def _weekends(*_items: Item) -> Outcome:
    return _made(Unit.WEEK, weekdays=("sat", "sun"))


def _workdays(*_items: Item) -> Outcome:
    return _made(Unit.WORKDAY)


def _monthly(*items: Item) -> Outcome:
    every = 3 if items[0].kind == "quarterly" else 2 if items[0].kind == "every_other" else _number(items)
    return _made(Unit.MONTH, every)


def _on_day(*items: Item) -> Outcome:
    """The day is the last number; one before it is how many months."""
    numbers = [item.value.value for item in items if item.kind == "number"]
    every = 3 if items[0].kind == "quarterly" else numbers[0] if len(numbers) > 1 else 1
    return _made(Unit.MONTH, every, day=numbers[-1]) if 1 <= numbers[-1] <= 31 else void()


def _on_last_day(*_items: Item) -> Outcome:
    return _made(Unit.MONTH, day=LAST)


def _on_nth(*items: Item) -> Outcome:
    nth = next(item.value for item in items if item.kind in ("nth", "shift"))
    if nth not in (1, 2, 3, 4, 5, LAST) or len(_names(items)) != 1:
        return None if nth not in (1, 2, 3, 4, 5, LAST) else void()
    if any(item.kind == "shift" and item.value != LAST for item in items):
        return None
    numbers = [item.value.value for item in items if item.kind == "number"]
    return _made(Unit.MONTH, numbers[0] if numbers else 1, nth=nth, weekdays=_names(items))


def _on_numbered(*items: Item) -> Outcome:
    """As in "the 2nd Friday of every month"."""
    if items[0].kind == "every" and not any(item.kind in ("months_unit", "month_unit") for item in items):
        return void()
    nth = _number(items)
    return _made(Unit.MONTH, nth=nth, weekdays=_names(items)) if 1 <= nth <= 5 and len(_names(items)) == 1 else void()


_WEEKDAYS = "days_of_week|mondays"
_MONTH = "months_unit|month_unit"
REPEATS = grammar(
    (f"every {_WEEKDAYS}", _weekly),
    ("mondays", _weekly),
    ("every week", _weekly),
    ("weekly", _weekly),
    ("fortnightly", _weekly),
    (f"every week comma? filler? {_WEEKDAYS}", _weekly),
    (f"weekly comma? filler? {_WEEKDAYS}", _weekly),
    (f"fortnightly comma? filler? {_WEEKDAYS}", _weekly),
    ("every number ge? week", _weekly),
    (f"every number ge? week comma? filler? {_WEEKDAYS}", _weekly),
    ("every_other|every_second week", _weekly),
    (f"every_other|every_second week comma? filler? {_WEEKDAYS}", _weekly),
    (f"every_other {_WEEKDAYS}", _weekly),
    (f"{_WEEKDAYS} comma? every week", _weekly),
    (f"{_WEEKDAYS} comma? weekly|fortnightly", _weekly),
    (f"{_WEEKDAYS} comma? every number ge? week", _weekly),
    (f"{_WEEKDAYS} comma? every_other|every_second week", _weekly),
    (f"{_WEEKDAYS} every days_unit", _weekly),  # 周一到周五每天
    (f"{_WEEKDAYS} or {_WEEKDAYS}", void),
    (f"every {_WEEKDAYS} or {_WEEKDAYS}", void),
    ("every weekend", _weekends),
    ("every days_unit", _daily),
    ("daily", _daily),
    ("every number ge? days_unit", _daily),
    ("every number ge? days_unit number times_unit", lambda *items: _daily(*items) if items[-2].value.value == 1 else void()),
    ("every_other|every_second days_unit", _daily),
    ("every nth days_unit|week", _every_nth),
    ("every workdays", _workdays),
    ("workdays", _workdays),
    ("workdays_plural", _workdays),
    ("every workdays_plural", _workdays),
    ("workdays every days_unit", _workdays),
    ("every days_unit workdays", _workdays),
    (f"every {_MONTH}", _monthly),
    (f"every number ge? {_MONTH}", _monthly),
    (f"every_other {_MONTH}", _monthly),
    ("monthly|quarterly", _monthly),
    (f"every {_MONTH} filler? the? number ordinal|day_unit", _on_day),
    (f"every number ge? {_MONTH} filler? the? number ordinal|day_unit", _on_day),
    ("monthly|quarterly filler? the? number ordinal|day_unit", _on_day),
    (f"the? number ordinal of every|the {_MONTH}", _on_day),
    (f"every {_MONTH} number day_unit? and|comma|to|or number day_unit", void),
    (f"number ordinal and|comma|or the? number ordinal of every|the {_MONTH}", void),
    (f"every {_MONTH} filler? last_day", _on_last_day),
    ("monthly filler? last_day", _on_last_day),
    (f"last_day of every|the {_MONTH}", _on_last_day),
    ("every month_end", lambda *items: _on_last_day() if items[1].value == 0 else None),
    (f"every {_MONTH} filler? the? nth|shift {_WEEKDAYS}", _on_nth),
    (f"every number ge? {_MONTH} filler? the? nth|shift {_WEEKDAYS}", _on_nth),
    (f"monthly filler? the? nth|shift {_WEEKDAYS}", _on_nth),
    (f"the? nth|shift {_WEEKDAYS} of every|the {_MONTH}", _on_nth),
    (f"every nth|shift {_WEEKDAYS} of the {_MONTH}", _on_nth),
    (f"the? number ordinal {_WEEKDAYS} of every|the {_MONTH}", _on_numbered),
    (f"every|monthly {_MONTH}? filler? the? number ordinal {_WEEKDAYS}", _on_numbered),
    # When, so far as it narrows the rule
    ("in month", lambda *items: ("window", Month(items[-1].value))),
    ("in? month_shift", lambda *items: ("window", NextMonth(items[-1].value))),
    ("shift week", lambda shift, _: ("window", NextWeek(shift.value)) if shift.value >= 0 else None),
    # To be asked back
    (f"every_second {_WEEKDAYS}", void),  # every other week, or the second of the month
    (f"every? the? number ordinal and|comma the? number ordinal {_WEEKDAYS}", void),
    (f"every? the? nth and|comma the? nth|shift {_WEEKDAYS}", void),
    (f"quarterly filler? the? nth|shift {_WEEKDAYS}", void),
    (f"every nth {_WEEKDAYS}", void),  # every third Tuesday: of the month, or every three weeks
    ("every length|hour", void),
    ("every number? ge? year_unit|years_unit", void),
    ("every week number times_unit", void),
    ("number times_unit a|every week|days_unit|months_unit", void),
    (f"every {_MONTH} number times_unit", void),
    ("recurring number? ge? week|days_unit|months_unit", void),
    (f"recurring number? ge? week|days_unit filler? {_WEEKDAYS}", void),
    (f"recurring filler? {_WEEKDAYS}", void),
)  # fmt: skip
