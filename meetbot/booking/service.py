"""What people do with bookings. Every function runs in its caller's transaction and never commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from meetbot.booking.at_once import see
from meetbot.booking.availability import holds
from meetbot.booking.breaks import end_break, plan_break, start_break
from meetbot.booking.cancelling import cancel
from meetbot.booking.ending import end, extend, latest_end
from meetbot.booking.errors import NoRoomFree
from meetbot.booking.handing_over import check_may_book_for, hand_over
from meetbot.booking.making import make
from meetbot.booking.models import Booking, BookingChange, Room
from meetbot.booking.nearest import nearest_free
from meetbot.booking.offers import check_wish, offer_in, offers, other_rooms
from meetbot.booking.revising import change, move, revise, revision
from meetbot.booking.rooms import bookable, physical
from meetbot.booking.rules import check_may_book, check_open, clean_title
from meetbot.booking.standards import CurrentStandard, current_standard
from meetbot.booking.wishes import Offer, Wish
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.times import Interval

__all__ = [
    "Offer", "Wish", "book", "booked_from", "bookings_arranged_by", "bookings_of", "cancel", "change", "end", "end_break", "extend", "hand_over", "history",
    "in_room", "latest_end", "move", "nearest_free", "offers", "other_rooms", "past_bookings_of", "plan_break", "quote",
    "revise", "revision", "start_break",
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
    return _quote(session, wish, now, site, by, confirmed_closed)[0]


def _quote(
    session: Session,
    wish: Wish,
    now: datetime,
    site: Site,
    by: Member | None,
    confirmed_closed: bool,
) -> tuple[Offer, CurrentStandard]:
    """What would be taken, and by which standard."""
    seen = see(session, wish, now)
    current = seen.current if seen else current_standard(session)
    event = check_wish(wish, current.standard, now, site, by)
    if not confirmed_closed:
        check_open(event, site)
    return (seen.offer(wish, now) if seen else _offer(session, wish, current.standard, now, site, by)), current


def _offer(session: Session, wish: Wish, standard: Standard, now: datetime, site: Site, by: Member | None) -> Offer:
    if wish.room:
        return offer_in(session, wish, bookable(session, wish.room), standard, now)
    found = offers(session, wish, now, site, by, 1)
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

    Raises NotAllowed, NotForThem, NotAnOrganiser (``wish.organiser``) and what is wrong with the wish: EndBeforeStart, InThePast, TooLong, TooFarAhead, OffStep, BadHeads,
    BadTitle, UnknownMeetingType, LayoutNotOffered, BuildingClosed (unless ``confirmed_closed``), UnknownRoom,
    LacksEquipment, RoomTooSmall, RoomClosed, SlotTaken; without a room NoRoomFits, NoRoomFree.
    """
    check_may_book(by)
    known = booked_from(session, draft_id)
    if known:
        return known
    check_may_book_for(session, by, wish.organiser, site)
    title = clean_title(wish.title)
    offer, current = _quote(session, wish, now, site, by, confirmed_closed)
    return make(session, replace(wish, title=title), offer, by, now, site, current.id, draft_id)


def booked_from(session: Session, draft_id: int | None) -> Booking | None:
    """What was booked from this draft, if anything was."""
    if draft_id is None:
        return None
    return session.exec(_BY_DRAFT, params={"draft_id": draft_id}).one_or_none()


_BY_DRAFT = select(Booking).where(Booking.draft_id == bindparam("draft_id"))


def bookings_of(session: Session, person_id: int, since: datetime) -> list[Booking]:
    """What the person organises and is not over by ``since``, by start; cancelled ones are left out."""
    wanted = select(Booking).where(
        Booking.organiser_id == person_id, Booking.ends_at > since, col(Booking.cancelled_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(Booking.starts_at), col(Booking.id))))


def bookings_arranged_by(session: Session, person_id: int, since: datetime) -> list[Booking]:
    """What the person booked in the name of others and is not over by ``since``, by start; cancelled ones are left out."""
    wanted = select(Booking).where(
        Booking.arranged_by == person_id, Booking.ends_at > since, col(Booking.cancelled_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(Booking.starts_at), col(Booking.id))))


def past_bookings_of(session: Session, person_id: int, before: datetime, count: int, skip: int = 0) -> list[Booking]:
    """What the person organised and was over by ``before``, the latest first, ``count`` of them after the first ``skip``."""
    wanted = select(Booking).where(
        Booking.organiser_id == person_id, Booking.ends_at <= before, col(Booking.cancelled_at).is_(None)
    )
    order = col(Booking.starts_at).desc(), col(Booking.id).desc()
    return list(session.exec(wanted.order_by(*order).offset(skip).limit(count)))


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


def layout_decided(session: Session, booking_id: int) -> BookingChange | None:
    """The entry of the booking's history that gave it its type and layout."""
    chose = (each for each in reversed(history(session, booking_id)) if {"layout", "meeting_type"} & each.after.keys())
    return next(chose, None)
