"""What goes on a meeting's signs."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.papers.models import SignChoice
from meetbot.people.members import Member


def shows_title(session: Session, booking_id: int) -> bool:
    """Whether the signs of this meeting carry its title; not unless somebody agreed."""
    choice = session.get(SignChoice, booking_id)
    return choice is not None and choice.shows_title


def choose_title(session: Session, booking_id: int, by: Member, now: datetime, *, shows: bool) -> None:
    """Put the title on the signs, or take it off again. Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        raise UnknownBooking(booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    choice = session.get(SignChoice, booking_id) or SignChoice(
        booking_id=booking_id, shows_title=shows, chosen_by=by.id, chosen_at=now
    )
    choice.shows_title, choice.chosen_by, choice.chosen_at = shows, by.id, now
    session.add(choice)
    session.flush()
