"""
From what was said of repeating to one rule with its end, and the days on which it begins.

A day said beside the rule is the first ("from 7 December", or a date that is one of the rule's); another contradicts it and
is asked back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from meetbot.booking.phrases.answers import Answers
from meetbot.booking.phrases.periods import Lasting
from meetbot.booking.series.dates import rrule_of
from meetbot.booking.series.rule import ClosedDays, Repeat, Unit
from meetbot.settings import WEEKDAYS

_LATEST = date.max - timedelta(days=401)


@dataclass(frozen=True)
class Rule:
    """What the line says of repeating: the rule, which may say its own end, and its first days as far as they are known."""

    repeat: Repeat
    days: tuple[date, ...] = ()  # the next ones, where the time has passed on the first; empty: the day is to be asked
    lasting: Lasting | None = None  # so long from the first date on

    def from_(self, first: date | None) -> Repeat:
        """The rule with its end, counted from the first date."""
        return self.repeat.ending(self.lasting.last(first)) if self.lasting and first else self.repeat


def rule_of(answers: Answers, today: date) -> Rule | None:
    """The rule; none where nothing repeats or it contradicts itself."""
    repeat = _one(answers)
    if repeat is None:
        return None
    if repeat.unit is Unit.DATES:
        return _listed(answers, repeat)
    days = _days(answers, repeat, today)
    repeat, lasting = _ended(answers, repeat)
    return Rule(repeat, days, lasting)


def _one(answers: Answers) -> Repeat | None:
    """The rule that the line says; "every Monday and every other Wednesday" is two."""
    said: list[Repeat] = list(dict.fromkeys(item.value for item in answers.of("repeat")))
    if not said:
        return None
    if len(said) > 1:
        said = _merged(said)
    if len(said) > 1:
        answers.refuse("repeat")
        return None
    answers.take("repeat")
    [repeat] = said
    if repeat.unit is Unit.WEEK and not repeat.weekdays:
        repeat = _with_weekday(answers, repeat)
    return repeat.model_copy(update={"closed": ClosedDays(answers.single("closed") or repeat.closed)})


def _listed(answers: Answers, repeat: Repeat) -> Rule | None:
    """Dates in a row, which end by themselves; another day, or a weekday that is not that of all, contradicts them."""
    others = answers.of("day", "days", "since", "last_date", "times", "lasting")
    weekdays = {item.value.weekday() for item in answers.of("weekday", "same_weekday")}
    if (
        others
        or weekdays - {day.weekday() for day in repeat.dates}
        or (weekdays and len({day.weekday() for day in repeat.dates}) > 1)
    ):
        answers.refuse("repeat", "day", "days", "since", "last_date", "times", "lasting", "weekday", "same_weekday")
        return None
    answers.take("weekday", "same_weekday")
    return Rule(repeat, repeat.dates[:1])


def _merged(said: list[Repeat]) -> list[Repeat]:
    """Weekly rules as one where they say the same of the weeks: "every two weeks, every Tuesday" do."""
    if {repeat.unit for repeat in said} != {Unit.WEEK}:
        return said
    every = {repeat.every for repeat in said if repeat.weekdays or repeat.every > 1}
    if len(every) > 1 and not any(not repeat.weekdays for repeat in said):
        return said
    names = tuple(name for name in WEEKDAYS if any(name in repeat.weekdays for repeat in said))
    return [said[0].model_copy(update={"weekdays": names, "every": max(every, default=1)})]


def _with_weekday(answers: Answers, repeat: Repeat) -> Repeat:
    """A weekly rule with the weekday that is said elsewhere in the line: "每周一次 周三"."""
    days = {item.value for item in answers.of("weekday", "same_weekday")}
    if len(days) != 1:
        return repeat
    answers.take("weekday", "same_weekday")
    return repeat.model_copy(update={"weekdays": (WEEKDAYS[days.pop().weekday()],)})


def _days(answers: Answers, repeat: Repeat, today: date) -> tuple[date, ...]:
    """The first days of the rule; none where it does not say which days, or another day contradicts it."""
    is_known = repeat.unit in (Unit.DAY, Unit.WORKDAY) or bool(repeat.weekdays) or repeat.day is not None
    since = {item.value for item in answers.of("since")} | {item.value[0] for item in answers.of("days")}
    named = {item.value for item in answers.of("day")}
    if len(since) > 1 or len(named) > 1 or (since and named):
        answers.refuse("since", "days", "day")
        return ()
    answers.take("since", "days")
    begins = next(iter(since | named), None)
    found = _first_days(repeat, begins or today) if is_known else tuple(since | named)
    if named and found[:1] != (begins,):
        answers.refuse("day")
        return ()
    answers.take("day")
    return found


def _first_days(repeat: Repeat, since: date) -> tuple[date, ...]:
    """The first days of the rule from ``since`` on; the first one counts, whatever week or month that is."""
    simple = repeat.model_copy(update={"every": 1, "until": None, "count": None})
    found = islice(rrule_of(simple, since, min(since, _LATEST) + timedelta(days=400)), 8)
    return tuple(moment.date() for moment in found)


def _ended(answers: Answers, repeat: Repeat) -> tuple[Repeat, Lasting | None]:
    """The rule with its end, when the line says exactly one."""
    lasts = {item.value for item in answers.of("last_date")} | {item.value[1] for item in answers.of("days")}
    counts = {item.value for item in answers.of("times")}
    lengths = {item.value for item in answers.of("lasting")}
    if len(lasts) + len(counts) + len(lengths) > 1:
        answers.refuse("last_date", "times", "lasting", "days")
        return repeat, None
    answers.take("last_date", "times", "lasting", "days")
    if counts:
        return repeat.counted(counts.pop()), None
    if lasts:
        return repeat.ending(lasts.pop()), None
    return repeat, lengths.pop() if lengths else None
