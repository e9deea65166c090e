"""
What time: "2-4pm", "14:00", "half past two", "noon", "下午2点到4点", "两点半", "次日2点".

An hour from one to six without a part of the day is in the afternoon, from eight to twelve as it stands (nobody meets at
three in the night); seven could be both and is asked back. "07:00", "14:00" and "7am" say it themselves. The second
time of a span is the nearest that follows the first; it may lie on the next day, but no span grows longer than twelve
hours that way: "16:00-14:00" is asked back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from meetbot.booking.phrases.items import Item, Outcome, void
from meetbot.booking.phrases.numbers import Number
from meetbot.booking.phrases.vocabulary import AFTERNOON, AM, EVENING, MORNING, NIGHT, NOON, PM

_HALF_DAY, _DAY = 12 * 60, 24 * 60
# First and last hour of the parts of the day (24-hour clock), and how they read "1" to "12".
_PART_HOURS = {
    MORNING: (4, 12),
    NIGHT: (0, 6),
    NOON: (11, 14),
    AFTERNOON: (12, 19),
    EVENING: (17, 24),
    AM: (0, 11),
    PM: (12, 23),
}


@dataclass(frozen=True)
class Clock:
    """A time of day as it was said; ``part`` is the part of the day that was said with it."""

    hour: int
    minute: int
    part: str | None = None
    is_24h: bool = False

    def minutes(self) -> tuple[int, ...]:
        """The minutes since midnight that can be meant, at most two; none when hour and part contradict each other."""
        if self.part is not None:
            return self._in_part(self.part)
        if self.is_24h:
            return (self.hour * 60 + self.minute,)
        early = self.hour % 12 * 60 + self.minute
        return early, early + _HALF_DAY

    def _in_part(self, part: str) -> tuple[int, ...]:
        first, last = _PART_HOURS[part]
        hours = (self.hour,) if self.hour > 12 else (self.hour % 12, self.hour % 12 + 12, 24 if self.hour == 12 else -1)
        found = [hour * 60 + self.minute for hour in hours if first <= hour <= last]
        return tuple(found[:1])

    def usual(self) -> int | None:
        """The one that is meant where nothing else is known; none when it could be both."""
        found = self.minutes()
        if len(found) == 1:
            return found[0]
        if not found or self.hour == 7:
            return None
        return found[1] if self.hour <= 6 or self.hour == 12 else found[0]


@dataclass(frozen=True)
class Span:
    """From a time to a time; ``end_day`` is a date, or a number of days after the start's, or none."""

    start: Clock
    end: Clock | None = None
    end_day: date | int | None = None

    def minutes(self) -> tuple[int | None, int | None]:
        """
        Start and end in minutes since the start day's midnight (the end's own day's, when that is a date).

        No start: it could be two times. No end: none was said, or it is before the start.
        """
        start = self._start()
        if start is None or self.end is None:
            return start, None
        if isinstance(self.end_day, date):
            return start, self.end.usual()
        return start, self._end(start, self.end.minutes())

    def _start(self) -> int | None:
        if self.end is None:
            return self.start.usual()
        ends, starts = self.end.minutes(), self.start.minutes()
        if len(starts) == 1 or not starts or not ends:
            return self.start.usual()
        if len(ends) == 1 and self.end.part is not None:
            return min(starts, key=lambda start: _gap(start, ends[0]))
        if len(ends) == 1 and self.start.hour >= 7 and self.end.hour > 12:
            return starts[1] if self.start.hour == 12 else starts[0]
        return self.start.usual()

    def _end(self, start: int, ends: tuple[int, ...]) -> int | None:
        if not ends:
            return None
        if self.end_day is not None:
            return start + min(end + _DAY - start for end in ends)
        gap = min(_gap(start, end) for end in ends)
        if gap > _HALF_DAY and all(end <= start for end in ends):
            return None
        return start + gap


def _gap(start: int, end: int) -> int:
    return (end - start) % _DAY or _DAY


def _clock(hour: Number, minute: int = 0, part: str | None = None) -> Clock | None:
    if hour.value > 24 or minute > 59 or (hour.value == 24 and minute):
        return None
    return Clock(hour.value, minute, part, hour.is_24h)


def _made(clock: Clock | None) -> Outcome:
    return ("clock", clock) if clock and clock.minutes() else void()


def _hour_minute(*items: Item) -> Outcome:
    hour, minute = items[0].value, items[2].value
    if len(minute.digits) != 2:
        return None
    return _made(_clock(hour, minute.value))


def _with_ampm(*items: Item) -> Outcome:
    numbers = [item.value for item in items if item.kind == "number"]
    if len(numbers) == 2 and len(numbers[1].digits) != 2:
        return None
    minute = numbers[1].value if len(numbers) == 2 else 0
    return _made(_clock(numbers[0], minute, items[-1].value))


def _at_hour(*items: Item) -> Outcome:
    """As in "at 14h"; "at 2h" could be a length."""
    return _made(_clock(items[1].value)) if items[1].value.value > 12 else void()


# Forms that nothing else looks like: read before days and lengths.
PLAIN = (
    ("number colon number", _hour_minute),
    ("number colon number hour", _hour_minute),  # "15:30 hrs"
    ("number colon number ampm", _with_ampm),
    ("number dot number ampm", _with_ampm),
    ("number ampm", _with_ampm),
    ("at|from number hour", _at_hour),
    ("number clock_unit quarter_hours", lambda hour, _, minutes: _made(_clock(hour.value, minutes.value))),
    (
        "number colon number colon number",
        lambda *items: _hour_minute(*items[:3]) if items[4].value.value == 0 else void(),
    ),
)


def _spoken_hour(*items: Item) -> Outcome:
    """As in "两点", "两点半", "10点一刻", "9点05分"."""
    hour, rest = items[0].value, items[2:]
    minute = next((item.value.value for item in rest if item.kind == "number"), 0)
    if rest and rest[0].kind == "half":
        minute = 30
    if rest and rest[-1].kind == "quarter_unit":
        minute *= 15
    return _made(_clock(hour, minute))


def _dotted(*items: Item) -> Outcome:
    """As in "14.00" is a time, "12.3" a date or a time or a mistake."""
    minute = items[2].value
    is_time = len(minute.digits) == 2 and (minute.value == 0 or minute.value > 12)
    return _made(_clock(items[0].value, minute.value)) if is_time else void()


def _past(*items: Item) -> Outcome:
    """As in "half past two", "quarter past ten", "twenty past two"."""
    minute = {"half": 30, "quarter": 15}.get(items[0].kind) or items[0].value.value
    return _made(_clock(items[-1].value, minute))


def _quarter_to(*items: Item) -> Outcome:
    hour = items[-1].value
    return _made(_clock(Number((hour.value - 2) % 12 + 1), 45)) if 1 <= hour.value <= 12 else None


def _zero_hour(*items: Item) -> Outcome:
    minute = 30 if items[-1].kind == "half" else 0
    return "clock", Clock(0, minute, is_24h=True)


SPOKEN = (
    ("number clock_unit", _spoken_hour),
    ("number clock_unit exactly", _spoken_hour),
    ("number clock_unit half", _spoken_hour),
    ("number clock_unit number m?", _spoken_hour),
    ("number clock_unit number quarter_unit", _spoken_hour),
    ("number dot number", _dotted),
    ("half|quarter past number", _past),
    ("number past number", _past),
    ("quarter to number", _quarter_to),
    ("noon", lambda _: ("clock", Clock(12, 0, NOON))),
    ("zero_hour half?", _zero_hour),
)


def _in_part(*items: Item) -> Outcome:
    part = next(item.value for item in items if item.kind == "part")
    said = next(item for item in items if item.kind in ("clock", "number"))
    clock = said.value if said.kind == "clock" else _clock(said.value)
    if clock is None or (said.kind == "number" and said.value.value > 12):
        return None
    if clock.part not in (None, part) and clock.part not in (AM, PM, NOON):
        return None
    narrowed = replace(clock, part=clock.part or part)
    return ("clock", narrowed) if narrowed.minutes() else void()


PARTS = (
    ("part at|comma? clock", _in_part),
    ("part at|from? number", _in_part),
    ("clock part", _in_part),
    ("at number part", _in_part),
)


def _hour(item: Item) -> Clock | None:
    """A clock time, or a bare number that can be an hour."""
    if item.kind != "number":
        return item.value if isinstance(item.value, Clock) else None
    digits = item.value.digits
    if len(digits) == 4 and item.value.value % 5 == 0:
        return _clock(Number(item.value.value // 100, digits[:2]), item.value.value % 100)
    return _clock(item.value)


def _at(*items: Item) -> Outcome:
    clock = _hour(items[-1])
    return ("clock", clock) if clock else None


def _span(*items: Item) -> Outcome:
    first, last = (_hour(item) for item in items if item.kind in ("clock", "number"))
    if first is None or last is None:
        return void() if any(item.kind == "clock" for item in items) else None
    if {items[0].kind, items[-1].kind} == {"number"} and not _are_alike(items[0].value, items[-1].value):
        return None
    end_day = next((item.value for item in items if item.kind in ("day", "weekday")), None)
    if any(item.kind == "next_day" for item in items):
        end_day = 1
    return "span", Span(first, last, end_day)


def _are_alike(first: Number, last: Number) -> bool:
    """Two bare numbers make a span only as "2-4" or as "1400-1600"."""
    return (len(first.digits) == 4) == (len(last.digits) == 4)


def _between(*items: Item) -> Outcome:
    return _span(*[item for item in items if item.kind in ("clock", "number")])


SPANS = (
    ("clock to clock", _span),
    ("clock to number", _span),
    ("number to clock", _span),
    ("number to number", _span),
    ("from clock|number to clock|number", lambda *items: _span(*items[1:])),
    ("between clock|number and clock|number", _between),
    ("clock to next_day clock", _span),
    ("number to next_day clock|number", _span),
    ("clock to day|weekday at|comma? clock", _span),
    ("clock begin? comma? to? clock finish", _between),
    ("clock begin comma? to clock", _between),
    ("begin|from at? clock comma? finish|to at? clock", _between),
    ("clock or clock", void),
    ("number or clock", void),
    ("clock to|and? clock or clock", void),
    ("clock later|earlier", void),
    ("after|before|not clock|number", void),
    ("at number", _at),
    ("from number", _at),
    ("clock begin", lambda clock, _: ("clock", clock.value)),
    ("finish|to at? clock", lambda *items: ("until", items[-1].value)),
    ("clock finish", lambda clock, _: ("until", clock.value)),
    ("midnight", void),
    ("number|clock to midnight", lambda first, *_: _span(first, Item("clock", Clock(0, 0, is_24h=True), 0, 0))),
    ("in length", lambda *items: ("from_now", items[-1].value)),
    ("length later", lambda *items: ("from_now", items[0].value)),
    ("length earlier", void),
    ("after length", void),
    ("bound heads|length", void),
    ("heads|length bound", void),
    ("number ge filler", lambda number, *_: ("filler", None) if number.value.value == 1 else None),  # "一个会议室"
)
