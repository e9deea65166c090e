"""What somebody would like to book, and what a room has to offer for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from meetbot.booking.meeting import extras_of, needs_of
from meetbot.booking.models import Booking, Room
from meetbot.booking.rooms import RoomSpec
from meetbot.layouts.plan import Extras
from meetbot.standard.needs import Needs
from meetbot.times import Interval


@dataclass(frozen=True)
class Wish:
    """A meeting as its organiser describes it; without a room, any that fits."""

    starts_at: datetime
    ends_at: datetime
    heads: int
    meeting_type: str
    layout: str
    needs: Needs = Needs()  # noqa: RUF009 - frozen
    title: str = ""
    room: str | None = None  # code
    tea_every: int | None = None  # minutes, where they differ from the room and the standard (M5)
    rostrum_every: int | None = None  # the same for the rostrum round (M4)
    organiser: int | None = None  # whose meeting it is (person id); none: who books it, or whose it was

    @cached_property
    def extras(self) -> Extras:
        """What it puts into the room beside tables and chairs, worked out once for a thousand rooms."""
        return extras_of(self.needs)


@dataclass(frozen=True)
class Offer:
    """A room for a wish: how many places the plan would have of how many possible, and what would be reserved."""

    room: Room
    spec: RoomSpec
    places: int
    capacity: int
    reserved: Interval
    physical_ids: tuple[int, ...]  # the rooms that hold the reservations
    before: frozenset[int] = frozenset()  # the bookings that hold them last before


def wish_of(booking: Booking, room: Room) -> Wish:
    """The wish that a booking fulfils, to be changed and wished again."""
    return Wish(
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        heads=booking.heads,
        meeting_type=booking.meeting_type,
        layout=booking.layout,
        needs=needs_of(booking),
        title=booking.title,
        room=room.code,
        tea_every=booking.tea_every,
        rostrum_every=booking.rostrum_every,
        organiser=booking.organiser_id,
    )
