"""Which rooms can take a wish: large enough in its layout, equipped, and free for set-up, event and clearing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Protocol

from sqlmodel import Session

from meetbot.booking.availability import Closed, Hold, closures, taken_rooms
from meetbot.booking.errors import LacksEquipment, NoRoomFits, RoomClosed, RoomTooSmall, SlotTaken
from meetbot.booking.meeting import arranged
from meetbot.booking.rooms import Bookable, RoomSpec, bookable, bookables
from meetbot.booking.rules import check_heads, check_times, check_type
from meetbot.booking.setup import clearing_time, least_setup, setup_time, standing
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Offer, Wish
from meetbot.errors import MeetbotError
from meetbot.layouts.catalogue import capacity, places_for
from meetbot.layouts.plan import Plan
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.standard.needs import Equipment
from meetbot.times import Interval

# No changeover takes longer; closures are looked up that far before the event.
LONGEST_SETUP = timedelta(days=1)
# Rooms whose neighbours are read together: nobody is shown more.
_AT_ONCE = 16


def offers(
    session: Session, wish: Wish, now: datetime, site: Site, by: Member | None = None, most: int | None = None
) -> list[Offer]:
    """
    The rooms that fit and are free (only ``wish.room`` when it is named), the tightest fit first; at most ``most`` of them.

    Raises what is wrong with the wish itself, and NoRoomFits when no room of the building would do at any time.
    """
    standard = current_standard(session).standard
    check_wish(wish, standard, now, site, by)
    fitting = _fitting(session, wish)
    return list(islice(_free(session, wish, fitting, standard, now, most), most))


def fitting_rooms(session: Session, wish: Wish) -> list[Bookable]:
    """The rooms that are right for the wish at any time (only ``wish.room`` when it is named), the tightest fit first."""
    return [room for room, _ in _fitting(session, wish)]


def _fitting(session: Session, wish: Wish) -> list[tuple[Bookable, int]]:
    """
    The rooms that are right for the wish at any time, with their places, the tightest fit first.

    Raises NoRoomFits, or why the named one is not right.
    """
    asked = [bookable(session, wish.room)] if wish.room else bookables(session)
    # Rooms that are shaped alike share one shape: a thousand rooms have a few.
    shapes = {room.spec.shape for room in asked if room.spec.shape}
    places = {shape: capacity(shape, wish.layout, wish.extras) for shape in shapes}
    wanted, equipment = max(wish.heads, 1), wish.needs.equipment
    fitting = [
        (room, holds)
        for room in asked
        if room.spec.shape
        and (holds := places[room.spec.shape]) >= wanted
        and not (equipment and room.spec.lacks(equipment))
    ]
    if not fitting:
        raise _no_room_fits(wish, asked)
    return sorted(fitting, key=_BY_PLACES)  # rooms of one size stay in the file's order


_BY_PLACES = itemgetter(1)


def other_rooms(
    session: Session, wish: Wish, now: datetime, site: Site, by: Member | None = None, count: int = 3
) -> list[Offer]:
    """At most ``count`` rooms other than ``wish.room`` at the wish's time, the tightest fit first; empty when there are none."""
    try:
        found = offers(session, replace(wish, room=None), now, site, by, count + 1)
    except NoRoomFits:
        return []
    return [offer for offer in found if offer.room.code != wish.room][:count]


def check_wish(wish: Wish, standard: Standard, now: datetime, site: Site, by: Member | None = None) -> Interval:
    """The event of a wish. Raises what is wrong with the wish whatever the room."""
    event = check_times(wish.starts_at, wish.ends_at, now, site)
    check_heads(wish.heads)
    check_type(wish.meeting_type, wish.layout, standard, by)
    return event


def check_fits(wish: Wish, spec: RoomSpec) -> int:
    """How many places the room holds for this wish. Raises LacksEquipment, RoomTooSmall."""
    missing = spec.lacks(wish.needs.equipment)
    if missing:
        raise LacksEquipment(spec.code, missing)
    holds = _capacity(wish, spec)
    if holds < wish.heads:
        raise RoomTooSmall(spec.code, wish.layout, holds, wish.heads)
    return holds


def fits(wish: Wish, spec: RoomSpec) -> bool:
    """Whether the room has the equipment and the places."""
    return not spec.lacks(wish.needs.equipment) and _capacity(wish, spec) >= max(wish.heads, 1)


def plan_for_wish(wish: Wish, spec: RoomSpec, standard: Standard, holds: int) -> Plan:
    """The plan of a wish in a room that ``holds`` so many: a few more places than people, where there is room (T1.2)."""
    wanted = places_for(wish.heads, standard.values.spare_places_percent)
    assert spec.shape is not None
    return arranged(spec.shape, wish.layout, min(wanted, holds), wish.extras)


def _capacity(wish: Wish, spec: RoomSpec) -> int:
    return capacity(spec.shape, wish.layout, wish.extras) if spec.shape else 0


def _no_room_fits(wish: Wish, asked: Sequence[Bookable]) -> MeetbotError:
    """Why none of ``asked`` fits; a room that was named has its own reason."""
    if wish.room:
        try:
            check_fits(wish, asked[0].spec)
        except (LacksEquipment, RoomTooSmall) as reason:
            return reason
    equipped = [room for room in asked if not room.spec.lacks(wish.needs.equipment)]
    largest = max((_capacity(wish, room.spec) for room in equipped), default=0)
    return NoRoomFits(wish.heads, wish.layout, largest, () if equipped else _nowhere(wish.needs.equipment, asked))


def _nowhere(equipment: Sequence[Equipment], asked: Sequence[Bookable]) -> tuple[Equipment, ...]:
    """What no room has; when each piece is somewhere, all of it (no room has it together)."""
    nowhere = tuple(thing for thing in equipment if not any(thing in room.spec.equipment for room in asked))
    return nowhere or tuple(equipment)


class Plans(Protocol):
    """Plans by booking."""

    def get(self, booking_id: int, /) -> Plan | None: ...


@dataclass(frozen=True)
class Around:
    """What lies around a wished span in some rooms, read once for all of them."""

    least: Interval  # the span that is reserved where set-up takes the least
    last: dict[int, Hold]  # by physical room: the last hold that starts before that span ends
    closed: tuple[Closed, ...]
    plans: Plans  # by booking: what stands in the rooms before, where it is known


def offer_in(
    session: Session,
    wish: Wish,
    room: Bookable,
    standard: Standard,
    now: datetime,
    except_booking: int | None = None,
    held: Interval | None = None,
) -> Offer:
    """
    The room for this wish. Raises LacksEquipment, RoomTooSmall, SlotTaken, RoomClosed.

    ``held`` is what the booking reserves already and goes on with: its set-up begins when it did.
    """
    holds = check_fits(wish, room.spec)
    around = _around(session, wish, [room], standard, now, except_booking)
    return offer_beside(wish, room, holds, around, standard, now, held)


def _free(
    session: Session,
    wish: Wish,
    fitting: Sequence[tuple[Bookable, int]],
    standard: Standard,
    now: datetime,
    most: int | None,
) -> Iterator[Offer]:
    """
    What is free of ``fitting``, in its order.

    1. Of many rooms those go first that are held or closed in any case, all in one look.
    2. What stands in the others, and so how long set-up takes, is read a few rooms at a time, until ``most`` are found.
    """
    if len(fitting) > _AT_ONCE:
        taken = taken_rooms(session, least_span(wish, standard, now))
        fitting = [(room, holds) for room, holds in fitting if taken.isdisjoint(room.physical_ids)]
    step = _AT_ONCE if most else max(len(fitting), 1)
    for first in range(0, len(fitting), step):
        some = fitting[first : first + step]
        around = _around(session, wish, [room for room, _ in some], standard, now)
        for room, holds in some:
            try:
                yield offer_beside(wish, room, holds, around, standard, now)
            except (SlotTaken, RoomClosed):
                continue


def _around(
    session: Session,
    wish: Wish,
    asked: Sequence[Bookable],
    standard: Standard,
    now: datetime,
    except_booking: int | None = None,
) -> Around:
    """Two statements, however many rooms."""
    least = least_span(wish, standard, now)
    ids = {id_ for room in asked for id_ in room.physical_ids}
    last, plans = standing(session, ids, least.end, except_booking)
    closed = closures(session, ids, Interval(wish.starts_at - LONGEST_SETUP, least.end))
    return Around(least, last, tuple(closed), plans)


def least_span(wish: Wish, standard: Standard, now: datetime) -> Interval:
    """The span that is reserved where set-up takes the least."""
    return _span(wish, least_setup(standard.values), wish.ends_at + clearing_time(standard.values), now)


def _span(wish: Wish, setup: timedelta, end: datetime, now: datetime) -> Interval:
    """Set-up + event + clearing; at short notice from now on."""
    return Interval(min(max(wish.starts_at - setup, now), wish.starts_at), end)


def offer_beside(
    wish: Wish,
    room: Bookable,
    holds: int,
    around: Around,
    standard: Standard,
    now: datetime,
    held: Interval | None = None,
) -> Offer:
    """``offer_in`` for a room that ``holds`` enough, by what lies ``around`` it. Raises SlotTaken, RoomClosed."""
    last = [around.last[id_] for id_ in room.physical_ids if id_ in around.last]
    plan = plan_for_wish(wish, room.spec, standard, holds)
    if held:
        reserved = Interval(held.start, around.least.end)
    else:
        _check_not_held(room, last, around.least)
        found = {hold.booking_id: around.plans.get(hold.booking_id) for hold in last}
        standing = [before for before in found.values() if before is not None]
        reserved = _span(wish, setup_time(standing, plan, standard), around.least.end, now)
    if not held or reserved.end > held.end:
        _check_not_held(room, last, reserved)
        _check_not_closed(room, around.closed, reserved)
    return Offer(
        room.room,
        room.spec,
        plan.places,
        holds,
        reserved,
        room.physical_ids,
        frozenset(hold.booking_id for hold in last),
    )


def _check_not_held(room: Bookable, last: Sequence[Hold], reserved: Interval) -> None:
    reaching = [hold for hold in last if hold.end > reserved.start]
    if reaching:
        taken = max(reaching, key=attrgetter("end"))
        raise SlotTaken(room.spec.code, taken.start, taken.end)


def _check_not_closed(room: Bookable, closed: Sequence[Closed], reserved: Interval) -> None:
    found = [each for each in closed if each.room_id in room.physical_ids and each.reaches_into(reserved)]
    if found:
        ends = [each.end for each in found if each.end]
        raise RoomClosed(room.spec.code, max(ends) if len(ends) == len(found) else None)
