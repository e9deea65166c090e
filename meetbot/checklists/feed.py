"""The calendar of service work: set-up, meeting and clearing of what somebody took; of all rooms for those who lead."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.feeds import LEADERS, WORK, Ics, feed_ics
from meetbot.booking.models import Feed
from meetbot.checklists.models import Take
from meetbot.people.directory import members
from meetbot.settings import Site


def calendar(session: Session, feed: Feed, now: datetime, site: Site) -> Ics:
    """Any feed as it is now. Raises NotFound when its owner has left."""
    if feed.scope != WORK:
        return feed_ics(session, feed, now, site)
    reader = members(session, [feed.person_id]).get(feed.person_id)
    if reader is not None and reader.has(*LEADERS):
        return feed_ics(session, feed, now, site)
    taken = select(Take.booking_id).where(Take.person_id == feed.person_id, col(Take.released_at).is_(None))
    return feed_ics(session, feed, now, site, frozenset(session.exec(taken)))
