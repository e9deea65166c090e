"""
Whose booking it is: bookings pass from one organiser to another, and are made in somebody else's name.

Who may book for whom: supervisors and admins for everybody who may book; an organiser for colleagues of the own department,
where the house allows it (``Site.colleagues_book``). A booking is given to another organiser by whoever decides about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.errors import NotAnOrganiser, NotForThem
from meetbot.booking.history import changing, made_together
from meetbot.booking.models import Booking
from meetbot.people.directory import members, members_with
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site

_ORGANISERS = (Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN)


def hand_over(session: Session, from_person: int, to_person: int, by: Member, now: datetime) -> list[Booking]:
    """
    Every booking of one person (by id) that is not over, now the other's; an admin's right, and everybody's for their own.

    Raises NotAllowed, NotAnOrganiser when the other person has left or may not book.
    """
    if by.id != from_person:
        by.require(Role.ADMIN)
    check_heir(session, to_person)
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
    pass_on(session, bookings, to_person, by, now)
    return list(bookings)


def pass_on(session: Session, bookings: Sequence[Booking], heir: int, by: Member, now: datetime) -> None:
    """These bookings are ``heir``'s now. That ``by`` may decide about them was checked. Raises NotAnOrganiser."""
    check_heir(session, heir)
    for booking in bookings:
        with changing(session, booking, "hand_over", by, now):
            give(booking, heir, by)
    made_together(session, [booking.id or 0 for booking in bookings], by, now)


def give(booking: Booking, heir: int, by: Member) -> None:
    """Another organiser from now on; who booked it in somebody's name looks after it on only where they gave it on themselves."""
    booking.organiser_id = heir
    booking.arranged_by = booking.arranged_by if booking.arranged_by == by.id != heir else None


def check_heir(session: Session, person_id: int) -> None:
    """Raises NotAnOrganiser unless the person is active and may book."""
    heir = members(session, [person_id]).get(person_id)
    if heir is None or not heir.has(*_ORGANISERS):
        raise NotAnOrganiser(person_id)


def heirs(session: Session, by: Member) -> list[Member]:
    """Everybody who may hold a booking: colleagues of the own department first, then by name."""
    found = members_with(session, *_ORGANISERS)
    return sorted(found, key=lambda each: not _is_colleague(each, by))


def bookable_for(session: Session, by: Member, site: Site) -> list[Member]:
    """In whose name ``by`` may book, themselves left out: the nearest colleagues first."""
    return [each for each in heirs(session, by) if each.id != by.id and _may_book_for(by, each, site)]


def check_may_book_for(session: Session, by: Member, organiser: int | None, site: Site) -> None:
    """Raises NotAnOrganiser, NotForThem unless ``by`` may book in this person's name (none: their own)."""
    if organiser in (None, by.id):
        return
    check_heir(session, organiser)
    if not _may_book_for(by, members(session, [organiser])[organiser], site):
        raise NotForThem(organiser)


def _may_book_for(by: Member, organiser: Member, site: Site) -> bool:
    return by.has(Role.SUPERVISOR, Role.ADMIN) or (site.colleagues_book and _is_colleague(organiser, by))


def _is_colleague(one: Member, other: Member) -> bool:
    return bool(one.department) and one.department.casefold() == other.department.casefold()
