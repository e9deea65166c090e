"""A booking's rows, once everything about it is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from meetbot.booking.at_once import can_write_at_once, write_at_once
from meetbot.booking.history import facts_in, forget_next_due_beside, record
from meetbot.booking.models import Booking
from meetbot.booking.reservations import UNSAID, insert_booking, no_overlap
from meetbot.booking.wishes import Offer, Wish
from meetbot.people.members import Member
from meetbot.settings import Site


def make(
    session: Session,
    wish: Wish,
    offer: Offer,
    by: Member,
    now: datetime,
    site: Site,
    standard_id: int,
    draft_id: int | None = None,
    **series: Any,
) -> Booking:
    """
    The wish as a booking that takes what was offered, with its history begun; ``wish.title`` is clean already.

    ``series``: which series' date it is (``series_id``, ``series_date``). Raises SlotTaken.
    """
    values = {
        **UNSAID,
        **asked(wish, offer),
        "uid": new_uid(site),
        "title": wish.title,
        "organiser_id": wish.organiser or by.id,
        "standard_id": standard_id,
        "told_at": now,
        "made_by": by.id,
        "arranged_by": by.id if wish.organiser not in (None, by.id) else None,
        "made_at": now,
        "changed_at": now,
        "draft_id": draft_id,
        **series,
    }
    with no_overlap(offer.spec.code, offer.reserved):
        if can_write_at_once(session):
            return write_at_once(session, values, offer.physical_ids, by)
        return write_in_turn(session, values, offer.physical_ids, by)


def write_in_turn(session: Session, values: Mapping[str, Any], room_ids: Collection[int], by: Member) -> Booking:
    """A booking's rows, one statement after the other."""
    booking = insert_booking(session, values, room_ids)
    assert booking.id is not None
    record(session, booking.id, "book", facts_in(values), by, booking.made_at)
    forget_next_due_beside(session, room_ids, booking)
    return booking


def new_uid(site: Site) -> str:
    """A name for calendars that nothing else will ever have (RFC 5545, 3.8.4.7)."""
    return f"{uuid4()}@{site.office.email.rpartition('@')[2]}"


def asked(wish: Wish, offer: Offer) -> dict[str, Any]:
    """What was asked for and what it takes, as a booking's row has it."""
    return {
        "room_id": offer.room.id,
        "meeting_type": wish.meeting_type,
        "layout": wish.layout,
        "heads": wish.heads,
        "places": offer.places,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "reserved_from": offer.reserved.start,
        "reserved_until": offer.reserved.end,
        "needs": wish.needs.model_dump(mode="json"),
        "tea_every": wish.tea_every,
        "rostrum_every": wish.rostrum_every,
    }
