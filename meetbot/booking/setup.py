"""How long set-up takes: the changeover from what stands in the rooms to what is wanted, at the standard's rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from meetbot.booking.availability import FEW, LAST, LAST_OF_ALL, NOBODY, Hold, last_holds, next_holds
from meetbot.booking.meeting import Meeting, meetings, plan_for, plan_of
from meetbot.booking.models import Booking, Reservation, Room
from meetbot.booking.rooms import RoomSpec, physical, spec_in
from meetbot.kept import fetch
from meetbot.layouts.changeover import Changeover, changeover, setup_minutes
from meetbot.layouts.errors import DoesNotFit
from meetbot.layouts.plan import Plan
from meetbot.standard.document import Rates, Standard, Values
from meetbot.standard.needs import Needs

# Set-up is announced and reserved by the clock: 13:24 would promise an accuracy that the rates do not have.
ROUNDED_TO = timedelta(minutes=5)


def setup_time(before: Sequence[Plan], after: Plan, standard: Standard) -> timedelta:
    """
    Set-up from the plans that stand in the rooms now (none: they are empty) to ``after``; at least the standard's least.

    The work is rounded up to whole ``ROUNDED_TO``.
    """
    values = standard.values
    return _setup_time(
        tuple([_Same(plan) for plan in before]), _Same(after), values.setup_rates, values.smallest_setup_minutes
    )


class _Same:
    """A plan by identity. Plans are kept and shared, and comparing every chair of two would take longer than the changeover."""

    __slots__ = ("plan",)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


@lru_cache(maxsize=4096)
def _setup_time(before: tuple[_Same, ...], after: _Same, rates: Rates, least: int) -> timedelta:
    minutes = setup_minutes(_changeover([each.plan for each in before], after.plan), rates)
    return max(-(-timedelta(minutes=minutes) // ROUNDED_TO) * ROUNDED_TO, timedelta(minutes=least))


def least_setup(values: Values) -> timedelta:
    """Set-up where next to nothing changes."""
    return timedelta(minutes=values.smallest_setup_minutes)


def clearing_time(values: Values) -> timedelta:
    """How long a room stays reserved after the event."""
    return timedelta(minutes=values.smallest_clearing_minutes)


def _changeover(before: Sequence[Plan], after: Plan) -> Changeover:
    if len(before) < 2:
        return changeover(before[0] if before else None, after)
    # The halves of a hall were used apart: what stands in both of them serves the whole.
    standing: Counter[str] = sum((Counter(plan.counts()) for plan in before), Counter())
    wanted = Counter(after.counts())
    return Changeover(dict(wanted - standing), dict(standing - wanted), moved_about=dict(wanted & standing))


def plans_of(session: Session, booking_ids: Collection[int]) -> dict[int, Plan]:
    """
    The plans of these bookings, in one query.

    One that does not fit any more is left out (the room was measured anew): what stood there is not known, and must not
    stop whoever books after it.
    """
    found = {id_: plan_in(*row) for id_, *row in fetch(session, _PLANS, ids=list(booking_ids))}
    return {id_: plan for id_, plan in found.items() if plan is not None}


@lru_cache(maxsize=2048)
def plan_in(layout: str, places: int, needs: str, spec: str) -> Plan | None:
    """The plan of a booking whose row, and whose room's, say that (JSON as text); none where it does not fit any more."""
    return _plan_if_it_fits(spec_in(spec), layout, places, Needs.model_validate_json(needs))


def _plan_if_it_fits(spec: RoomSpec, layout: str, places: int, needs: Needs) -> Plan | None:
    try:
        return plan_for(spec, layout, places, needs) if spec.shape else None
    except DoesNotFit:
        return None


@dataclass(frozen=True)
class Standing:
    """What the bookings just before stand there with: plans by booking, each worked out when somebody asks for it."""

    rows: Mapping[int, tuple[str, int, str, str]]

    def get(self, booking_id: int, /) -> Plan | None:
        row = self.rows.get(booking_id)
        return plan_in(*row) if row else None


def standing(
    session: Session, room_ids: Collection[int], before: datetime, except_booking: int | None = None
) -> tuple[dict[int, Hold], Standing]:
    """``last_holds`` of these physical rooms and the plans of their bookings, in one statement."""
    values = {"before": before, "booking": except_booking or NOBODY}
    if len(room_ids) > FEW:
        found = [row for row in fetch(session, _STANDING_IN_ALL, **values) if row[1] in room_ids]
    else:
        found = [*fetch(session, _STANDING, **values, rooms=list(room_ids))]
    last = {row[1]: Hold(*row[:4]) for row in found}
    return last, Standing({row[0]: row[4:] for row in found})


_OF = aliased(Room)  # the room that was booked: a hall, where its parts are held


def planned(room: Any) -> tuple[Any, ...]:
    """The columns that a plan follows from, as ``plan_in`` takes them; ``room`` is the one that was booked."""
    return col(Booking.layout), col(Booking.places), cast(col(Booking.needs), Text), cast(room.spec, Text)


_PLANS = (
    select(col(Booking.id), *planned(Room))
    .join_from(Booking, Room, col(Room.id) == col(Booking.room_id))
    .where(col(Booking.id).in_(bindparam("ids", expanding=True)))
)
_STANDING, _STANDING_IN_ALL = (
    wanted.join(Booking, col(Booking.id) == col(Reservation.booking_id))
    .join(_OF, col(_OF.id) == Booking.room_id)
    .add_columns(*planned(_OF))
    for wanted in (LAST, LAST_OF_ALL)
)


@dataclass(frozen=True)
class Turnover:
    """What is carried for a meeting. ``since`` is when the meeting before it was over; none where the room was empty."""

    since: datetime | None
    changeover: Changeover


def turnover(session: Session, meeting: Meeting) -> Turnover:
    """From what the meeting before it left in the rooms to what this one needs. Raises DoesNotFit."""
    rooms = [room.id for room in physical(session, meeting.room) if room.id is not None]
    before = last_holds(session, rooms, meeting.reserved.start, meeting.id).values()
    plans = plans_of(session, {hold.booking_id for hold in before})
    return Turnover(max((hold.end for hold in before), default=None), _changeover([*plans.values()], plan_of(meeting)))


def shortfalls_after(
    session: Session, booking_id: int, new: Meeting, room_ids: Collection[int], old_room_ids: Collection[int]
) -> list[tuple[Meeting, timedelta]]:
    """
    The bookings whose set-up would be shorter than it needs, and by how much, once booking ``booking_id`` is ``new``.

    ``room_ids`` are the physical rooms it will hold, ``old_room_ids`` those it holds now. Those that are as short already
    are left out: it changes nothing for them.
    """
    old = session.get_one(Booking, booking_id)
    after = {
        *(held.booking_id for held in next_holds(session, room_ids, new.reserved.start, booking_id).values()),
        *(held.booking_id for held in next_holds(session, old_room_ids, old.reserved_from, booking_id).values()),
    }
    found: list[tuple[Meeting, timedelta]] = []
    for neighbour in meetings(session, after):
        own = _plan_if_it_fits(neighbour.spec, neighbour.booking.layout, neighbour.booking.places, neighbour.needs)
        held = [room.id for room in physical(session, neighbour.room) if room.id is not None]
        if own is None or neighbour.reserved.start <= neighbour.booking.told_at:  # it was cut short when it was booked
            continue
        standing = _standing_before(session, neighbour, held, new, set(room_ids), booking_id)
        needed = setup_time(standing, own, neighbour.standard)
        short_by = needed - (neighbour.start - neighbour.reserved.start)
        if short_by > max(setup_shortfall(session, neighbour, held), timedelta()):
            found.append((neighbour, short_by))
    return found


def _standing_before(
    session: Session, neighbour: Meeting, held: Collection[int], new: Meeting, new_rooms: set[int], booking_id: int
) -> list[Plan]:
    """What would stand in the neighbour's rooms when its set-up begins."""
    last = last_holds(session, held, neighbour.reserved.start, booking_id)
    plans = plans_of(session, {hold.booking_id for hold in last.values()})
    own = _plan_if_it_fits(new.spec, new.booking.layout, new.booking.places, new.needs)
    standing: dict[int, Plan | None] = {}
    for room_id in held:
        hold = last.get(room_id)
        begins = new.reserved.start
        if room_id in new_rooms and begins < neighbour.reserved.start and (hold is None or hold.start < begins):
            standing[booking_id] = own
        elif hold is not None:
            standing[hold.booking_id] = plans.get(hold.booking_id)
    return [plan for plan in standing.values() if plan is not None]


def setup_shortfall(session: Session, meeting: Meeting, room_ids: Collection[int]) -> timedelta:
    """
    How much longer set-up would take than is reserved, now that the neighbours changed (0: it suffices, or nobody can tell).

    What a booking reserves is fixed when it is confirmed; the supervisor is warned of a shortfall.
    """
    own = _plan_if_it_fits(meeting.spec, meeting.booking.layout, meeting.booking.places, meeting.needs)
    if own is None:
        return timedelta()
    before = last_holds(session, room_ids, meeting.reserved.start, meeting.id).values() if meeting.used_until else ()
    plans = plans_of(session, {hold.booking_id for hold in before}) if before else {}
    needed = setup_time(list(plans.values()), own, meeting.standard)
    return max(needed - (meeting.start - meeting.reserved.start), timedelta())
