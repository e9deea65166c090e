"""
Secret calendar addresses: a person's own meetings, one room, the whole house, the work around meetings.

A feed covers 30 days back and 180 ahead (``feed_days_back``, ``feed_days_ahead``), since calendar programs choke on years of
events. The dates of a series are events of their own: programs show them all alike, and one that was moved is read right
by every one of them, which cannot be said of a rule with exceptions. A cancelled meeting stays in it
for 30 days with STATUS:CANCELLED, then it is left out: some programs take a calendar that became empty for an accident and
keep what they have. Titles appear as far as its owner may see them (C6), by
the rights they have when the feed is fetched.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, or_
from sqlmodel import Session, col, select

from meetbot.booking.feed_events import Part, Shown, blocks, noticed
from meetbot.booking.ical import View, joined, location_of
from meetbot.booking.models import Booking, Feed, Room
from meetbot.booking.rooms import bookable, bookables, spec_of
from meetbot.errors import NotAllowed, NotFound
from meetbot.people.directory import members
from meetbot.people.members import Member
from meetbot.people.roles import STAFF, Role
from meetbot.settings import Site
from meetbot.texts import Wording
from meetbot.times import Interval, day_bounds, local

MINE, HOUSE, ROOM, WORK = "mine", "house", "room:", "work"
# A program that was switched off over a holiday still learns of the cancellation.
CANCELLED_SHOWN = timedelta(days=30)
# No booking is longer (``Site.longest_booking_hours``), so the index on starts_at bounds the search on both sides.
_LONGEST = timedelta(days=31)
_NAMES = {
    MINE: Wording(en="My meetings", zh="我的会议"),
    HOUSE: Wording(en="All rooms", zh="全部会议室"),
    WORK: Wording(en="Service work", zh="会议服务"),
}
# Who may have the feed of the work, and who sees everybody's.
WORKERS, LEADERS = STAFF, frozenset({Role.SUPERVISOR, Role.ADMIN})


@dataclass(frozen=True)
class Ics:
    """A feed's bytes; ``etag`` changes exactly when they do, ``last_modified`` is when that was first noticed."""

    body: bytes
    etag: str
    last_modified: datetime


def make_feed(session: Session, member: Member, scope: str, now: datetime) -> Feed:
    """
    The member's feed of ``scope`` ("mine", "house", "room:<code>", "work"): the one in use, or a new one.

    Raises UnknownRoom, NotFound for any other scope; NotAllowed for the work of those who do none.
    """
    _check_scope(session, scope)
    if scope == WORK:
        member.require(*WORKERS)
    known = session.exec(
        select(Feed).where(Feed.person_id == member.id, Feed.scope == scope, col(Feed.revoked_at).is_(None))
    ).first()
    if known:
        return known
    secret = secrets.token_urlsafe(24)
    feed = Feed(person_id=member.id, scope=scope, secret=secret, secret_sha256=_digest(secret), made_at=now)
    session.add(feed)
    session.flush()
    return feed


def feeds_of(session: Session, person_id: int) -> list[Feed]:
    """The person's feeds that are in use, the oldest first."""
    wanted = select(Feed).where(Feed.person_id == person_id, col(Feed.revoked_at).is_(None)).order_by(col(Feed.id))
    return list(session.exec(wanted))


def revoke(session: Session, feed_id: int, by: Member, now: datetime) -> Feed:
    """The feed, whose address leads nowhere from now on. Raises NotFound, NotAllowed (its owner and admins may)."""
    feed = session.get(Feed, feed_id)
    if feed is None:
        raise NotFound
    if feed.person_id != by.id and not by.has(Role.ADMIN):
        raise NotAllowed
    if feed.revoked_at is None:
        feed.revoked_at = now
        session.add(feed)
        session.flush()
    return feed


def find(session: Session, secret: str) -> Feed | None:
    """The feed at this address; none when it was revoked, or its owner has left."""
    feed = session.exec(select(Feed).where(Feed.secret_sha256 == _digest(secret))).one_or_none()
    if feed is None or feed.revoked_at is not None or not members(session, [feed.person_id]):
        return None
    return feed


def feed_ics(
    session: Session,
    feed: Feed,
    now: datetime,
    site: Site,
    taken: Collection[int] | None = None,
    public_url: str | None = None,
) -> Ics:
    """
    The feed as it is now; of the feed of work only the bookings ``taken``, where they are given.

    With ``public_url`` (how the outside reaches the web side) one's own meetings and work carry the address of their plan.

    1. Which meetings lie in the window: one narrow query.
    2. Their events, kept from the last time; what is new or changed is read whole and written.
    3. Joined under one heading, and tagged by content.

    Raises NotFound when its owner has left.
    """
    reader = members(session, [feed.person_id]).get(feed.person_id)
    if reader is None:
        raise NotFound
    rows = session.connection().execute(_in_window(session, feed, window(now, site), now - CANCELLED_SHOWN)).all()
    if feed.scope == WORK:
        rows = [row for row in rows if taken is None or row.id in taken]
    places = _places(session, {row.room_id for row in rows}, site, reader.language)
    shown = list(_shown(feed, reader, rows, places))
    name = _name(session, feed.scope, site, reader.language)
    body = joined(blocks(session, shown, site, reader.language, _plans(feed, public_url)), site, name=name)
    etag = sha256(body).hexdigest()[:32]
    assert feed.id is not None
    return Ics(body, etag, noticed(feed.id, etag, now))


def _plans(feed: Feed, public_url: str | None) -> str:
    return f"{public_url}/ical/{feed.secret}/plans/" if public_url and feed.scope in (MINE, WORK) else ""


def window(now: datetime, site: Site) -> Interval:
    """What a feed covers: whole local days, so that it changes at most once a day by itself."""
    today = local(now, site.zone).date()
    first, last = today - timedelta(days=site.feed_days_back), today + timedelta(days=site.feed_days_ahead)
    return Interval(day_bounds(first, site.zone).start, day_bounds(last, site.zone).end)


def _shown(feed: Feed, reader: Member, rows: Iterable[Any], places: dict[int | None, str]) -> Iterator[Shown]:
    if feed.scope == WORK:
        # Whoever lost the role has nothing left in it (the feed stays: it may come back).
        for row in rows if reader.is_staff else ():
            for part in (Part.SETUP, Part.MEETING, Part.CLEARING):
                yield Shown(row.id, row.uid, row.sequence, View.FULL, places[row.room_id], part)
        return
    everything = View.OWN if feed.scope == MINE else View.FULL if reader.is_staff else None
    for id_, uid, sequence, room_id, organiser_id, made_by in rows:
        # As booking.meeting.may_see_title says, which wants a whole booking.
        view = everything or (View.FULL if reader.id in (organiser_id, made_by) else View.BUSY)
        yield Shown(id_, uid, sequence, view, places[room_id])


def _check_scope(session: Session, scope: str) -> None:
    if scope.startswith(ROOM):
        bookable(session, scope.removeprefix(ROOM))
    elif scope not in (MINE, HOUSE, WORK):
        raise NotFound


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _in_window(session: Session, feed: Feed, shown: Interval, cancelled_since: datetime) -> Select[Any]:
    wanted = (
        select(Booking.id, Booking.uid, Booking.sequence, Booking.room_id, Booking.organiser_id, Booking.made_by)  # type: ignore[call-overload]
        .where(
            col(Booking.starts_at) < shown.end,
            col(Booking.starts_at) > shown.start - _LONGEST,
            col(Booking.ends_at) > shown.start,
            or_(col(Booking.cancelled_at).is_(None), col(Booking.cancelled_at) > cancelled_since),
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    if feed.scope == MINE:
        wanted = wanted.where(Booking.organiser_id == feed.person_id)
    if feed.scope.startswith(ROOM):
        wanted = wanted.where(col(Booking.room_id).in_(_sharing(session, feed.scope.removeprefix(ROOM))))
    found: Select[Any] = wanted
    return found


def _sharing(session: Session, code: str) -> set[int | None]:
    """The rooms whose use keeps this one busy: itself, the hall it is a part of, its own parts."""
    rooms = bookables(session)
    own = {id_ for room in rooms if room.spec.code == code for id_ in room.physical_ids}
    return {room.room.id for room in rooms if own.intersection(room.physical_ids)}


def _places(session: Session, room_ids: Iterable[int], site: Site, language: str) -> dict[int | None, str]:
    """Each room's place in words, by room id."""
    rooms = session.exec(select(Room).where(col(Room.id).in_(room_ids)))
    return {room.id: location_of(spec_of(room), site, language) for room in rooms}


def _name(session: Session, scope: str, site: Site, language: str) -> str:
    """What calendar programs call the feed: "My meetings - Riverside House"."""
    if scope in _NAMES:
        return f"{_NAMES[scope].in_(language)} - {site.name.in_(language)}"
    room = session.exec(select(Room).where(Room.code == scope.removeprefix(ROOM))).one()
    return f"{spec_of(room).name.in_(language)} - {site.name.in_(language)}"
