"""Who took a meeting's work, and who gave it back to the pool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetbot.booking.errors import MeetingOver, UnknownBooking
from meetbot.booking.models import Booking
from meetbot.checklists.errors import NotInForce
from meetbot.checklists.models import Take
from meetbot.kept import fetch
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.roles import STAFF, Role
from meetbot.requests.pool import return_calls, return_requests

# After the end the room is inspected and cleared; on the day after nothing is left of it that somebody could take.
_LEFT_TO_DO = timedelta(days=1)
# Built once: building a statement takes longer than running it, and this runs with every press on a card.
_TAKERS = (
    select(Take.booking_id, Take.person_id, Person.name, Take.taken_at)
    .join(Person, col(Person.id) == Take.person_id)
    .where(col(Take.booking_id).in_(bindparam("ids", expanding=True)), col(Take.released_at).is_(None))
    .order_by(col(Take.taken_at), col(Take.id))
)


@dataclass(frozen=True)
class Taker:
    """Somebody who works on a meeting, and since when."""

    person_id: int
    name: str
    taken_at: datetime


def take(session: Session, booking_id: int, by: Member, now: datetime) -> Take:
    """
    ``by`` works on this meeting from now on; several may. Taking it twice changes nothing.

    Raises UnknownBooking, NotInForce (cancelled), MeetingOver (long ago), NotAllowed.
    """
    by.require(*STAFF)
    booking = _booking_in_force(session, booking_id)
    standing = _standing(session, booking_id, by.id)
    if standing is not None:
        return standing
    over = booking.ended_at or booking.ends_at
    if over + _LEFT_TO_DO <= now:
        raise MeetingOver(over)
    taken = Take(booking_id=booking_id, person_id=by.id, taken_at=now)
    session.add(taken)
    touch(session, booking)
    return taken


def release(session: Session, booking_id: int, by: Member, now: datetime, person_id: int | None = None) -> None:
    """
    Give the work back to the pool: one's own, or as a supervisor or admin somebody else's. Once is enough.

    Raises UnknownBooking, NotAllowed.
    """
    by.require(*STAFF)
    if person_id not in (None, by.id):
        by.require(Role.SUPERVISOR, Role.ADMIN)
    standing = _standing(session, booking_id, person_id or by.id)
    if standing is not None:
        _release(session, standing, now)
    elif session.get(Booking, booking_id) is None:
        raise UnknownBooking(booking_id)


def release_all(session: Session, person_id: int, now: datetime) -> list[int]:
    """Give all open work of a person who leaves back to the pool; the bookings that lost them. In the caller's transaction."""
    rows = select(Take).where(Take.person_id == person_id, col(Take.released_at).is_(None)).order_by(col(Take.id))
    standing = list(session.exec(rows))
    for each in standing:
        _release(session, each, now)
    return [each.booking_id for each in standing]


def takers(session: Session, booking_id: int) -> tuple[Taker, ...]:
    """Who works on the meeting, first come first."""
    return takers_of(session, [booking_id]).get(booking_id, ())


def takers_of(session: Session, booking_ids: Sequence[int]) -> dict[int, tuple[Taker, ...]]:
    """The takers of several bookings; a booking that nobody took is not in it."""
    found: dict[int, tuple[Taker, ...]] = defaultdict(tuple)
    for booking_id, person_id, name, taken_at in fetch(session, _TAKERS, ids=booking_ids):
        found[booking_id] += (Taker(person_id, name, taken_at),)
    return dict(found)


def touch(session: Session, booking: Booking) -> None:
    """Something about the booking changed: the ticker works its next moment out again."""
    booking.next_due = None
    session.add(booking)
    session.flush()


def _booking_in_force(session: Session, booking_id: int) -> Booking:
    """The booking, for work on it. Raises UnknownBooking, NotInForce (cancelled)."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        raise UnknownBooking(booking_id)
    if booking.cancelled_at is not None:
        raise NotInForce(booking_id)
    return booking


def _standing(session: Session, booking_id: int, person_id: int) -> Take | None:
    rows = select(Take).where(
        Take.booking_id == booking_id, Take.person_id == person_id, col(Take.released_at).is_(None)
    )
    return session.exec(rows).first()


def _release(session: Session, standing: Take, now: datetime) -> None:
    """With the meeting goes what was asked for during it and taken by the same person."""
    standing.released_at = now
    session.add(standing)
    return_requests(session, standing.person_id, now, standing.booking_id)
    return_calls(session, standing.person_id, now, standing.booking_id)
    touch(session, session.get_one(Booking, standing.booking_id))
