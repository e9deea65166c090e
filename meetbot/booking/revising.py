"""Changing a booking that was made: moving it, and changing what it asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.breaks import shift_breaks
from meetbot.booking.errors import AlreadyStarted, InThePast
from meetbot.booking.handing_over import check_heir, give
from meetbot.booking.history import changing, check_unchanged
from meetbot.booking.meeting import extras_of
from meetbot.booking.models import Booking, ChangeVerb
from meetbot.booking.offers import offer_in
from meetbot.booking.reservations import hold
from meetbot.booking.rooms import Bookable, bookable
from meetbot.booking.rules import (
    SMALL_SHIFT,
    check_heads,
    check_may_change,
    check_open,
    check_span,
    check_standing,
    check_step,
    check_times,
    check_type,
    clean_title,
)
from meetbot.booking.wishes import Offer, Wish, wish_of
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.needs import Needs
from meetbot.standard.service import standard_of
from meetbot.times import Interval


class Changed(TypedDict, total=False):
    """What ``change`` can change; what is left out stays as it is."""

    heads: int
    meeting_type: str
    layout: str
    needs: Needs
    title: str
    tea_every: int | None
    rostrum_every: int | None


def revise(
    session: Session,
    booking_id: int,
    by: Member,
    wish: Wish,
    now: datetime,
    site: Site,
    confirmed_closed: bool = False,
    since: int | None = None,
) -> Booking:
    """
    The booking as ``wish`` describes it now, time, room, organiser and everything else in one step; without a room it keeps its
    own. ``since`` is the newest entry of its history (``last_change``) that ``by`` had seen; none: whatever was done before.

    A start that moves by more than ten minutes is announced anew (``schedule``). Raises NotYourBooking, AlreadyCancelled,
    MeetingOver, AlreadyStarted (only the end of a running meeting can move), ChangedMeanwhile, NotAnOrganiser, and what ``book``
    raises.
    """
    check_unchanged(session, booking_id, since)
    booking, room, offer = _revised(session, booking_id, by, wish, now, site, confirmed_closed)
    if wish.organiser not in (None, booking.organiser_id):
        check_heir(session, wish.organiser)
    apply(session, booking, wish, offer, room, by, now)
    return booking


def apply(
    session: Session, booking: Booking, wish: Wish, offer: Offer, room: Bookable, by: Member, now: datetime
) -> None:
    """Make the booking what the wish says; everything is checked, and ``offer`` is what it takes. Raises SlotTaken."""
    with changing(session, booking, _verb(booking, wish, room), by, now):
        event = Interval(wish.starts_at, wish.ends_at)
        if event != Interval(booking.starts_at, booking.ends_at):
            shift_breaks(session, booking, wish.starts_at - booking.starts_at, event)
        _retell(booking, wish.starts_at, now)
        booking.starts_at, booking.ends_at = wish.starts_at, wish.ends_at
        booking.title = clean_title(wish.title)
        booking.meeting_type, booking.layout, booking.heads = wish.meeting_type, wish.layout, wish.heads
        booking.needs = wish.needs.model_dump(mode="json")
        booking.tea_every, booking.rostrum_every = wish.tea_every, wish.rostrum_every
        _take(session, booking, offer, room)
    if wish.organiser is not None and wish.organiser != booking.organiser_id:
        with changing(session, booking, "hand_over", by, now):
            give(booking, wish.organiser, by)


def revision(
    session: Session,
    booking_id: int,
    by: Member,
    wish: Wish,
    now: datetime,
    site: Site,
    confirmed_closed: bool = False,
) -> Offer:
    """What ``revise`` would take for the wish, or raises what it would raise; nothing is changed."""
    return _revised(session, booking_id, by, wish, now, site, confirmed_closed)[2]


def move(
    session: Session,
    booking_id: int,
    by: Member,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    site: Site,
    room: str | None = None,
    confirmed_closed: bool = False,
) -> Booking:
    """The booking at another time, of another length, in another room (by code), or all of these. Raises what ``revise`` raises."""
    booking = to_change(session, booking_id, by, now)
    wish = wish_of(booking, room_of(session, booking).room)
    moved = replace(wish, starts_at=starts_at, ends_at=ends_at, room=room or wish.room)
    return revise(session, booking_id, by, moved, now, site, confirmed_closed)


def change(
    session: Session, booking_id: int, by: Member, now: datetime, site: Site, **changed: Unpack[Changed]
) -> Booking:
    """
    The booking with other heads, layout, type, needs, title or intervals of rounds; its time and room stay.

    More furniture may need more set-up time than there is since the booking before (SlotTaken). Raises what ``revise`` raises.
    """
    booking = to_change(session, booking_id, by, now)
    wish = replace(wish_of(booking, room_of(session, booking).room), **changed)
    return revise(session, booking_id, by, wish, now, site)


def _revised(
    session: Session,
    booking_id: int,
    by: Member,
    wish: Wish,
    now: datetime,
    site: Site,
    confirmed_closed: bool,
) -> tuple[Booking, Bookable, Offer]:
    """The booking, the room that the wish names, and what it would take there."""
    booking = to_change(session, booking_id, by, now)
    old_room = room_of(session, booking)
    room = bookable(session, wish.room) if wish.room and wish.room != old_room.spec.code else old_room
    check_move(booking, wish, room, now, site, confirmed_closed)
    check_wish(session, booking, wish, by)
    return booking, room, _offer(session, booking, wish, room, now)


def _verb(booking: Booking, wish: Wish, room: Bookable) -> ChangeVerb:
    """The name of the change in the booking's history: its gravest part."""
    before = wish_of(booking, room.room)
    wish = replace(wish, room=before.room, organiser=before.organiser)
    if room.room.id == booking.room_id and replace(wish, ends_at=booking.ends_at) == before != wish:
        return "extend" if wish.ends_at > booking.ends_at else "shorten"
    if (wish.starts_at, wish.ends_at, room.room.id) != (booking.starts_at, booking.ends_at, booking.room_id):
        return "move"
    return "resize" if replace(wish, heads=booking.heads) == before else "change"


def to_change(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    """The booking, which ``by`` may change. Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver."""
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    return booking


def check_move(booking: Booking, wish: Wish, room: Bookable, now: datetime, site: Site, confirmed_closed: bool) -> None:
    """Raises what is wrong with the new time or room, whoever else is there."""
    event = check_span(wish.starts_at, wish.ends_at, site)
    has_new_start = wish.starts_at != booking.starts_at
    if booking.starts_at <= now and (has_new_start or room.room.id != booking.room_id):
        raise AlreadyStarted(booking.starts_at)
    if has_new_start:
        check_times(wish.starts_at, wish.ends_at, now, site)
    elif wish.ends_at != booking.ends_at:
        check_step(wish.ends_at, site)
    if wish.ends_at <= now:
        raise InThePast(wish.ends_at)
    if not confirmed_closed and event != Interval(booking.starts_at, booking.ends_at):
        check_open(event, site)


def check_wish(session: Session, booking: Booking, wish: Wish, by: Member) -> None:
    """Raises what is wrong with the rest of the wish."""
    clean_title(wish.title)
    check_heads(wish.heads)
    if (wish.meeting_type, wish.layout) != (booking.meeting_type, booking.layout):
        check_type(wish.meeting_type, wish.layout, standard_of(session, booking.standard_id), by)


def _offer(session: Session, booking: Booking, wish: Wish, room: Bookable, now: datetime) -> Offer:
    """The wish in this room beside all other bookings, with what of its set-up is already under way."""
    standard = standard_of(session, booking.standard_id)
    held = Interval(booking.reserved_from, booking.reserved_until) if keeps_setup(booking, wish, room, now) else None
    return offer_in(session, wish, room, standard, now, booking.id, held)


def keeps_setup(booking: Booking, wish: Wish, room: Bookable, now: datetime) -> bool:
    """
    Whether set-up begins when it did: it is fixed at confirmation (design, section 3), unless the booking goes elsewhere
    or asks for other furniture, and what has begun stays begun.
    """
    if room.room.id != booking.room_id or is_far(wish.starts_at, booking):
        return False
    if booking.reserved_from <= now:
        return booking.reserved_from < wish.starts_at
    return wish.starts_at == booking.starts_at and _furniture(wish) == _furniture(wish_of(booking, room.room))


def _furniture(wish: Wish) -> tuple[object, ...]:
    return wish.heads, wish.layout, extras_of(wish.needs)


def _retell(booking: Booking, starts_at: datetime, now: datetime) -> None:
    """Before the start is moved by more than a little: who prepares it is told anew, now."""
    if is_far(starts_at, booking):
        booking.told_at = now
        booking.schedule += 1


def is_far(starts_at: datetime, booking: Booking) -> bool:
    """Whether a start there is another meeting to those who prepare it; five minutes are the same (design, section 3)."""
    return abs(starts_at - booking.starts_at) > SMALL_SHIFT


def _take(session: Session, booking: Booking, offer: Offer, room: Bookable) -> None:
    assert room.room.id is not None
    booking.room_id, booking.places = room.room.id, offer.places
    booking.reserved_from, booking.reserved_until = offer.reserved.start, offer.reserved.end
    session.add(booking)
    hold(session, booking, room.spec.code, room.physical_ids)
