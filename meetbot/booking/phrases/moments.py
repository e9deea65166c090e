"""From what was said about day and time to a start and an end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meetbot.booking.errors import EndBeforeStart
from meetbot.booking.phrases.answers import Answers
from meetbot.booking.phrases.clock import Clock, Span
from meetbot.booking.phrases.repeating import Rule
from meetbot.booking.series.rule import Unit
from meetbot.errors import MeetbotError
from meetbot.settings import Hours
from meetbot.times import NoSuchTime, TwiceTime, utc

OpenHours = Callable[[date], Hours | None]
_DAY_MINUTES = 24 * 60
_TIMES = ("clock", "span", "until", "from_now", "now", "all_day", "length")


@dataclass(frozen=True)
class Times:
    """When: as much of it as the line says."""

    start: datetime | None = None
    end: datetime | None = None
    day: date | None = None
    until_day: date | None = None
    at: time | None = None
    length: timedelta | None = None
    part: str | None = None
    all_day: bool = False
    problems: tuple[MeetbotError, ...] = ()


def times(answers: Answers, now: datetime, zone: ZoneInfo, hours: OpenHours | None, rule: Rule | None = None) -> Times:
    """
    1. The day, or the first and the last day; of a ``rule`` the first day on which the time is still to come.
    2. The time: all day, from now on, or by the clock; a part of the day said elsewhere in the line narrows it.
    3. Both together as moments, refused where the clocks skip or repeat them.
    """
    if rule is None:
        day, until_day = _days(answers)
        return _on(answers, Times(day=day, until_day=until_day), now, zone, hours)
    if rule.repeat.unit is not Unit.DATES:
        answers.refuse("weekday", "same_weekday")
    today, found = now.astimezone(zone).date(), Times()
    for day in rule.days or (None,):
        found = _on(answers, Times(day=day), now, zone, hours)
        if found.start is None and found.at is None and day == today:
            continue  # a day that is half over is no first date until somebody says so
        if found.start is None or found.start > now:
            break
    return found


def _on(answers: Answers, known: Times, now: datetime, zone: ZoneInfo, hours: OpenHours | None) -> Times:
    kinds = _kinds(answers)
    if kinds == {"all_day", "span"}:  # "9-5, all day": the hours say it
        answers.take("all_day")
        return _by_the_clock(answers, known, zone)
    if len(kinds) > 1:
        answers.refuse(*_TIMES)
        return replace(known, part=_part_alone(answers))
    if answers.of("all_day"):
        return _all_day(answers, known, zone, hours)
    if answers.of("from_now", "now"):
        return _from_now(answers, known, now)
    return _by_the_clock(answers, known, zone)


def _kinds(answers: Answers) -> set[str]:
    """The ways in which the line says a time, of which there may be one."""
    return {item.kind for item in answers.of("clock", "span", "from_now", "now", "all_day")}


def _days(answers: Answers) -> tuple[date | None, date | None]:
    spans = {item.value for item in answers.of("days")}
    days = {item.value for item in answers.of("day")}
    named = answers.of("weekday", "same_weekday")
    if spans and (days or len(spans) > 1 or named):
        answers.refuse("days", "day", "weekday", "same_weekday")
        return None, None
    if spans:
        answers.take("days")
        first, last = spans.pop()
        return first, last
    if days:
        return _day(answers, days), None
    return _weekday(answers), None


def _day(answers: Answers, days: set[date]) -> date | None:
    """The date, when every weekday said beside it is that date's."""
    weekdays = {item.value.weekday() for item in answers.of("weekday", "same_weekday")}
    if len(days) > 1 or weekdays - {day.weekday() for day in days}:
        answers.refuse("day", "weekday", "same_weekday")
        return None
    answers.take("day", "weekday", "same_weekday")
    return next(iter(days))


def _weekday(answers: Answers) -> date | None:
    """The next such day; today's own weekday could be today or in a week."""
    days: set[date] = {item.value for item in answers.of("weekday")}
    if len(days) != 1 or answers.of("same_weekday"):
        answers.refuse("weekday", "same_weekday")
        return None
    answers.take("weekday")
    return days.pop()


def _part_alone(answers: Answers) -> str | None:
    """A part of the day that no time belongs to: it narrows what is to be asked, and is asked."""
    parts = {item.value for item in answers.of("part")}
    answers.refuse("part")
    return parts.pop() if len(parts) == 1 else None


def _all_day(answers: Answers, known: Times, zone: ZoneInfo, hours: OpenHours | None) -> Times:
    if answers.of("until", "length"):
        answers.refuse("until", "length", "all_day")
        return known
    answers.take("all_day", "part")
    known = replace(known, all_day=True)
    last = known.until_day or known.day
    first_hours, last_hours = (hours(known.day), hours(last)) if hours and known.day and last else (None, None)
    if known.day is None or last is None or first_hours is None or last_hours is None:
        answers.refuse("all_day")
        return known
    walls = datetime.combine(known.day, first_hours.opens), datetime.combine(last, last_hours.closes)
    return _between(answers, known, *walls, zone, ("all_day",))


def _from_now(answers: Answers, known: Times, now: datetime) -> Times:
    said = {item.value or timedelta() for item in answers.of("from_now", "now")}
    if len(said) > 1 or known.day is not None or answers.of("until"):
        answers.refuse("from_now", "now", "until")
        return known
    answers.take("from_now", "now")
    start = now.replace(second=0, microsecond=0) + said.pop()
    length = answers.single("length")
    _part_alone(answers)
    return replace(known, start=start, end=start + length if length else None, length=length)


def _by_the_clock(answers: Answers, known: Times, zone: ZoneInfo) -> Times:
    length = answers.single("length")
    known = replace(known, length=length)
    spans = _spans(answers)
    if len(spans) > 1 or (not spans and answers.of("until")):
        answers.refuse("clock", "span", "until")
        return known
    if not spans:
        return replace(known, part=_part_alone(answers))
    span = _narrowed(answers, next(iter(spans)))
    if span is None:
        return known
    return _span(answers, known, span, zone)


def _spans(answers: Answers) -> set[Span]:
    """Every span that is said; a start alone is a span without an end."""
    ends = {item.value for item in answers.of("until")}
    starts = {item.value for item in answers.of("clock")}
    whole = {item.value for item in answers.of("span")}
    if len(ends) == 1 and len(starts) == 1 and not whole:
        return {Span(starts.pop(), ends.pop())}
    return whole | {Span(start, None) for start in starts} | ({Span(Clock(25, 0), None)} if ends and whole else set())


def _narrowed(answers: Answers, span: Span) -> Span | None:
    """The span with the part of the day that was said elsewhere in the line."""
    parts = {item.value for item in answers.of("part")}
    if not parts:
        return span
    start = replace(span.start, part=next(iter(parts))) if span.start.part is None else span.start
    if len(parts) > 1 or not start.minutes() or start.part not in (parts | {"am", "pm", "noon"}):
        answers.refuse("part", "clock", "span", "until")
        return None
    answers.take("part")
    return replace(span, start=start)


def _span(answers: Answers, known: Times, span: Span, zone: ZoneInfo) -> Times:
    start, end = span.minutes()
    is_open = span.end is None
    if start is None or start >= _DAY_MINUTES or (end is None and not is_open):
        return _refused_span(answers, known, span, start)
    at = time(*divmod(start, 60))
    last = span.end_day if isinstance(span.end_day, date) else known.until_day
    if last is not None and end is not None and known.day is not None:
        end = end % _DAY_MINUTES + (last - known.day).days * _DAY_MINUTES if end != _DAY_MINUTES else end
    length = timedelta(minutes=end - start) if end is not None else None
    if known.length is not None and length is not None and known.length != length:
        answers.refuse("clock", "span", "until", "length")
        return replace(known, length=None)
    if length is not None and length <= timedelta():
        return _refused_span(answers, known, span, start)
    answers.take("clock", "span", "until")
    if isinstance(span.end_day, date) and known.day is None:  # "14:00 to Thursday 12:00" on no day
        answers.refuse("span")
        return known
    known = replace(known, at=at, length=length or known.length)
    if known.day is None:
        return known
    wall = datetime.combine(known.day, at)
    return _between(answers, known, wall, wall + length if length else None, zone, ("clock", "span", "until"))


def _refused_span(answers: Answers, known: Times, span: Span, start: int | None) -> Times:
    answers.refuse("clock", "span", "until")
    ends = span.end.minutes() if span.end else ()
    if start is None or len(ends) != 1 or known.day is None:
        return known
    midnight = datetime.combine(known.day, time())
    # Walls, not moments: the reader's words are quoted back, whatever the clocks do that day.
    return replace(
        known, problems=(EndBeforeStart(midnight + timedelta(minutes=start), midnight + timedelta(minutes=ends[0])),)
    )


def _between(
    answers: Answers, known: Times, start: datetime, end: datetime | None, zone: ZoneInfo, kinds: tuple[str, ...]
) -> Times:
    """The wall times as moments. One that does not exist, or exists twice, is a problem and asked back."""
    try:
        began = utc(start, zone)
        ended = utc(end, zone) if end else None
    except (NoSuchTime, TwiceTime) as problem:
        answers.refuse(*kinds)
        return replace(known, at=None, problems=(problem,))
    except OverflowError:
        answers.refuse(*kinds)
        return replace(known, at=None)
    if ended is None and known.length:
        ended = began + known.length
    return replace(known, start=began, end=ended)
