"""A meeting as it would be if the wish were booked, or the change saved, now: nothing is written (X14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from meetbot.booking.making import asked
from meetbot.booking.meeting import Break, Meeting
from meetbot.booking.models import Booking
from meetbot.booking.revising import is_far
from meetbot.booking.wishes import Offer, Wish
from meetbot.people.members import Member
from meetbot.standard.document import Standard
from meetbot.times import Interval


def preview(
    session: Session,
    wish: Wish,
    offer: Offer,
    standard: Standard,
    by: Member,
    now: datetime,
    breaks: tuple[Break, ...] = (),
) -> Meeting:
    """The meeting that ``book`` would make of the wish, with the breaks that it has already; no row is made."""
    booking = Booking(
        id=0, uid="", organiser_id=by.id, title=wish.title, standard_id=0, told_at=now, made_by=by.id, made_at=now,
        changed_at=now, **asked(wish, offer),
    )  # fmt: skip
    return Meeting(
        booking=booking,
        room=offer.room,
        spec=offer.spec,
        standard=standard,
        needs=wish.needs,
        event=Interval(wish.starts_at, wish.ends_at),
        reserved=offer.reserved,
        breaks=breaks,
        used_until=_used_until(session, offer),
        next_reserved_from=None,
        next_booking_id=None,
    )


def preview_change(session: Session, meeting: Meeting, wish: Wish, offer: Offer, now: datetime) -> Meeting:
    """The meeting that ``revise`` would make of this one; no row is changed."""
    old, event = meeting.booking, Interval(wish.starts_at, wish.ends_at)
    is_told_anew = is_far(wish.starts_at, old)
    booking = Booking(**{
        **old.model_dump(),
        **asked(wish, offer),
        "organiser_id": wish.organiser or old.organiser_id,
        "title": wish.title,
        "told_at": now if is_told_anew else old.told_at,
        "schedule": old.schedule + is_told_anew,
    })  # fmt: skip
    return replace(
        meeting,
        booking=booking,
        room=offer.room,
        spec=offer.spec,
        needs=wish.needs,
        event=event,
        reserved=offer.reserved,
        breaks=_moved(meeting, event),
        used_until=_used_until(session, offer),
        next_reserved_from=None,
        next_booking_id=None,
    )


def _moved(meeting: Meeting, event: Interval) -> tuple[Break, ...]:
    """The breaks as ``breaks.shift_breaks`` would leave them."""
    by = event.start - meeting.start
    moved = (
        replace(each, start=each.start + by, end=each.end and min(each.end + by, event.end)) for each in meeting.breaks
    )
    return tuple(each for each in moved if each.start < event.end)


def _used_until(session: Session, offer: Offer) -> datetime | None:
    """When the use before it ends; none where nobody is there before."""
    if not offer.before:
        return None
    return session.exec(select(func.max(Booking.reserved_until)).where(col(Booking.id).in_(offer.before))).one()
