"""
A series as iCalendar (RFC 5545): one event with the rule, and one with RECURRENCE-ID for each date that differs.

All carry the series' own UID, SEQUENCE and DTSTAMP. What the rule says is compared with the dates that are booked: those
that are not become EXDATE, those that the rule does not know (make-up workdays, a list) RDATE, and after the last one the
rule ends. So a date that is left out or cancelled needs nothing else, and a series that was split ends where the other begins.

Times are wall times with TZID, as the rule makes them; UNTIL is in UTC, as RFC 5545 wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.ical import (
    EventFacts,
    Method,
    Recurrence,
    View,
    joined,
    location_of,
    type_name,
    written,
)
from meetbot.booking.models import Booking, Room, Series
from meetbot.booking.rooms import spec_of
from meetbot.booking.series.dates import calendar_days
from meetbot.booking.series.finding import bookings_in, repeat_of, series_of
from meetbot.booking.series.rule import Repeat, Unit
from meetbot.booking.series.scope import differences
from meetbot.settings import WEEKDAYS, Site
from meetbot.standard.service import standard_of


def series_file(session: Session, series_id: int, site: Site, language: str, view: View = View.OWN) -> bytes:
    """The whole series as a calendar file; METHOD:CANCEL once no date of it stands any more."""
    events = series_events(session, series_id, site, language, view)
    method: Method = "CANCEL" if events[0].is_cancelled else "PUBLISH"
    return joined([written(event) for event in events], site, method=method)


def date_cancelled_file(session: Session, booking_id: int, site: Site, language: str) -> bytes:
    """The file that takes one date out of a series that goes on (RFC 5546, 3.2.5). Raises UnknownBooking, NoSeries."""
    event = date_event(session, booking_id, site, language, View.OWN)
    return joined([written(replace(event, is_cancelled=True))], site, method="CANCEL")


def series_events(session: Session, series_id: int, site: Site, language: str, view: View) -> list[EventFacts]:
    """The event with the rule first, then the dates that differ from it."""
    told = _Told(session, session.get_one(Series, series_id), site, language, view)
    dates = bookings_in(session, series_id)
    standing = [booking for booking in dates if booking.cancelled_at is None]
    whole = told.whole(standing or dates, is_cancelled=not standing)
    return [whole, *(told.date(booking) for booking in standing if told.differs(booking))]


def date_event(session: Session, booking_id: int, site: Site, language: str, view: View) -> EventFacts:
    """One date of a series by itself, whether it differs or not. Raises UnknownBooking, NoSeries."""
    return _Told(session, series_of(session, booking_id), site, language, view).date(booking_of(session, booking_id))


@dataclass(frozen=True)
class _Told:
    """A series as one reader is told of it."""

    session: Session
    series: Series
    site: Site
    language: str
    view: View

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.series.zone)

    def whole(self, dates: Sequence[Booking], is_cancelled: bool) -> EventFacts:
        """The series with its rule, for these dates."""
        first = dates[0]
        like_the_series = Booking(
            **{**first.model_dump(), **self.series.model_dump(include=_COMMON), "room_id": self.series.room_id}
        )
        return replace(
            self._facts(like_the_series),
            is_cancelled=is_cancelled,
            recurrence=recurrence(self.series, [_named(booking) for booking in dates]),
        )

    def date(self, booking: Booking) -> EventFacts:
        """One date, by the name that the rule has for it."""
        return replace(
            self._facts(booking),
            is_cancelled=booking.cancelled_at is not None,
            named=wall_of(_named(booking), self.series),
        )

    def differs(self, booking: Booking) -> bool:
        """Whether a program that follows the rule alone would show something else."""
        length = timedelta(minutes=self.series.minutes)
        is_plain = booking.starts_at == _named(booking) and booking.ends_at - booking.starts_at == length
        return not is_plain or booking.ended_at is not None or bool(differences(booking, self.series))

    def _facts(self, booking: Booking) -> EventFacts:
        room = self.session.get_one(Room, booking.room_id)
        return EventFacts(
            uid=self.series.uid,
            sequence=self.series.sequence,
            changed_at=self.series.changed_at,
            made_at=self.series.made_at,
            start=booking.starts_at,
            end=booking.ended_at or booking.ends_at,
            is_cancelled=False,
            title=booking.title,
            type=type_name(standard_of(self.session, booking.standard_id), booking.meeting_type, self.language),
            layout=booking.layout,
            heads=booking.heads,
            location=location_of(spec_of(room), self.site, self.language),
            office=self.site.office.name.in_(self.language),
            office_email=self.site.office.email,
            zone=self.series.zone,
            language=self.language,
            view=self.view,
        )


_COMMON = {"title", "meeting_type", "layout", "heads"}


def recurrence(series: Series, named: Sequence[datetime]) -> Recurrence:
    """The rule of a series for the dates ``named`` (UTC, as the rule has them), the last of which ends it."""
    booked = sorted({wall_of(moment, series) for moment in named})
    first = datetime.combine(series.first_day, series.begins)
    repeat, last = repeat_of(series), max(booked[-1], first)
    by_rule = {datetime.combine(day, series.begins) for day in calendar_days(repeat, first.date(), last.date())}
    until = max(named).astimezone(UTC)
    return Recurrence(
        rule=rrule_text(repeat, until) if len(by_rule | {first}) > 1 else "",
        more=tuple(wall for wall in booked if wall not in by_rule and wall != first),
        without=tuple(sorted((by_rule | {first}) - set(booked))),
        first=first,
        minutes=series.minutes,
    )


def wall_of(moment: datetime, series: Series) -> datetime:
    """A date of the rule on the series' wall clock: its day, and the time at which all begin."""
    return datetime.combine(moment.astimezone(ZoneInfo(series.zone)).date(), series.begins)


def rrule_text(repeat: Repeat, until: datetime) -> str:
    """The rule as RFC 5545 (3.3.10) writes it; empty for a list of dates."""
    return ";".join(f"{name}={value}" for name, value in _rule_parts(repeat, until))


def _rule_parts(repeat: Repeat, until: datetime) -> Iterator[tuple[str, str]]:
    if repeat.unit is Unit.DATES:
        return
    names = ",".join(name[:2].upper() for name in sorted(set(repeat.weekdays), key=WEEKDAYS.index))
    yield "FREQ", {Unit.DAY: "DAILY", Unit.MONTH: "MONTHLY"}.get(repeat.unit, "WEEKLY")
    yield "UNTIL", f"{until:%Y%m%dT%H%M%SZ}"
    if repeat.every > 1 and repeat.unit is not Unit.WORKDAY:
        yield "INTERVAL", str(repeat.every)
    if repeat.unit is Unit.WORKDAY:
        yield "BYDAY", "MO,TU,WE,TH,FR"
    elif repeat.unit is Unit.WEEK:
        yield "BYDAY", names
    elif repeat.nth is not None:
        yield "BYDAY", f"{repeat.nth}{names}"
    elif repeat.day is not None:
        yield "BYMONTHDAY", str(repeat.day)


def _named(booking: Booking) -> datetime:
    assert booking.series_date is not None
    return booking.series_date
