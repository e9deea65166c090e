"""Bookings that pass from one organiser to another."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.errors import NotAnOrganiser
from meetbot.booking.history import changing
from meetbot.booking.models import Booking
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.roles import Role


def hand_over(session: Session, from_person: int, to_person: int, by: Member, now: datetime) -> list[Booking]:
    """
    Every booking of one person (by id) that is not over, now the other's; an admin's right, and everybody's for their own.

    Raises NotAllowed, NotAnOrganiser when the other person has left or may not book.
    """
    if by.id != from_person:
        by.require(Role.ADMIN)
    heir = members(session, [to_person]).get(to_person)
    if heir is None or not heir.has(Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN):
        raise NotAnOrganiser(to_person)
    bookings = session.exec(
        select(Booking)
        .where(
            Booking.organiser_id == from_person,
            Booking.ends_at > now,
            col(Booking.cancelled_at).is_(None),
            col(Booking.ended_at).is_(None),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    ).all()
    for booking in bookings:
        with changing(session, booking, "hand_over", by, now):
            booking.organiser_id = to_person
    return list(bookings)
