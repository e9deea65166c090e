"""Reads the guests of whole series, and what they see of them. Most houses have none: then it is one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, func, select

from meetbot.booking.models import Booking, BookingChange, Series
from meetbot.booking.series.finding import bookings_in
from meetbot.guests.models import Guest
from meetbot.guests.series import family_of
from meetbot.reminders.facts import SeriesFacts
from meetbot.reminders.rules.guests import SEEN

_IS_ANY = select(Guest.id).where(col(Guest.series_id).is_not(None)).limit(1)
# What guests see of a date; a date that is off is missing from their calendar.
_SEEN = SEEN | {"meeting_type", "cancelled_at"}


def guests_of_series(session: Session, booking_ids: Sequence[int]) -> Iterator[tuple[int, Guest, SeriesFacts]]:
    """The guests of every series of which one of these bookings is the first date, with that booking's id."""
    if session.exec(_IS_ANY).first() is None:
        return
    for booking_id, series in _begun_by(session, booking_ids):
        invited = session.exec(
            select(Guest).where(col(Guest.series_id).in_(family_of(session, series))).order_by(col(Guest.id))
        ).all()
        facts = _facts(session, series) if invited else None
        for guest in invited:
            assert facts is not None
            yield booking_id, guest, facts


def _begun_by(session: Session, booking_ids: Sequence[int]) -> Iterator[tuple[int, Series]]:
    """Those of the bookings that are the first of their series, as they were made; with the series."""
    concerned = select(Booking.series_id).where(col(Booking.id).in_(booking_ids), col(Booking.series_id).is_not(None))
    firsts = session.exec(
        select(Booking.series_id, func.min(Booking.id))
        .where(col(Booking.series_id).in_(concerned))
        .group_by(col(Booking.series_id))
    ).all()
    for series_id, first in firsts:
        if first is not None and first in booking_ids:
            yield first, session.get_one(Series, series_id)


def _facts(session: Session, series: Series) -> SeriesFacts:
    assert series.id is not None
    dates = bookings_in(session, series.id)
    standing = [each for each in dates if each.cancelled_at is None]
    changes = session.exec(
        select(BookingChange)
        .where(col(BookingChange.booking_id).in_([each.id for each in dates]))
        .order_by(col(BookingChange.id).desc())
    )
    last = next((change.id for change in changes if not _SEEN.isdisjoint(change.before)), 0)
    return SeriesFacts(
        id=series.id,
        # How many dates there are changes too when later ones split off.
        edition=f"{last}-{len(standing)}",
        changed_at=series.changed_at,
        ends_at=max(each.ends_at for each in standing or dates),
        is_cancelled=not standing,
    )
