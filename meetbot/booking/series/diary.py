"""What holds and closes some rooms over the months of a series, read once for all its dates."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from operator import attrgetter

from sqlmodel import Session

from meetbot.booking.availability import Closed, Hold, closures, holds
from meetbot.booking.offers import Around, check_fits, least_span, offer_beside, plan_for_wish
from meetbot.booking.rooms import Bookable
from meetbot.booking.setup import clearing_time, plans_of
from meetbot.booking.wishes import Offer, Wish
from meetbot.layouts.plan import Plan
from meetbot.standard.document import Standard
from meetbot.times import Interval

# Set-up and closures reach that far before an event.
_BEFORE = timedelta(days=1)
# SQLite takes at most 32,766 values in a statement, older ones 999.
_AT_ONCE = 900
_START = attrgetter("start")


@dataclass(frozen=True)
class Diary:
    """Holds by physical room, in order of start; what the series itself takes is noted while its dates are judged."""

    standard: Standard
    closed: tuple[Closed, ...]
    held: dict[int, list[Hold]]
    plans: dict[int, Plan]  # by booking; those of the series itself have numbers below zero

    def copy(self) -> Diary:
        """The same without what is noted from now on."""
        return replace(self, held={room: list(found) for room, found in self.held.items()}, plans=dict(self.plans))

    def offer(self, wish: Wish, room: Bookable, now: datetime, keeps: Interval | None = None) -> Offer:
        """As ``offers.offer_in``. Raises LacksEquipment, RoomTooSmall, SlotTaken, RoomClosed."""
        places = check_fits(wish, room.spec)
        least = least_span(wish, self.standard, now)
        around = Around(least, self._last(room.physical_ids, wish.ends_at), self.closed, self.plans)
        found = offer_beside(wish, room, places, around, self.standard, now, keeps)
        return replace(found, before=frozenset(id_ for id_ in found.before if id_ > 0))

    def note(self, wish: Wish, offer: Offer) -> None:
        """From now on the room is taken by this date of the series."""
        number = next(-one for one in count(1) if -one not in self.plans)
        holds_of_plan = check_fits(wish, offer.spec)
        self.plans[number] = plan_for_wish(wish, offer.spec, self.standard, holds_of_plan)
        for room_id in offer.physical_ids:
            taken = Hold(number, room_id, offer.reserved.start, offer.reserved.end)
            insort(self.held.setdefault(room_id, []), taken, key=_START)

    def _last(self, room_ids: Iterable[int], ends_at: datetime) -> dict[int, Hold]:
        """By room, its last hold that starts before the event is cleared away."""
        before = ends_at + clearing_time(self.standard.values)
        found = {}
        for room_id in room_ids:
            holds_here = self.held.get(room_id, [])
            place = bisect_left(holds_here, before, key=_START)
            if place:
                found[room_id] = holds_here[place - 1]
        return found


def read_diary(
    session: Session,
    places: Collection[Bookable],
    window: Interval,
    wanted: Iterable[datetime],
    standard: Standard,
    without: Collection[int] = (),
) -> Diary:
    """
    What holds and closes these rooms in ``window``, without the bookings ``without``: three statements for all dates.

    ``wanted`` are the ends of the events: the plan of what stands in a room before each of them is read too.
    """
    ids = {id_ for place in places for id_ in place.physical_ids}
    begins = window.start - _BEFORE
    reach = Interval(begins, window.end + clearing_time(standard.values))
    held: dict[int, list[Hold]] = {id_: [] for id_ in ids}
    for hold in holds(session, ids, reach):
        if hold.booking_id not in without:
            held[hold.room_id].append(hold)
    diary = Diary(standard, tuple(closures(session, ids, reach)), held, {})
    ends = list(wanted)
    before = {hold.booking_id for end in ends for hold in diary._last(ids, end).values()}  # noqa: SLF001 - its own module
    diary.plans.update(_plans(session, sorted(before)))
    return diary


def _plans(session: Session, booking_ids: list[int]) -> dict[int, Plan]:
    found: dict[int, Plan] = {}
    for first in range(0, len(booking_ids), _AT_ONCE):
        found |= plans_of(session, booking_ids[first : first + _AT_ONCE])
    return found
