"""Which meeting a defect is in the way of: the next one in its room that needs the broken thing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.booking.models import Booking, Reservation
from meetbot.defects.models import Defect
from meetbot.defects.rooms import physical_ids, sharing_rooms
from meetbot.standard.needs import Equipment, Needs

# A meeting that has not begun may be in set-up already, for at most so long.
_LONGEST_SETUP = timedelta(days=1)
# A thing that a hundred meetings in a row do without is not in the way of the next one.
_LOOK_AHEAD = 100
# Days of a full room: what is booked later is worked out again long before its time.
_LOOK_AGAIN = 20


def needs_thing(needs: Needs, thing: str) -> bool:
    """Whether a meeting with these needs uses ``thing``; everything that cannot be asked for is used by all (light, chairs)."""
    if thing in set(Equipment):
        return thing in needs.equipment
    asked = getattr(needs, thing) if thing in Needs.model_fields else True
    return asked if isinstance(asked, bool) else True


def threatened_by(session: Session, defect: Defect, now: datetime) -> Booking | None:
    """The next meeting in the defect's room, or in a hall or part that shares it, that needs the thing; not yet begun."""
    if defect.resolved_at is not None:
        return None
    coming = _coming(session, defect, now, _LOOK_AHEAD)
    return next((booking for booking in coming if _is_needed(booking, defect)), None)


def threats(session: Session, booking: Booking) -> list[Defect]:
    """The open defects of the meeting's rooms whose thing it needs, the oldest first."""
    defects = session.exec(select(Defect).where(col(Defect.resolved_at).is_(None)).order_by(col(Defect.id))).all()
    sharing = sharing_rooms(session, booking.room_id, {defect.room_id for defect in defects})
    return [defect for defect in defects if defect.room_id in sharing and _is_needed(booking, defect)]


def look_again(session: Session, defect: Defect, now: datetime) -> None:
    """Let the ticker work out anew what is due for the next meetings in the defect's room."""
    for booking in _coming(session, defect, now, _LOOK_AGAIN):
        booking.next_due = None
        session.add(booking)
    session.flush()


def _is_needed(booking: Booking, defect: Defect) -> bool:
    return needs_thing(Needs.model_validate(booking.needs), defect.thing)


def _coming(session: Session, defect: Defect, now: datetime, limit: int) -> list[Booking]:
    """At most ``limit`` confirmed meetings of each physical room that start after ``now``, the next first."""
    found = {
        booking.uid: booking
        for room_id in physical_ids(session, defect.room_id)
        for booking in _coming_in(session, room_id, now, limit)
    }
    return sorted(found.values(), key=lambda booking: (booking.starts_at, booking.uid))


def _coming_in(session: Session, room_id: int, now: datetime, limit: int) -> list[Booking]:
    # Room by room and in the order of the reservations, so that the index gives the rows sorted and the limit ends the walk.
    held = select(Booking).join(Reservation, col(Reservation.booking_id) == col(Booking.id))
    held = held.where(Reservation.room_id == room_id, col(Reservation.is_active))
    held = held.where(col(Reservation.from_at) > now - _LONGEST_SETUP, col(Booking.starts_at) > now)
    held = held.where(col(Booking.cancelled_at).is_(None), col(Booking.ended_at).is_(None))
    return list(session.exec(held.order_by(col(Reservation.from_at)).limit(limit)))
