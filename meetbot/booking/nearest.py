"""The free times of one room that lie nearest to a wish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from meetbot.booking.availability import Hold, closures, holds
from meetbot.booking.errors import RoomClosed, SlotTaken
from meetbot.booking.offers import Around, check_fits, least_span, offer_beside
from meetbot.booking.rooms import bookable
from meetbot.booking.rules import check_span, is_open
from meetbot.booking.setup import clearing_time, plans_of
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Wish
from meetbot.layouts.plan import Plan
from meetbot.settings import Site
from meetbot.times import Interval

# Nobody who wants Tuesday takes a time three weeks away.
_EARLIER, _LATER = timedelta(days=7), timedelta(days=14)
# Times closer to each other than this are no choice.
_SPREAD = timedelta(hours=1)


def nearest_free(
    session: Session,
    wish: Wish,
    room: str,
    now: datetime,
    site: Site,
    count: int = 3,
    except_booking: int | None = None,
) -> list[Interval]:
    """
    At most ``count`` spans as long as the wish in which it could have the room (a code), the nearest first.

    A booking that is to be changed (``except_booking``) is not in its own way.
    They lie within opening hours if the wish does. Raises UnknownRoom, LacksEquipment, RoomTooSmall, EndBeforeStart, TooLong.
    """
    found: list[Interval] = []
    event = check_span(wish.starts_at, wish.ends_at, site)
    for span in _possible(session, wish, room, now, site, except_booking):
        if all(abs(span.start - other.start) >= min(_SPREAD, event.length) for other in found):
            found.append(span)
        if len(found) == count:
            break
    return found


def _possible(
    session: Session, wish: Wish, room: str, now: datetime, site: Site, except_booking: int | None
) -> Iterator[Interval]:
    """
    Every possible span, the nearest first.

    1. Read what holds and closes the room in the whole window, once.
    2. Try start after start, a step further away each time, later before earlier.
    """
    standard, place = current_standard(session).standard, bookable(session, room)
    places = check_fits(wish, place.spec)
    length = wish.ends_at - wish.starts_at
    starts = list(_starts(wish, now, site))
    if not starts:
        return
    window = Interval(min(starts) - _EARLIER, max(starts) + length + clearing_time(standard.values))
    held = holds(session, place.physical_ids, window, except_booking)
    closed = tuple(closures(session, place.physical_ids, window))
    plans = _Plans(session)
    for start in starts:
        tried = replace(wish, starts_at=start, ends_at=start + length)
        least = least_span(tried, standard, now)
        try:
            offer_beside(tried, place, places, Around(least, _last(held, least.end), closed, plans), standard, now)
        except (SlotTaken, RoomClosed):
            continue
        yield Interval(start, start + length)


def _starts(wish: Wish, now: datetime, site: Site) -> Iterator[datetime]:
    in_hours = is_open(Interval(wish.starts_at, wish.ends_at), site)
    length, last = wish.ends_at - wish.starts_at, now + timedelta(days=site.ahead_days)
    for number in range(_LATER // site.step + 1):
        for start in dict.fromkeys((wish.starts_at + number * site.step, wish.starts_at - number * site.step)):
            if not now <= start <= last or start < wish.starts_at - _EARLIER:
                continue
            if not in_hours or is_open(Interval(start, start + length), site):
                yield start


def _last(held: Sequence[Hold], before: datetime) -> dict[int, Hold]:
    """By room, its last hold that starts before ``before``; ``held`` is in order of start."""
    return {hold.room_id: hold for hold in held if hold.start < before}


class _Plans:
    """Plans by booking, each read when it is first asked for: most holds of the window stand before no gap."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, Plan | None] = {}

    def get(self, booking_id: int, /) -> Plan | None:
        if booking_id not in self._known:
            self._known[booking_id] = plans_of(self._session, [booking_id]).get(booking_id)
        return self._known[booking_id]
