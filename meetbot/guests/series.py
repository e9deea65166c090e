"""Guests of a whole series: which series are one to them, and on which date they are told."""

from __future__ import annotations

from sqlmodel import Session, col, func, select

from meetbot.booking.models import Booking, Series


def family_of(session: Session, series: Series) -> list[int]:
    """The series and those that it split off, by id: who is invited to one of them is invited to it."""
    found: list[int] = []
    one: Series | None = series
    while one is not None and one.id is not None and one.id not in found:
        found.append(one.id)
        one = session.get(Series, one.split_from) if one.split_from is not None else None
    return found


def split_off(session: Session, series_id: int) -> list[int]:
    """The series and all that split off it since, by id."""
    found, new = [series_id], [series_id]
    while new:
        later = select(Series.id).where(col(Series.split_from).in_(new), col(Series.id).not_in(found))
        new = [each for each in session.exec(later) if each is not None]
        found += new
    return found


def first_date(session: Session, series_id: int) -> int | None:
    """The booking that was made first; what is due about the series as a whole is due on it."""
    return session.exec(select(func.min(Booking.id)).where(Booking.series_id == series_id)).one()
