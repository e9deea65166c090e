"""What a change of several dates means for the work on each: whom it concerns, what becomes short notice, whose set-up suffers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.models import Booking
from meetbot.booking.preview import preview_change
from meetbot.booking.rooms import physical
from meetbot.booking.setup import shortfalls_after
from meetbot.booking.wishes import Offer, Wish
from meetbot.checklists.effects import TOLD_FROM, Neighbour
from meetbot.checklists.taking import takers_of

# The nearest dates; what comes after them nobody prepares yet, and each costs some statements.
_MOST_DATES = 20


@dataclass(frozen=True)
class DateEffects:
    """What follows for one date that changes; ``starts_at`` is when it begins now."""

    booking_id: int
    starts_at: datetime
    takers: tuple[str, ...] = ()  # who has taken it
    becomes_short_notice: bool = False
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.takers or self.becomes_short_notice or self.neighbours)


def effects_of_dates(
    session: Session, changed: Iterable[tuple[Booking, Wish, Offer]], now: datetime
) -> tuple[DateEffects, ...]:
    """For each of the dates that change, the nearest first, what follows; those for which nothing does are left out."""
    nearest = list(islice(sorted(changed, key=lambda each: each[0].starts_at), _MOST_DATES))
    taken = takers_of(session, [booking.id for booking, _, _ in nearest if booking.id is not None])
    found = (
        _of(session, booking, wish, offer, tuple(taker.name for taker in taken.get(booking.id or 0, ())), now)
        for booking, wish, offer in nearest
    )
    return tuple(each for each in found if each.is_any)


def _of(
    session: Session, booking: Booking, wish: Wish, offer: Offer, takers: tuple[str, ...], now: datetime
) -> DateEffects:
    assert booking.id is not None
    old = meeting(session, booking.id)
    new = preview_change(session, old, wish, offer, now)
    is_short = new.is_short_notice and not old.is_short_notice
    return DateEffects(booking.id, booking.starts_at, takers, is_short, _beside(session, old, new, offer))


def _beside(session: Session, old: Meeting, new: Meeting, offer: Offer) -> tuple[Neighbour, ...]:
    held = [room.id for room in physical(session, old.room) if room.id is not None]
    short = shortfalls_after(session, old.id, new, offer.physical_ids, held)
    return tuple(Neighbour(each.spec.name, each.start, by) for each, by in short if by >= TOLD_FROM)
