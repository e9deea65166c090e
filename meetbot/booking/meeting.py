"""One booking with everything that derived rules need of it, read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking, MeetingBreak, Reservation, Room
from meetbot.booking.rooms import RoomSpec, spec_of
from meetbot.kept import ONE, fetch
from meetbot.layouts.catalogue import arrange
from meetbot.layouts.plan import Extras, Plan
from meetbot.layouts.shape import RoomShape
from meetbot.people.members import Member
from meetbot.standard.document import Standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.needs import Equipment, Needs
from meetbot.standard.service import standard_with
from meetbot.times import Interval


@dataclass(frozen=True)
class Break:
    """A break of a meeting; without an end it is still going on."""

    id: int
    start: datetime
    end: datetime | None

    def contains(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True)
class Meeting:
    """A booking as derived rules see it: its rows, its standard, and its neighbours in the same physical rooms."""

    booking: Booking
    room: Room
    spec: RoomSpec
    standard: Standard
    needs: Needs
    event: Interval  # as planned; ``end`` is when it is really over
    reserved: Interval  # set-up + event + clearing
    breaks: tuple[Break, ...]  # by start
    used_until: datetime | None  # when the use of the same rooms before it ends; none: nobody is there before it
    next_reserved_from: datetime | None  # when the next booking's set-up begins in one of the same rooms
    next_booking_id: int | None

    @property
    def id(self) -> int:
        assert self.booking.id is not None
        return self.booking.id

    @property
    def start(self) -> datetime:
        return self.booking.starts_at

    @property
    def end(self) -> datetime:
        """When it really ended once somebody said so, else the planned end."""
        return self.booking.ended_at or self.booking.ends_at

    @property
    def closes_at(self) -> datetime:
        """When the closing list begins: at the end; at once for a meeting that was cancelled."""
        return self.booking.cancelled_at or self.end

    @property
    def room_free_at(self) -> datetime:
        """Since when nobody else holds the room; where nobody did, all the time since we were told."""
        return self.used_until or min(self.booking.told_at, self.reserved.start)

    @property
    def is_cancelled(self) -> bool:
        return self.booking.cancelled_at is not None

    @property
    def is_short_notice(self) -> bool:
        """Told less than the standard's threshold ahead (D8c)."""
        return self.start - self.booking.told_at < self.standard.values.short_notice

    @property
    def has_saucers(self) -> bool:
        """Whether cups stand on saucers, in this house and in this room; else on coasters (T1.5, T2.3)."""
        return self.standard.values.has_saucers and self.spec.saucers

    @property
    def has_layout_of_its_own(self) -> bool:
        """Whether an admin decided for a layout that the standard does not offer for this type (T2.2)."""
        kinds = {kind.key: kind.layouts for kind in self.standard.types}
        return self.booking.layout not in kinds.get(self.booking.meeting_type, ())

    @property
    def tea_every(self) -> int | None:
        """Minutes between tea rounds where booking or room differ from the standard (M5); none: as the standard says."""
        return self.booking.tea_every or self.spec.tea_every_minutes

    @property
    def rostrum_every(self) -> int | None:
        """Minutes between rostrum rounds where booking or room differ from the standard (M4); none: as it says."""
        return self.booking.rostrum_every or self.spec.rostrum_every_minutes

    def break_at(self, moment: datetime) -> Break | None:
        """The break that is on at ``moment``."""
        return next((pause for pause in self.breaks if pause.contains(moment)), None)


def may_see_title(member: Member, booking: Booking) -> bool:
    """Whether title and attendees are shown to ``member``: to its organiser and the staff, nobody else (C6)."""
    return member.is_staff or member.id in (booking.organiser_id, booking.made_by)


def meeting(session: Session, booking_id: int) -> Meeting:
    """The meeting of a booking, cancelled ones too. Raises UnknownBooking."""
    found = meetings(session, [booking_id])
    if not found:
        raise UnknownBooking(booking_id)
    return found[0]


def meetings(session: Session, ids: Iterable[int]) -> list[Meeting]:
    """The meetings of these bookings by start, with a bounded number of queries; unknown ids are left out."""
    wanted = list(ids)
    found = session.exec(_BOOKINGS, params={"ids": wanted}).all()
    neighbours, breaks = _neighbours(session, wanted), _breaks(session, wanted)
    return [
        _meeting(
            booking,
            room,
            standard_with(session, booking.standard_id, digest),
            neighbours.get(booking.id),
            breaks.get(booking.id, ()),
        )
        for booking, room, digest in found
    ]


def _meeting(
    booking: Booking, room: Room, standard: Standard, beside: _Neighbours | None, breaks: Sequence[Break]
) -> Meeting:
    beside = beside or _Neighbours()
    return Meeting(
        booking=booking,
        room=room,
        spec=spec_of(room),
        standard=standard,
        needs=needs_of(booking),
        event=Interval(booking.starts_at, booking.ends_at),
        reserved=Interval(booking.reserved_from, booking.reserved_until),
        breaks=tuple(breaks),
        used_until=beside.used_until,
        next_reserved_from=beside.next_from,
        next_booking_id=beside.next_id,
    )


def needs_of(booking: Booking) -> Needs:
    """What a booking asks for, as a value."""
    return Needs.model_validate(booking.needs)


def plan_of(meeting: Meeting) -> Plan:
    """The seating plan of a meeting."""
    return plan_for(meeting.spec, meeting.booking.layout, meeting.booking.places, meeting.needs)


def plan_for(spec: RoomSpec, layout: str, places: int, needs: Needs) -> Plan:
    """The plan of ``layout`` with ``places`` seats in a room that has a shape; kept, so asking again costs nothing."""
    assert spec.shape is not None
    return arranged(spec.shape, layout, places, extras_of(needs))


@lru_cache(maxsize=1024)
def arranged(shape: RoomShape, layout: str, places: int, extras: Extras) -> Plan:
    """``plan_for`` by the shape alone."""
    return arrange(shape, layout, places, extras)


def extras_of(needs: Needs) -> Extras:
    """What the needs put into the room beside tables and chairs."""
    return Extras(
        rostrum=needs.rostrum,
        lectern=needs.lectern,
        whiteboard=Equipment.WHITEBOARD in needs.equipment,
        flowers=needs.flowers,
        side_table=needs.side_table,
        microphones=Equipment.MICROPHONES in needs.equipment,
        microphones_at=needs.microphones_at,
    )


@dataclass(frozen=True)
class _Neighbours:
    used_until: datetime | None = None
    next_from: datetime | None = None
    next_id: int | None = None


def _neighbours(session: Session, ids: Sequence[int]) -> dict[int | None, _Neighbours]:
    """The reservations just before and after those of each booking, over all its physical rooms."""
    found: dict[int | None, _Neighbours] = {}
    for booking_id, used_until, next_from, next_id in fetch(session, _BESIDE, ids=ids):
        known = found.get(booking_id, _Neighbours())
        is_nearer = next_from is not None and (known.next_from is None or next_from < known.next_from)
        found[booking_id] = _Neighbours(
            used_until=max(filter(None, (known.used_until, used_until)), default=None),
            next_from=next_from if is_nearer else known.next_from,
            next_id=next_id if is_nearer else known.next_id,
        )
    return found


def _until_before() -> ScalarSelect[datetime]:
    """When the last active reservation that begins before this one in its room ends."""
    before = aliased(Reservation)
    return (
        select(before.until_at)
        .where(
            before.room_id == Reservation.room_id,
            col(before.is_active),
            before.from_at < Reservation.from_at,
            before.booking_id != Reservation.booking_id,
        )
        .order_by(col(before.from_at).desc())
        .limit(ONE)
        .correlate(Reservation)
        .scalar_subquery()
    )


def _id_after() -> ScalarSelect[int | None]:
    """The first active reservation that begins after this one in its room."""
    after = aliased(Reservation)
    return (
        select(after.id)
        .where(
            after.room_id == Reservation.room_id,
            col(after.is_active),
            after.from_at > Reservation.from_at,
            after.booking_id != Reservation.booking_id,
        )
        .order_by(col(after.from_at))
        .limit(ONE)
        .correlate(Reservation)
        .scalar_subquery()
    )


def _breaks(session: Session, ids: Sequence[int]) -> dict[int | None, list[Break]]:
    found: dict[int | None, list[Break]] = {}
    for booking_id, *pause in fetch(session, _BREAKS, ids=ids):
        found.setdefault(booking_id, []).append(Break(*pause))
    return found


# Built once: building a statement takes longer than running it, and these run with every press on a card.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BOOKINGS = (
    select(Booking, Room, StandardVersion.sha256)
    .join(Room, col(Room.id) == Booking.room_id)
    .join(StandardVersion, col(StandardVersion.id) == Booking.standard_id)
    .where(col(Booking.id).in_(_IDS))
    .order_by(col(Booking.starts_at), col(Booking.id))
)
_AFTER = aliased(Reservation)
_BESIDE = (
    select(Reservation.booking_id, _until_before(), _AFTER.from_at, _AFTER.booking_id)
    .outerjoin(_AFTER, col(_AFTER.id) == _id_after())
    .where(col(Reservation.booking_id).in_(_IDS), col(Reservation.is_active))
)
_BREAKS = (
    select(MeetingBreak.booking_id, MeetingBreak.id, MeetingBreak.starts_at, MeetingBreak.ends_at)
    .where(col(MeetingBreak.booking_id).in_(_IDS))
    .order_by(col(MeetingBreak.starts_at))
)
