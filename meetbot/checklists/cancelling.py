"""Cancelling a booking whose room may be half prepared: what was begun is cleared away before others have the room."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking import cancelling
from meetbot.booking.models import Booking
from meetbot.booking.series import cancelling as dates
from meetbot.booking.series.scope import Affected, Scope, affected
from meetbot.checklists.due import BEFOREHAND
from meetbot.checklists.view import checklist
from meetbot.people.members import Member


def is_being_set_up(session: Session, booking: Booking, now: datetime) -> bool:
    """Whether the room is held for its set-up by now, and somebody has dealt with something of it."""
    if booking.id is None or not booking.reserved_from <= now < booking.starts_at:
        return False
    return any(entry.tick and entry.item.phase in BEFOREHAND for entry in checklist(session, booking.id, now).entries)


def cancel(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    """``booking.cancelling.cancel``; where set-up is under way, the room is free once it is cleared. Raises what that raises."""
    booking = session.get(Booking, booking_id)
    is_begun = booking is not None and is_being_set_up(session, booking, now)
    return cancelling.cancel(session, booking_id, by, now, is_begun=is_begun)


def cancel_dates(session: Session, booking_id: int, scope: Scope, by: Member, now: datetime) -> Affected:
    """``booking.series.cancelling.cancel_dates``; the date that is being set up is cleared first. Raises what that raises."""
    meant = affected(session, booking_id, scope, by, now).dates
    begun = frozenset(each.id for each in meant if each.id is not None and is_being_set_up(session, each, now))
    return dates.cancel_dates(session, booking_id, scope, by, now, begun)
