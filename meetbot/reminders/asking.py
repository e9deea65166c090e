"""When the house asks what can wait until somebody is at their desk: on working days, at one hour. Rules know no wall clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from meetbot.settings import Site
from meetbot.times import local

_DAY = timedelta(days=1)
# No holidays are longer; a house that is closed for good asks by the clock.
_LONGEST_HOLIDAY = 31


@dataclass(frozen=True)
class Asking:
    """The site's working days and its hour (``asks_at``), within its opening hours; without a site the clock alone counts."""

    site: Site | None = None

    def before(self, start: datetime, by: timedelta, since: datetime) -> datetime:
        """
        When to ask ``by`` before ``start``: of a day or more, on the last working day that is so far before, at the house's hour.

        Who told of it ``since`` that hour is asked when it is ``by`` before, as long as the house is open then. Less than a day is
        meant to the minute.
        """
        exact = start - by
        if self.site is None or by < _DAY:
            return exact
        last = min(local(exact, self.site.zone).date(), local(start, self.site.zone).date() - _DAY)
        at = self._first_at_work(last - count * _DAY for count in range(_LONGEST_HOLIDAY)) or exact
        if at > since:
            return at
        later = self._within_hours(exact)
        return later if later is not None and later > since else at

    def _within_hours(self, moment: datetime) -> datetime | None:
        """The moment, or the nearest of its day at which the house is open; none on a day off."""
        assert self.site is not None
        wall = local(moment, self.site.zone)
        hours = self.site.hours_on(wall.date())
        if hours is None or not self.site.is_workday(wall.date()):
            return None
        opens, closes = (
            datetime.combine(wall.date(), at, self.site.zone).astimezone(UTC) for at in (hours.opens, hours.closes)
        )
        return min(max(moment, opens), closes)

    def after(self, moment: datetime, days: int) -> datetime:
        """When to ask again so many days after ``moment``: at the house's hour of that day, or of the next working day."""
        exact = moment + days * _DAY
        if self.site is None:
            return exact
        first = local(moment, self.site.zone).date() + days * _DAY
        return self._first_at_work(first + count * _DAY for count in range(_LONGEST_HOLIDAY)) or exact

    def _first_at_work(self, days: Iterable[date]) -> datetime | None:
        return next((moment for day in days if (moment := self._on(day)) is not None), None)

    def _on(self, day: date) -> datetime | None:
        """The house's hour of a working day; none of another."""
        assert self.site is not None
        hours = self.site.hours_on(day)
        if hours is None or not self.site.is_workday(day):
            return None
        at: time = min(max(self.site.asks_at, hours.opens), hours.closes)
        return datetime.combine(day, at, self.site.zone).astimezone(UTC)
