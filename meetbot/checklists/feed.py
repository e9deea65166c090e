"""The calendar of service work: set-up, meeting and clearing of what somebody took; of all rooms for those who lead."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.feeds import LEADERS, MINE, WORK, Ics, feed_ics
from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.models import Feed
from meetbot.checklists.models import Take
from meetbot.errors import NotFound
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.settings import Site


def calendar(session: Session, feed: Feed, now: datetime, site: Site, public_url: str | None = None) -> Ics:
    """Any feed as it is now. Raises NotFound when its owner has left."""
    reader = members(session, [feed.person_id]).get(feed.person_id)
    if feed.scope != WORK or reader is None or reader.has(*LEADERS):
        return feed_ics(session, feed, now, site, public_url=public_url)
    return feed_ics(session, feed, now, site, _taken(session, feed.person_id), public_url)


def meeting_in(session: Session, feed: Feed, booking_id: int) -> tuple[Meeting, Member]:
    """
    A meeting whose plan this feed shows, and whose feed it is. Raises NotFound, UnknownBooking: for what is cancelled, is not
    in it, or is a feed without plans.
    """
    reader = members(session, [feed.person_id]).get(feed.person_id)
    found = meeting(session, booking_id)
    if reader is None or found.is_cancelled or not _is_in(session, feed, reader, found):
        raise NotFound
    return found, reader


def _is_in(session: Session, feed: Feed, reader: Member, found: Meeting) -> bool:
    if feed.scope == MINE:
        return found.booking.organiser_id == reader.id
    return (
        feed.scope == WORK and reader.is_staff and (reader.has(*LEADERS) or found.id in _taken(session, feed.person_id))
    )


def _taken(session: Session, person_id: int) -> frozenset[int]:
    taken = select(Take.booking_id).where(Take.person_id == person_id, col(Take.released_at).is_(None))
    return frozenset(session.exec(taken))
