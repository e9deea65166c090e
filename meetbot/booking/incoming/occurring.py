"""When the events of a calendar take place inside a window: rules, added and excluded dates, dates changed on their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from meetbot.booking.incoming.errors import TooManyDates
from meetbot.booking.incoming.moments import moment
from meetbot.booking.incoming.repeating import Budget, dates
from meetbot.booking.incoming.values import Event
from meetbot.times import Interval

MOST_DATES: Final = 2000
_DAY: Final = timedelta(days=1)
_OLDEST: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Occurrence:
    """
    One date of an event. ``original`` names it within its uid: the start that the rule gave it, whatever it was moved to;
    none for an event that does not repeat.
    """

    event: Event
    start: datetime
    end: datetime
    original: datetime | None

    @property
    def uid(self) -> str:
        return self.event.uid


def occurrences(events: Iterable[Event], window: Interval) -> list[Occurrence]:
    """
    Everything that takes place and reaches into the window, by start; what is cancelled or free time is left out.

    Raises TooManyDates.
    """
    budget = Budget()
    found: list[Occurrence] = []
    for group in _by_uid(events).values():
        for each in _of(group, window, budget):
            found.append(each)
            if len(found) > MOST_DATES:
                raise TooManyDates(MOST_DATES)
    return sorted(found, key=lambda each: (each.start, each.end, each.uid))


def newest(events: Iterable[Event]) -> dict[datetime | None, Event]:
    """The events of one uid by RECURRENCE-ID (none: the whole); of several with the same the newest counts (RFC 5546, 2.1.5)."""
    found: dict[datetime | None, Event] = {}
    for event in events:
        known = found.get(event.recurrence_id)
        if known is None or _age(known) <= _age(event):
            found[event.recurrence_id] = event
    return found


def _age(event: Event) -> tuple[int, datetime]:
    return event.sequence, event.stamp or _OLDEST


def _by_uid(events: Iterable[Event]) -> dict[str, list[Event]]:
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups[event.uid].append(event)
    return groups


def _of(group: list[Event], window: Interval, budget: Budget) -> Iterator[Occurrence]:
    """The dates of one uid."""
    known = newest(group)
    master = known.pop(None, None)
    if master is not None and not master.is_cancelled:
        yield from _of_master(master, set(known), window, budget)
    for original, changed in known.items():
        if changed.start and changed.end and not changed.is_cancelled and not changed.is_free:
            yield from _inside(Occurrence(changed, changed.start, changed.end, original), window)


def _of_master(master: Event, changed: set[datetime | None], window: Interval, budget: Budget) -> Iterator[Occurrence]:
    if master.is_free or master.start is None or master.end is None:
        return
    if master.rule is None and not master.more_dates:
        yield from _inside(Occurrence(master, master.start, master.end, None), window)
        return
    length = master.end - master.start
    for start in sorted({*_ruled(master, window, length, budget), *master.more_dates}):
        if start not in master.except_dates and start not in changed:
            yield from _inside(Occurrence(master, start, _end(master, start, length), start), window)


def _ruled(master: Event, window: Interval, length: timedelta, budget: Budget) -> Iterator[datetime]:
    assert master.wall is not None
    assert master.start is not None
    yield master.start  # the first date counts whether the rule has it or not (RFC 5545, 3.8.5.3)
    if master.rule is None:
        return
    since = (window.start - length - _DAY).astimezone(master.zone).date()
    until = (window.end + _DAY).astimezone(master.zone).date()
    for wall in dates(master.rule, master.wall, master.zone, since, until, budget):
        yield moment(wall, master.zone)


def _end(master: Event, start: datetime, length: timedelta) -> datetime:
    """A whole day ends at the next midnight, also when it has 23 or 25 hours."""
    if not master.is_all_day or master.wall is None or master.end is None:
        return start + length
    days = master.end.astimezone(master.zone).date() - master.wall.date()
    return moment(start.astimezone(master.zone).replace(tzinfo=None) + days, master.zone)


def _inside(found: Occurrence, window: Interval) -> Iterator[Occurrence]:
    if found.start < window.end and found.end > window.start:
        yield found
