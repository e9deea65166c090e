"""The series' own row after a change: what its dates have in common now, and where another series begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.booking.history import count_change
from meetbot.booking.making import new_uid
from meetbot.booking.models import Booking, Series
from meetbot.booking.series.finding import bookings_in, repeat_of
from meetbot.booking.series.scope import Affected, Scope
from meetbot.booking.series.shifting import Shift, shifted
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.times import local


def carried_on(
    session: Session,
    found: Affected,
    scope: Scope,
    shift: Shift,
    room_id: int,
    by: Member,
    now: datetime,
    site: Site,
) -> Series:
    """
    The series that the dates of the scope belong to after the change, before they are changed themselves.

    It is another one where earlier dates stay behind: with "this and the following", and when all that are to come move.
    Dates that were cancelled, and those of somebody else, go along: the rule would have them there too.
    """
    series = found.series
    assert series.id is not None
    cut = min(_named(booking) for booking in (*found.dates, *found.foreign))
    rows = bookings_in(session, series.id)
    later = [booking for booking in rows if _named(booking) >= cut]
    zone = ZoneInfo(series.zone)
    if len(later) < len(rows) and (scope is Scope.FOLLOWING or shift.moves):
        series = split(session, series, local(cut, zone).date(), by, now, site)
    repeat, was = repeat_of(series), sorted({local(_named(booking), zone).date() for booking in later})
    if shift.moves:
        series.repeat = shifted(repeat, shift.days, was).model_dump(mode="json")
        series.first_day += timedelta(days=shift.days)
    for booking in later:
        booking.series_id = series.id
        if shift.moves:
            booking.series_date = shift.named(_named(booking), series)
        session.add(booking)
    for name, value in shift.series_values(room_id).items():
        setattr(series, name, value)
    session.add(series)
    count_change(session, series.id, now)
    return series


def split(session: Session, series: Series, day: date, by: Member, now: datetime, site: Site) -> Series:
    """Another series like this one from ``day`` on, without dates yet; this one ends the day before."""
    values = series.model_dump(exclude={"id", "draft_id", "sequence"})
    changed = {"uid": new_uid(site), "first_day": day, "split_from": series.id, "made_by": by.id, "made_at": now}
    other = Series(**{**values, **changed, "changed_at": now})
    repeat, last = repeat_of(series), day - timedelta(days=1)
    series.repeat = repeat.ending(min(last, repeat.until or last)).model_dump(mode="json")
    session.add_all([series, other])
    count_change(session, series.id, now)
    return other


def _named(booking: Booking) -> datetime:
    assert booking.series_date is not None
    return booking.series_date
