"""What people do with bookings. Every function runs in its caller's transaction and never commits."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select

from meetbot.booking.availability import holds
from meetbot.booking.breaks import end_break, plan_break, start_break
from meetbot.booking.changes import cancel, change, hand_over, move
from meetbot.booking.ending import end, extend, latest_end
from meetbot.booking.errors import NoRoomFree
from meetbot.booking.history import beside, facts, forget_next_due
from meetbot.booking.models import Booking, BookingChange, Room
from meetbot.booking.nearest import nearest_free
from meetbot.booking.offers import check_wish, newest_standard, offer_in, offers, other_rooms
from meetbot.booking.reservations import hold
from meetbot.booking.rooms import bookable, physical
from meetbot.booking.rules import check_may_book, check_open, clean_title
from meetbot.booking.wishes import Offer, Wish
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.service import newest
from meetbot.times import Interval

__all__ = [
    "Offer", "Wish", "book", "bookings_of", "cancel", "change", "end", "end_break", "extend", "hand_over", "history",
    "in_room", "latest_end", "move", "nearest_free", "offers", "other_rooms", "plan_break", "quote", "start_break",
]  # fmt: skip


def quote(
    session: Session,
    wish: Wish,
    now: datetime,
    site: Site,
    by: Member | None = None,
    confirmed_closed: bool = False,
) -> Offer:
    """
    What ``book`` would take for this wish, or raises what ``book`` would raise.

    Without a room: the tightest that fits and is free; NoRoomFits and NoRoomFree where there is none.
    """
    clean_title(wish.title)
    standard = newest_standard(session)
    event = check_wish(wish, standard, now, site, by)
    if not confirmed_closed:
        check_open(event, site)
    if wish.room:
        return offer_in(session, wish, bookable(session, wish.room), standard, now)
    found = offers(session, wish, now, site, by)
    if not found:
        raise NoRoomFree(wish.starts_at, wish.ends_at)
    return found[0]


def book(
    session: Session,
    wish: Wish,
    by: Member,
    now: datetime,
    site: Site,
    draft_id: int | None = None,
    confirmed_closed: bool = False,
) -> Booking:
    """
    The booking that fulfils the wish. Booking the same draft again returns what it became.

    Raises NotAllowed and what is wrong with the wish: EndBeforeStart, InThePast, TooLong, TooFarAhead, OffStep, BadHeads,
    BadTitle, UnknownMeetingType, LayoutNotOffered, BuildingClosed (unless ``confirmed_closed``), UnknownRoom,
    LacksEquipment, RoomTooSmall, RoomClosed, SlotTaken; without a room NoRoomFits, NoRoomFree.
    """
    check_may_book(by)
    known = _booked_from(session, draft_id)
    if known:
        return known
    offer = quote(session, wish, now, site, by, confirmed_closed)
    booking = _booking(session, wish, offer, by, now, site, draft_id)
    session.add(booking)
    session.flush()
    assert booking.id is not None
    ids = offer.physical_ids
    hold(session, booking, offer.spec.code, ids)
    session.add(BookingChange(booking_id=booking.id, verb="book", before={}, after=facts(booking), by=by.id, at=now))
    forget_next_due(session, beside(session, ids, booking))
    return booking


def _booked_from(session: Session, draft_id: int | None) -> Booking | None:
    if draft_id is None:
        return None
    return session.exec(select(Booking).where(Booking.draft_id == draft_id)).one_or_none()


def _booking(
    session: Session, wish: Wish, offer: Offer, by: Member, now: datetime, site: Site, draft_id: int | None
) -> Booking:
    standard_id, room_id = newest(session).id, offer.room.id
    assert standard_id is not None
    assert room_id is not None
    return Booking(
        uid=f"{uuid4()}@{site.office.email.rpartition('@')[2]}",
        room_id=room_id,
        organiser_id=by.id,
        title=clean_title(wish.title),
        meeting_type=wish.meeting_type,
        layout=wish.layout,
        heads=wish.heads,
        places=offer.places,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        reserved_from=offer.reserved.start,
        reserved_until=offer.reserved.end,
        needs=wish.needs.model_dump(mode="json"),
        standard_id=standard_id,
        tea_every=wish.tea_every,
        rostrum_every=wish.rostrum_every,
        told_at=now,
        made_by=by.id,
        made_at=now,
        changed_at=now,
        draft_id=draft_id,
    )


def bookings_of(session: Session, person_id: int, since: datetime) -> list[Booking]:
    """What the person organises and is not over by ``since``, by start; cancelled ones are left out."""
    wanted = select(Booking).where(
        Booking.organiser_id == person_id, Booking.ends_at > since, col(Booking.cancelled_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(Booking.starts_at), col(Booking.id))))


def in_room(session: Session, room: Room, interval: Interval) -> list[Booking]:
    """The bookings whose reservation of any of the room's physical rooms overlaps ``interval``, by start."""
    ids = [part.id for part in physical(session, room) if part.id is not None]
    found = {held.booking_id for held in holds(session, ids, interval) if held.end > interval.start}
    wanted = select(Booking).where(col(Booking.id).in_(found))
    return list(session.exec(wanted.order_by(col(Booking.starts_at), col(Booking.id))))


def history(session: Session, booking_id: int) -> list[BookingChange]:
    """Everything that was done to a booking, the oldest first."""
    wanted = select(BookingChange).where(BookingChange.booking_id == booking_id)
    return list(session.exec(wanted.order_by(col(BookingChange.id))))
