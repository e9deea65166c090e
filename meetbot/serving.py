"""What the web side asks of the service: a calendar by its secret, a plan in it; and calendars of others that are looked at."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.app import Service
from meetbot.booking.feeds import Ics, find
from meetbot.booking.incoming.content import LARGEST
from meetbot.booking.meeting import Meeting
from meetbot.checklists.feed import calendar, meeting_in
from meetbot.errors import NotFound
from meetbot.handlers.alarm import SchedulerAlarm
from meetbot.handlers.plans import picture
from meetbot.layouts.errors import DoesNotFit
from meetbot.settings import Site
from meetbot.web.feeds import FindFeed, FindPlan
from meetbot.web.fetching import Fetcher
from meetbot.web.following import Following


def feeds(service: Service) -> FindFeed:
    parts = service.parts

    async def answer(secret: str) -> Ics | None:
        url = parts.settings.public_url
        return await parts.seam.read(_calendar, secret, parts.clock.now(), parts.site, url)

    return answer


def _calendar(session: Session, secret: str, now: datetime, site: Site, public_url: str | None) -> Ics | None:
    """The calendar behind a secret; none for one that is unknown, revoked, or of somebody who left."""
    feed = find(session, secret)
    try:
        return calendar(session, feed, now, site, public_url) if feed else None
    except NotFound:
        return None


def plans(service: Service) -> FindPlan:
    parts = service.parts

    async def answer(secret: str, booking_id: int) -> bytes | None:
        try:
            found, language = await parts.seam.read(_in_feed, secret, booking_id)
            return await parts.seam.work(picture, found, parts.texts(language), parts.site.extra_font)
        except (NotFound, DoesNotFit):
            return None

    return answer


def _in_feed(session: Session, secret: str, booking_id: int) -> tuple[Meeting, str]:
    """A meeting that this feed shows with its plan, and the language of whose feed it is. Raises NotFound."""
    feed = find(session, secret)
    if feed is None:
        raise NotFound
    found, reader = meeting_in(session, feed, booking_id)
    return found, reader.language


def following_rooms(service: Service) -> tuple[Following, SchedulerAlarm]:
    """Who looks at the calendars that rooms follow, and what wakes them."""
    parts = service.parts
    following = Following(parts.seam, parts.clock, parts.site, Fetcher(LARGEST).fetch, lambda: service.is_on_watch)
    bell = SchedulerAlarm(parts.clock, following.wake)
    following.bell = bell
    return following, bell
