"""Which dates of a series a change is about, and in what single dates differ from the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.errors import NotYourBooking
from meetbot.booking.models import Booking, Series
from meetbot.booking.rules import may_change
from meetbot.booking.series.changes import Aspect
from meetbot.booking.series.errors import NoSeries
from meetbot.booking.series.finding import bookings_in
from meetbot.people.members import Member


class Scope(StrEnum):
    """What a change of one date is meant for."""

    THIS = "this"
    FOLLOWING = "following"  # this and those after it
    ALL = "all"


@dataclass(frozen=True)
class Affected:
    """The dates of a scope, by the rule's order."""

    series: Series
    dates: tuple[Booking, ...]  # to be changed: they have not begun and stand
    past: tuple[Booking, ...]  # begun or over: never changed
    foreign: tuple[Booking, ...]  # passed on to somebody else, who decides about them

    def exceptions(self) -> dict[int, frozenset[Aspect]]:
        """The dates, by booking, that differ from the series, and in what."""
        found = {booking.id or 0: differences(booking, self.series) for booking in self.dates}
        return {booking_id: aspects for booking_id, aspects in found.items() if aspects}


def affected(session: Session, booking_id: int, scope: Scope, by: Member, now: datetime) -> Affected:
    """
    The dates that a change of this booking would concern. Cancelled dates are none.

    Raises UnknownBooking, NoSeries, NotYourBooking.
    """
    booking = booking_of(session, booking_id)
    if not may_change(by, booking):
        raise NotYourBooking
    if booking.series_id is None:
        raise NoSeries(booking_id)
    standing = [each for each in bookings_in(session, booking.series_id) if each.cancelled_at is None]
    meant = [each for each in standing if _is_meant(each, booking, scope)]
    open_ = [each for each in meant if _is_open(each, now)]
    return Affected(
        session.get_one(Series, booking.series_id),
        tuple(each for each in open_ if may_change(by, each)),
        tuple(each for each in meant if each not in open_),
        tuple(each for each in open_ if not may_change(by, each)),
    )


def dates_meant(session: Session, booking: Booking, scope: Scope, by: Member, now: datetime) -> list[Booking]:
    """The dates that ``affected`` has to be changed; nothing is refused, for words about a change that may not be any more."""
    if booking.series_id is None:
        return []
    return [
        each
        for each in bookings_in(session, booking.series_id)
        if each.cancelled_at is None
        and _is_meant(each, booking, scope)
        and _is_open(each, now)
        and may_change(by, each)
    ]


def _is_open(booking: Booking, now: datetime) -> bool:
    return booking.starts_at > now and booking.ended_at is None


def _is_meant(each: Booking, pressed: Booking, scope: Scope) -> bool:
    if scope is Scope.THIS:
        return each.id == pressed.id
    assert each.series_date is not None
    assert pressed.series_date is not None
    return scope is Scope.ALL or each.series_date >= pressed.series_date


def differences(booking: Booking, series: Series) -> frozenset[Aspect]:
    """In what a date is an exception of its series."""
    zone = ZoneInfo(series.zone)
    assert booking.series_date is not None
    named, start, end = (
        moment.astimezone(zone).replace(tzinfo=None)
        for moment in (booking.series_date, booking.starts_at, booking.ends_at)
    )
    same = {
        Aspect.DAY: start.date() == named.date(),
        Aspect.TIME: start.time() == series.begins,
        Aspect.LENGTH: end - start == timedelta(minutes=series.minutes),
        Aspect.ROOM: booking.room_id == series.room_id,
        **{aspect: getattr(booking, aspect) == getattr(series, aspect) for aspect in SHARED},
    }
    return frozenset(aspect for aspect, is_same in same.items() if not is_same)


# What a date and its series hold under the same name.
SHARED = (Aspect.TITLE, Aspect.TYPE, Aspect.LAYOUT, Aspect.HEADS, Aspect.NEEDS, Aspect.TEA, Aspect.ROSTRUM)
