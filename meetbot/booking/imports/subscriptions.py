"""
Addresses of calendars that the bot looks at again and again: what they say is busy time of a room.

When to look next is derived from the row of the last look. A calendar that has not changed is read in full once a day all
the same, since dates of repeating events come into the window without any change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from sqlmodel import Session, col, select

from meetbot.booking.imports import busy
from meetbot.booking.imports.busy import Taken
from meetbot.booking.imports.errors import AlreadySubscribed, BadAddress, TooManySubscriptions
from meetbot.booking.imports.models import CalendarFetch, CalendarSubscription, ImportedDate
from meetbot.booking.imports.taking import steps
from meetbot.booking.incoming.values import Incoming
from meetbot.booking.models import Room
from meetbot.booking.rooms import bookable
from meetbot.errors import NotFound
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from meetbot.texts import one_line

EVERY: Final = timedelta(minutes=30)
# After a failure sooner, then less and less often: a server that comes back is noticed, one that is down is left alone.
_AGAIN: Final = timedelta(minutes=5)
_SELDOM: Final = timedelta(hours=6)
_IN_FULL: Final = timedelta(hours=24)
# From so many failures in a row on the office is told.
MISSES_TOLD: Final = 3
MOST: Final = 100
_LONGEST_URL: Final = 2000


@dataclass(frozen=True)
class Look:
    """A subscription to look at, with what the server said about its content last time (empty: send it in full)."""

    subscription_id: int
    url: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Followed:
    """A subscription as the office sees it; ``host`` instead of the address, which may hold a secret."""

    id: int
    room: Room
    host: str
    fetch: CalendarFetch | None


def address(text: str) -> str:
    """The address as it is fetched: https, without a fragment. Raises BadAddress."""
    url = one_line(text)
    if len(url) > _LONGEST_URL:
        raise BadAddress("too_long")
    try:
        parts = urlsplit(url)
        host, has_password, port = parts.hostname, parts.username or parts.password, parts.port
    except ValueError:
        raise BadAddress("no_url") from None
    if parts.scheme not in ("https", "http", "webcal", "webcals") or not host or " " in url:
        raise BadAddress("no_url")
    if parts.scheme == "http":
        raise BadAddress("no_https")
    if has_password:
        raise BadAddress("has_password")
    netloc = f"[{host}]" if ":" in host else host
    return urlunsplit(("https", f"{netloc}:{port}" if port else netloc, parts.path or "/", parts.query, ""))


def subscribe(session: Session, room: str, text: str, by: Member, now: datetime) -> CalendarSubscription:
    """The room follows this address. Raises NotAllowed, UnknownRoom, BadAddress, AlreadySubscribed, TooManySubscriptions."""
    by.require(Role.ADMIN)
    url, found = address(text), bookable(session, room).room
    standing = _standing(session)
    if any(each.url == url and each.room_id == found.id for each in standing):
        raise AlreadySubscribed
    if len(standing) >= MOST:
        raise TooManySubscriptions(MOST)
    assert found.id is not None
    made = CalendarSubscription(room_id=found.id, url=url, made_by=by.id, made_at=now)
    session.add(made)
    session.flush()
    return made


def unsubscribe(session: Session, subscription_id: int, by: Member, now: datetime) -> CalendarSubscription:
    """Followed no more; what it closed and is not over is open again. Raises NotAllowed, NotFound."""
    by.require(Role.ADMIN)
    found = session.get(CalendarSubscription, subscription_id)
    if found is None:
        raise NotFound
    if found.removed_at is None:
        found.removed_at, found.removed_by = now, by.id
        session.add(found)
        wanted = select(ImportedDate).where(
            ImportedDate.owner == _owner(subscription_id),
            col(ImportedDate.removed_at).is_(None),
            ImportedDate.ends_at > now,
        )
        busy.open_again(session, list(session.exec(wanted)), now)
    return found


def followed(session: Session, by: Member) -> list[Followed]:
    """Every address that is followed, by room. Raises NotAllowed."""
    by.require(Role.ADMIN)
    fetches = {fetch.subscription_id: fetch for fetch in session.exec(select(CalendarFetch))}
    rooms = {room.id: room for room in session.exec(select(Room))}
    found = [
        Followed(each.id or 0, rooms[each.room_id], urlsplit(each.url).hostname or "", fetches.get(each.id or 0))
        for each in _standing(session)
    ]
    return sorted(found, key=lambda each: (each.room.position, each.id))


def due(session: Session, now: datetime) -> tuple[list[Look], datetime | None]:
    """What to look at now, and when the next of the others is due."""
    fetches = {fetch.subscription_id: fetch for fetch in session.exec(select(CalendarFetch))}
    looks: list[Look] = []
    later: list[datetime] = []
    for each in _standing(session):
        assert each.id is not None
        fetch = fetches.get(each.id)
        if fetch is not None and (again := next_look(fetch)) > now:
            later.append(again)
        elif fetch is None or fetch.succeeded_at is None or now - fetch.succeeded_at >= _IN_FULL:
            looks.append(Look(each.id, each.url))
        else:
            looks.append(Look(each.id, each.url, fetch.etag, fetch.last_modified))
    return looks, min(later, default=None)


def next_look(fetch: CalendarFetch) -> datetime:
    """When to look again after this look."""
    if not fetch.misses:
        return fetch.at + EVERY
    return fetch.at + min(_AGAIN * (1 << min(fetch.misses - 1, 10)), _SELDOM)


def read_anew(
    session: Session, subscription_id: int, calendar: Incoming, etag: str, last_modified: str, now: datetime, site: Site
) -> Taken:
    """The room's busy time follows what the address says now. Raises TooManyDates."""
    subscription = session.get(CalendarSubscription, subscription_id)
    if subscription is None or subscription.removed_at is not None:  # turned off while it was fetched
        return Taken()
    room = session.get(Room, subscription.room_id)
    assert room is not None
    owner = _owner(subscription_id)
    taken = busy.take_over(
        session, room, steps(session, calendar, owner, now, site, is_whole=True), owner, subscription.made_by, now
    )
    fetch = _looked(session, subscription_id, now)
    fetch.etag, fetch.last_modified, fetch.name, fetch.succeeded_at = etag, last_modified, calendar.name, now
    fetch.dates = taken.made + taken.moved + taken.kept
    fetch.misses, fetch.failing_since, fetch.trouble = 0, None, ""
    session.flush()
    return taken


def unchanged(session: Session, subscription_id: int, now: datetime) -> None:
    """The address says what it said last time."""
    fetch = _looked(session, subscription_id, now)
    fetch.misses, fetch.failing_since, fetch.trouble = 0, None, ""
    session.flush()


def failed(session: Session, subscription_id: int, trouble: str, now: datetime) -> None:
    """The address could not be read: what it said last stays."""
    fetch = _looked(session, subscription_id, now)
    fetch.misses, fetch.failing_since, fetch.trouble = fetch.misses + 1, fetch.failing_since or now, trouble
    session.flush()


def _looked(session: Session, subscription_id: int, now: datetime) -> CalendarFetch:
    fetch = session.get(CalendarFetch, subscription_id) or CalendarFetch(subscription_id=subscription_id, at=now)
    fetch.at = now
    session.add(fetch)
    return fetch


def _standing(session: Session) -> Sequence[CalendarSubscription]:
    wanted = select(CalendarSubscription).where(col(CalendarSubscription.removed_at).is_(None))
    return session.exec(wanted.order_by(col(CalendarSubscription.id))).all()


def _owner(subscription_id: int) -> str:
    return f"subscription:{subscription_id}"
