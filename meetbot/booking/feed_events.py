"""
The events of feeds, kept between fetches: writing one takes a millisecond, and most of a feed is as it was.

Both memories below are caches of this process. Emptying them changes only time, and at most has a program fetch a
calendar once more that it knew already.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from meetbot.booking.ical import EventFacts, View, type_name, write
from meetbot.booking.models import Booking, MeetingBreak
from meetbot.settings import Site
from meetbot.standard.service import standard_of
from meetbot.texts import Wording, one_line

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
# Four times the largest feed measured (10,000 events of 0.5 kB); the feed of service work has three events a meeting.
_MOST_EVENTS = 40_000
_MOST_FEEDS = 10_000
# SQLite takes at most 32,766 values in a statement, older ones 999.
_AT_ONCE = 900


class Kept(Generic[Key, Value]):
    """A bounded memory, safe between threads; what was asked for longest ago is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def known(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Those of these keys that are kept."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def keep(self, values: dict[Key, Value]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Part(StrEnum):
    """Which time of a booking an event is about."""

    MEETING = "meeting"
    SETUP = "setup"  # from the reservation's begin to the meeting's
    CLEARING = "clearing"  # from the meeting's end to the reservation's


class Shown(NamedTuple):
    """A booking as one feed shows it: which, which part, how much of it, and where in words."""

    booking_id: int
    uid: str
    sequence: int
    view: View
    location: str
    part: Part = Part.MEETING


# By uid and sequence: every change that anybody can see raises the sequence (booking.history). The last string joins
# where, in which language and whose: its hash is worked out once for all events of a room.
_EventKey = tuple[str, int, View, Part, str]
_PART_TITLES = {
    Part.SETUP: Wording(en="Set-up: {title}", zh="布置：{title}"),
    Part.CLEARING: Wording(en="Clearing: {title}", zh="收场：{title}"),
}
_EVENTS: Kept[_EventKey, bytes] = Kept(_MOST_EVENTS)
_TAGS: Kept[int, tuple[str, datetime]] = Kept(_MOST_FEEDS)


def blocks(session: Session, shown: Sequence[Shown], site: Site, language: str, plans: str = "") -> list[bytes]:
    """
    The VEVENT of each, in this order; only what is new or changed is read and written.

    ``plans``: the address below which the plans of this feed's meetings are; with one, its events are its own.
    """
    house = "\n".join((language, site.office.name.in_(language), site.office.email, site.time_zone, plans))
    places = {location: f"{location}\n{house}" for location in {each.location for each in shown}}
    keys = [(uid, sequence, view, part, places[location]) for _, uid, sequence, view, location, part in shown]
    kept = _EVENTS.known(keys)
    missing = {key: each for key, each in zip(keys, shown, strict=True) if key not in kept}
    if missing:
        written = _written(session, missing, site, language, plans)
        _EVENTS.keep(written)
        kept |= written
    return [kept[key] for key in keys]


def _written(
    session: Session, missing: dict[_EventKey, Shown], site: Site, language: str, plans: str
) -> dict[_EventKey, bytes]:
    ids = [each.booking_id for each in missing.values()]
    bookings, breaks = _bookings(session, ids), _breaks(session, ids)
    return {
        key: write(
            replace(
                _facts(session, bookings[each.booking_id], each, site, language, plans),
                breaks=breaks.get(each.booking_id, ()) if each.part is Part.MEETING else (),
            )
        )
        for key, each in missing.items()
    }


def _bookings(session: Session, ids: Sequence[int]) -> dict[int | None, Booking]:
    found: dict[int | None, Booking] = {}
    for first in range(0, len(ids), _AT_ONCE):
        rows = session.exec(select(Booking).where(col(Booking.id).in_(ids[first : first + _AT_ONCE])))
        found |= {booking.id: booking for booking in rows}
    return found


def _breaks(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """The breaks whose end is known, by booking and start."""
    found: dict[int, tuple[tuple[datetime, datetime], ...]] = {}
    for first in range(0, len(ids), _AT_ONCE):
        wanted = select(MeetingBreak).where(col(MeetingBreak.booking_id).in_(ids[first : first + _AT_ONCE]))
        for each in session.exec(wanted.order_by(col(MeetingBreak.starts_at))):
            if each.ends_at is not None:
                found[each.booking_id] = (*found.get(each.booking_id, ()), (each.starts_at, each.ends_at))
    return found


def _facts(session: Session, booking: Booking, shown: Shown, site: Site, language: str, plans: str) -> EventFacts:
    whole = EventFacts(
        uid=booking.uid,
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        made_at=booking.made_at,
        start=booking.starts_at,
        end=booking.ended_at or booking.ends_at,
        is_cancelled=booking.cancelled_at is not None,
        title=booking.title,
        type=type_name(standard_of(session, booking.standard_id), booking.meeting_type, language),
        layout=booking.layout,
        heads=booking.heads,
        location=shown.location,
        office=site.office.name.in_(language),
        office_email=site.office.email,
        zone=site.time_zone,
        language=language,
        view=shown.view,
        plan_url=f"{plans}{booking.id}.png" if plans and booking.cancelled_at is None else "",
    )
    return whole if shown.part is Part.MEETING else _part_of(whole, booking, shown.part)


def _part_of(whole: EventFacts, booking: Booking, part: Part) -> EventFacts:
    """The event of set-up or clearing, as a program keeps it apart from the meeting's."""
    title = _PART_TITLES[part].in_(whole.language).format(title=one_line(whole.title) or one_line(whole.type))
    span = (booking.reserved_from, whole.start) if part is Part.SETUP else (whole.end, booking.reserved_until)
    return replace(whole, uid=f"{part}-{whole.uid}", start=span[0], end=span[1], title=title)


def noticed(feed_id: int, etag: str, now: datetime) -> datetime:
    """When this process first saw the feed with this content: never before the content was so."""
    known = _TAGS.known([feed_id]).get(feed_id)
    if known and known[0] == etag:
        return known[1]
    _TAGS.keep({feed_id: (etag, now)})
    return now
