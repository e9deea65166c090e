"""Series and their dates, as they are in the database."""

from __future__ import annotations

from sqlmodel import Session, col, select

from meetbot.booking.bookings import booking_of
from meetbot.booking.models import Booking, Series
from meetbot.booking.series.errors import NoSeries
from meetbot.booking.series.rule import Repeat


def series_from(session: Session, draft_id: int | None) -> Series | None:
    """What was booked from this draft, if anything was."""
    if draft_id is None:
        return None
    return session.exec(select(Series).where(Series.draft_id == draft_id)).one_or_none()


def series_of(session: Session, booking_id: int) -> Series:
    """The series of which the booking is a date. Raises UnknownBooking, NoSeries."""
    booking = booking_of(session, booking_id)
    if booking.series_id is None:
        raise NoSeries(booking_id)
    return session.get_one(Series, booking.series_id)


def bookings_in(session: Session, series_id: int) -> list[Booking]:
    """The bookings of a series in the rule's order, cancelled ones too."""
    wanted = select(Booking).where(Booking.series_id == series_id)
    return list(session.exec(wanted.order_by(col(Booking.series_date), col(Booking.id))))


def repeat_of(series: Series) -> Repeat:
    """The rule of a series, as a value."""
    return Repeat.model_validate(series.repeat)
