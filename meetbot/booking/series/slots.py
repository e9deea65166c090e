"""The dates of a rule as moments: which days count, which are left out or moved because the house is closed, how many there may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from meetbot.booking.errors import BuildingClosed
from meetbot.booking.rules import check_open, check_times, is_open
from meetbot.booking.series.dates import days, end_after, how_many, named_start, start_on
from meetbot.booking.series.errors import (
    DatesOverlap,
    EndlessSeries,
    NoDates,
    SameDate,
    SeriesTooFarAhead,
    TooManyDates,
)
from meetbot.booking.series.outlook import Choice, Choices, Fate, Slot
from meetbot.booking.series.rule import ClosedDays, Repeat
from meetbot.errors import MeetbotError
from meetbot.settings import Site
from meetbot.times import Interval, NoSuchTime, local

_DAY = timedelta(days=1)
# An open day is looked for no further away: longer holidays are the organiser's to decide about.
_FURTHEST = 31
_PLAIN = Choice()


@dataclass(frozen=True)
class Timetable:
    """When the dates of a series are: the rule, the first day, begin and length on the wall clock of the site."""

    repeat: Repeat
    first: date
    begins: time
    minutes: int
    site: Site

    @staticmethod
    def of(repeat: Repeat, starts_at: datetime, ends_at: datetime, site: Site) -> Timetable:
        """The timetable that begins with this event."""
        start, end = local(starts_at, site.zone), local(ends_at, site.zone)
        length = end.replace(tzinfo=None) - start.replace(tzinfo=None)
        minutes = (length if length > timedelta() else ends_at - starts_at) // timedelta(minutes=1)
        return Timetable(repeat.settled(start.date()), start.date(), start.time(), minutes, site)

    def horizon(self, now: datetime) -> date:
        """The last day on which a date may begin."""
        last = local(now + timedelta(days=self.site.ahead_days), self.site.zone)
        return last.date() if self.begins <= last.time() else last.date() - _DAY


def slots(table: Timetable, now: datetime, choices: Choices, confirmed_closed: bool = False) -> list[Slot]:
    """
    Every date of the series in the rule's order.

    Raises EndlessSeries, NoDates, TooManyDates, SeriesTooFarAhead, DatesOverlap.
    """
    repeat, horizon = table.repeat, table.horizon(now)
    if repeat.is_endless:
        raise EndlessSeries
    wanted = list(days(repeat, table.first, table.site, horizon))
    _check_number(table, wanted, horizon)
    found = _counted(table, wanted, now, choices, confirmed_closed)
    held = sum(_counts(slot) for slot in found)
    if held > table.site.series_dates:
        raise TooManyDates(how_many(repeat, table.first), table.site.series_dates, _nth(found, table.site.series_dates))
    if _goes_on(table, horizon, held):
        raise SeriesTooFarAhead(horizon, wanted[-1] if wanted else None, held)
    if not found:
        raise NoDates(table.first, repeat.until)
    _check_apart(found)
    return found


def _check_number(table: Timetable, wanted: Sequence[date], horizon: date) -> None:
    count, limit = table.repeat.count, table.site.series_dates
    if count is None or count <= limit:
        return
    raise TooManyDates(count, limit, wanted[min(limit, len(wanted)) - 1] if wanted else horizon)


def _counted(
    table: Timetable, wanted: Sequence[date], now: datetime, choices: Choices, confirmed_closed: bool
) -> list[Slot]:
    """The slots up to ``count``; a day that the rule leaves out does not count, "ten times" are ten meetings."""
    taken: set[date] = set(wanted)
    found: list[Slot] = []
    held = 0
    for day in wanted:
        if held == table.repeat.count or held > table.site.series_dates:
            break
        slot = _slot(table, day, choices.get(day, _PLAIN), now, confirmed_closed)
        moved_to = local(slot.starts_at, table.site.zone).date()
        if slot.fate is Fate.BOOKED and moved_to != day and day not in choices:
            if moved_to in taken:
                slot = replace(slot, fate=Fate.SAME, problem=SameDate(moved_to))
            taken.add(moved_to)
        held += _counts(slot)
        found.append(slot)
    return found


def _counts(slot: Slot) -> bool:
    return slot.fate not in (Fate.CLOSED, Fate.SAME)


def _nth(found: Sequence[Slot], number: int) -> date:
    return [slot.day for slot in found if _counts(slot)][number - 1]


def _goes_on(table: Timetable, horizon: date, held: int) -> bool:
    """Whether the rule has a date beyond the horizon."""
    if table.repeat.count is not None:
        return held < table.repeat.count and any(
            day > horizon for day in days(table.repeat, table.first, table.site, date.max - _DAY)
        )
    last = max(table.repeat.dates, default=None) if table.repeat.until is None else table.repeat.until
    if last is None or last <= horizon:
        return False
    return any(day > horizon for day in days(table.repeat, table.first, table.site, last))


def _check_apart(found: Sequence[Slot]) -> None:
    for one, following in pairwise(found):
        ends_at = one.named + (one.ends_at - one.starts_at)
        if ends_at > following.named:
            raise DatesOverlap(ends_at, following.named)


def _slot(table: Timetable, day: date, choice: Choice, now: datetime, confirmed_closed: bool) -> Slot:
    """One day of the rule with what was decided about it."""
    plain = _plain(table, day)
    if choice.skip:
        return replace(plain, fate=Fate.SKIPPED, problem=None)
    if choice.starts_at is not None:
        plain = _at(table, plain, choice.starts_at)
    elif table.site.hours_on(day) is None and table.repeat.closed is not ClosedDays.KEEP and not choice.closed_ok:
        plain = _off_closed_day(table, plain)
    closed_ok = confirmed_closed or choice.closed_ok or _is_kept(table, day)
    return plain if plain.problem else _checked(table, plain, now, closed_ok)


def _plain(table: Timetable, day: date) -> Slot:
    named = named_start(day, table.begins, table.site.zone)
    try:
        start, problem = start_on(day, table.begins, table.site.zone), None
    except NoSuchTime as gap:
        start, problem = gap.next_valid, gap
    end = end_after(start, table.minutes, table.site.zone)
    return Slot(day, named, start, end, Fate.UNDECIDED if problem else Fate.BOOKED, problem)


def _at(table: Timetable, slot: Slot, starts_at: datetime) -> Slot:
    end = end_after(starts_at, table.minutes, table.site.zone)
    return replace(slot, starts_at=starts_at, ends_at=end, fate=Fate.BOOKED, problem=None)


def _is_kept(table: Timetable, day: date) -> bool:
    return table.repeat.closed is ClosedDays.KEEP and table.site.hours_on(day) is None


def _off_closed_day(table: Timetable, slot: Slot) -> Slot:
    """The slot left out, or on the nearest day on which the house is open for all of it."""
    closed = BuildingClosed(slot.day, None, None)
    if table.repeat.closed is ClosedDays.SKIP:
        return replace(slot, fate=Fate.CLOSED, problem=closed)
    step = _DAY if table.repeat.closed is ClosedDays.NEXT else -_DAY
    for number in range(1, _FURTHEST + 1):
        tried = _plain(table, slot.day + number * step)
        if tried.problem is None and is_open(Interval(tried.starts_at, tried.ends_at), table.site):
            return replace(slot, starts_at=tried.starts_at, ends_at=tried.ends_at)
    return replace(slot, fate=Fate.UNDECIDED, problem=closed)


def _checked(table: Timetable, slot: Slot, now: datetime, closed_ok: bool) -> Slot:
    """The slot, or why it may not be at its time."""
    try:
        event = check_times(slot.starts_at, slot.ends_at, now, table.site)
        if not closed_ok:
            check_open(event, table.site)
    except MeetbotError as problem:
        return replace(slot, fate=Fate.UNDECIDED, problem=problem)
    return slot
