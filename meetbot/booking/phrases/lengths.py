"""How long: "90 minutes", "an hour and a half", "1h30", "一个半小时", "一刻钟"."""

from __future__ import annotations

from datetime import timedelta

from meetbot.booking.phrases.items import Item, Outcome, void

# Longer is no meeting; the caller's own limit is far below.
_LONGEST_MINUTES = 60 * 24 * 60


def _length(minutes: float) -> Outcome:
    return ("length", timedelta(minutes=minutes)) if 0 < minutes <= _LONGEST_MINUTES else void()


def _numbers(items: tuple[Item, ...]) -> list[int]:
    return [item.value.value for item in items if item.kind == "number"]


def _hours(*items: Item) -> Outcome:
    """Hours, or hours and minutes."""
    hours, *minutes = _numbers(items)
    return _length(hours * 60 + sum(minutes))


def _hours_then_minutes(*items: Item) -> Outcome:
    """As in "1h30"; "15h30" is rather a time of day."""
    if len(items[2].value.digits) != 2:
        return None
    return _hours(*items) if items[0].value.value < 6 else void()


def _hours_and_a_half(*items: Item) -> Outcome:
    hours = _numbers(items) or [1]
    return _length(hours[0] * 60 + 30)


def _decimal_hours(*items: Item) -> Outcome:
    whole, part = items[0].value, items[2].value
    return _length((whole.value + part.value / 10 ** len(part.digits)) * 60) if part.digits else None


def _minutes(*items: Item) -> Outcome:
    return _length(_numbers(items)[0])


RULES = (
    ("quarter_hours", lambda item: _length(item.value)),
    ("a hour", lambda *_: _length(60)),
    ("half a|ge? hour", lambda *_: _length(30)),
    ("a half hour", lambda *_: _length(30)),
    ("a? quarter of a hour", lambda *_: _length(15)),
    ("a hour and a half", _hours_and_a_half),
    ("number hour and a? half", _hours_and_a_half),
    ("number and a half hour", _hours_and_a_half),
    ("number ge? half hour", _hours_and_a_half),
    ("number hour half", _hours_and_a_half),
    ("number ge? hour", _hours),
    ("number hour and? number minute|m", _hours),
    ("number hour number", _hours_then_minutes),
    ("number dot number ge? hour", _decimal_hours),
    ("number minute", _minutes),
    ("number dot number minute", void),
    ("number to|or number hour|minute", void),
    ("number to|or number ge hour", void),
)
