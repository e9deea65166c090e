"""A change of one date as a change of the others: what differs is carried over, what is not touched stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetbot.booking.models import Booking, Room, Series
from meetbot.booking.series.changes import Aspect
from meetbot.booking.series.dates import calendar_days, end_after, named_start, start_on
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.scope import SHARED, differences
from meetbot.booking.wishes import Wish, wish_of
from meetbot.settings import WEEKDAYS


@dataclass(frozen=True)
class Shift:
    """What a change of one date says about the others."""

    aspects: frozenset[Aspect]  # what it is about
    days: int  # how many days later
    begins: time  # on the wall clock, from now on
    minutes: int
    wish: Wish  # everything else
    zone: ZoneInfo

    @staticmethod
    def between(booking: Booking, room: Room, wish: Wish, zone: ZoneInfo) -> Shift:
        """What differs between a date as it is and as it is wished; without a room the wish keeps it."""
        was, wish = wish_of(booking, room), replace(wish, room=wish.room or room.code)
        start, end = _wall(wish.starts_at, zone), _wall(wish.ends_at, zone)
        old_start, old_end = _wall(was.starts_at, zone), _wall(was.ends_at, zone)
        days = (start.date() - old_start.date()).days
        changed = {
            Aspect.DAY: days != 0,
            Aspect.TIME: start.time() != old_start.time(),
            Aspect.LENGTH: end - start != old_end - old_start,
            Aspect.ROOM: wish.room != was.room,
            **{aspect: getattr(wish, aspect) != getattr(was, aspect) for aspect in SHARED},
        }
        aspects = frozenset(aspect for aspect, is_changed in changed.items() if is_changed)
        return Shift(aspects, days, start.time(), (end - start) // timedelta(minutes=1), wish, zone)

    @property
    def moves(self) -> bool:
        """Whether the dates of the rule are other moments from now on."""
        return bool(self.aspects & {Aspect.DAY, Aspect.TIME})

    def kept(self, booking: Booking, series: Series) -> frozenset[Aspect]:
        """What the change is about and this date has its own way: an exception that would be lost."""
        return differences(booking, series) & self.aspects

    def wish_for(self, booking: Booking, room: Room, series: Series, keeps: Collection[Aspect]) -> Wish:
        """
        The date with what changes; it ``keeps`` those of its own ways. Raises NoSuchTime.

        A start that is not touched is not worked out anew, so that nothing moves that should not.
        """
        taken = self.aspects - frozenset(keeps)
        was = wish_of(booking, room)
        values: dict[str, Any] = {aspect: getattr(self.wish, aspect) for aspect in SHARED if aspect in taken}
        if Aspect.ROOM in taken:
            values["room"] = self.wish.room
        if taken & {Aspect.DAY, Aspect.TIME, Aspect.LENGTH}:
            values |= self._times(booking, series, taken)
        return replace(was, **values)

    def _times(self, booking: Booking, series: Series, taken: Collection[Aspect]) -> dict[str, datetime]:
        start, end = _wall(booking.starts_at, self.zone), _wall(booking.ends_at, self.zone)
        assert booking.series_date is not None
        own_day = Aspect.DAY in differences(booking, series)
        day = start.date()
        if Aspect.DAY in taken:
            # An own day that gives way goes back to where the rule would have it.
            day = (_wall(booking.series_date, self.zone).date() if own_day else day) + timedelta(days=self.days)
        begins = self.begins if Aspect.TIME in taken else start.time()
        minutes = self.minutes if Aspect.LENGTH in taken else (end - start) // timedelta(minutes=1)
        is_moved = (day, begins) != (start.date(), start.time())
        starts_at = start_on(day, begins, self.zone) if is_moved else booking.starts_at
        return {"starts_at": starts_at, "ends_at": end_after(starts_at, minutes, self.zone)}

    def named(self, moment: datetime, series: Series) -> datetime:
        """What a date of the rule is called from now on."""
        wall = _wall(moment, self.zone)
        begins = self.begins if Aspect.TIME in self.aspects else series.begins
        return named_start(wall.date() + timedelta(days=self.days), begins, self.zone)

    def series_values(self, room_id: int) -> dict[str, Any]:
        """What the series has in common from now on, as far as it changes."""
        values: dict[str, Any] = {aspect: getattr(self.wish, aspect) for aspect in SHARED if aspect in self.aspects}
        if Aspect.NEEDS in self.aspects:
            values[Aspect.NEEDS] = self.wish.needs.model_dump(mode="json")
        if Aspect.ROOM in self.aspects:
            values["room_id"] = room_id
        if Aspect.TIME in self.aspects:
            values["begins"] = self.begins
        if Aspect.LENGTH in self.aspects:
            values["minutes"] = self.minutes
        return values


def shifted(repeat: Repeat, days: int, was: list[date]) -> Repeat:
    """
    The rule some days later, for a series whose dates ``was`` these days.

    Where it cannot be said as a rule ("the day after the first Friday", or weekdays that reach into another week), it is
    the list of its days.
    """
    if not days:
        return repeat
    moved = [day + timedelta(days=days) for day in was]
    if repeat.unit in (Unit.DAY, Unit.WEEK):
        names = tuple(WEEKDAYS[(WEEKDAYS.index(name) + days) % 7] for name in repeat.weekdays)
        until = repeat.until and repeat.until + timedelta(days=days)
        rule = repeat.model_copy(update={"weekdays": names, "until": until})
        old = calendar_days(repeat, was[0], was[-1])
        if calendar_days(rule, moved[0], moved[-1]) == [day + timedelta(days=days) for day in old]:
            return rule
    return Repeat(unit=Unit.DATES, dates=tuple(moved), closed=repeat.closed)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
