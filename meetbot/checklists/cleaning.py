"""Cleaners have been: the call is done, and with it the item that it came from (D13, F3)."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.models import Booking
from meetbot.checklists.items import Item
from meetbot.checklists.models import Outcome
from meetbot.checklists.work import work_at
from meetbot.people.members import Member
from meetbot.requests import cleaning
from meetbot.requests.cleaning import CallView
from meetbot.requests.models import CleanerCall

CLAUSE = "D13"


def calls_cleaners(item: Item) -> bool:
    """Whether a call for cleaners carries the item out; a call from any other item (something was spilt) does not."""
    return CLAUSE in (item.clause, *getattr(item.rule, "also", ()))


def cleaned(session: Session, call_id: int, by: Member, now: datetime) -> CallView:
    """The call is done, and the item that it came from is ticked by the same hand. Raises NotAllowed, NotFound, AlreadyAnswered."""
    found = cleaning.done(session, call_id, by, now)
    _tick(session, found, by, now)
    return found


def came_by_phone(
    session: Session,
    by: Member,
    now: datetime,
    reason: str,
    booking_id: int,
    item_key: str,
    update_id: int | None = None,
) -> CleanerCall:
    """
    Cleaners were rung up and have been: recorded as a call that is done. Raises as ``cleaning.call``.

    Who cleaned may be noted afterwards (``cleaning.note_cleaner``).
    """
    made = cleaning.call(session, by, now, reason, booking_id=booking_id, item_key=item_key, update_id=update_id)
    assert made.id is not None
    cleaned(session, made.id, by, now)
    return made


def _tick(session: Session, found: CallView, by: Member, now: datetime) -> None:
    """Where the meeting was cancelled or the item is gone, there is nothing to tick."""
    booking = session.get(Booking, found.call.booking_id) if found.call.booking_id is not None else None
    if booking is None or booking.id is None or booking.cancelled_at is not None:
        return
    work = work_at(session, booking.id)
    item = work.items.get(found.call.item_key)
    if item is not None and calls_cleaners(item) and work.holding(item) is None:
        work.record(item, Outcome.TICKED, by, now)
