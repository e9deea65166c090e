"""What a change of a booking means for the work: worked out before it is saved, from the meeting as it is and as it would be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.booking.preview import preview_change
from meetbot.booking.rooms import physical
from meetbot.booking.setup import shortfalls_after
from meetbot.booking.wishes import Offer, Wish
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item, ItemState
from meetbot.checklists.view import Checklist, checklist, state_of
from meetbot.texts import Wording

# The set-up is rounded to it, and the supervisor is not called for less (reminders.rules.work).
TOLD_FROM = timedelta(minutes=5)


@dataclass(frozen=True)
class Rounds:
    """How often a kind of round is called, before and after."""

    title: Wording
    before: int
    after: int


@dataclass(frozen=True)
class Neighbour:
    """Another booking of the same rooms whose set-up would be ``short_by`` too short. Of it room and times may be told (C6)."""

    room: Wording
    starts_at: datetime
    short_by: timedelta


@dataclass(frozen=True)
class Effects:
    """
    What follows from a change. ``again`` was dealt with and has to be done once more; ``changed`` is the same work with
    another quantity or other words (as it was, as it would be); ``setup`` is how long set-up takes before and after.
    """

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[tuple[Item, Item], ...] = ()
    again: tuple[Item, ...] = ()
    rounds: tuple[Rounds, ...] = ()
    setup: tuple[timedelta, timedelta] = (timedelta(), timedelta())
    free_from: datetime | None = None  # since when others can have the room, where that is sooner than it was
    becomes_short_notice: bool = False
    is_called_anew: bool = False
    neighbours: tuple[Neighbour, ...] = ()


def effects_of(session: Session, booking_id: int, wish: Wish, offer: Offer, now: datetime) -> Effects:
    """What saving ``wish``, which would get ``offer``, does. Raises UnknownBooking."""
    old = checklist(session, booking_id, now)
    new = preview_change(session, old.meeting, wish, offer, now)
    held = [room.id for room in physical(session, old.meeting.room) if room.id is not None]
    short = shortfalls_after(session, booking_id, new, offer.physical_ids, held)
    beside = (Neighbour(each.spec.name, each.start, by) for each, by in short if by >= TOLD_FROM)
    return effects(old, new, tuple(beside))


def effects(old: Checklist, new: Meeting, neighbours: tuple[Neighbour, ...] = ()) -> Effects:
    """What lies between a meeting's checklist as it stands and the meeting as it would be."""
    before = {entry.item.key: entry for entry in old.entries if not entry.item.is_round}
    after = {item.key: item for item in items(new) if not item.is_round}
    both = [(before[key], item) for key, item in after.items() if key in before]
    return Effects(
        added=tuple(item for key, item in after.items() if key not in before),
        removed=tuple(entry.item for key, entry in before.items() if key not in after),
        changed=tuple((entry.item, item) for entry, item in both if _said(entry.item) != _said(item)),
        again=tuple(
            item for entry, item in both if entry.state.is_done and state_of(item, entry.tick) is ItemState.CHANGED
        ),
        rounds=_rounds([entry.item for entry in old.entries], items(new)),
        setup=(_setup(old.meeting), _setup(new)),
        free_from=_free_from(old.meeting, new),
        becomes_short_notice=new.is_short_notice and not old.meeting.is_short_notice,
        is_called_anew=new.booking.schedule > old.meeting.booking.schedule,
        neighbours=neighbours,
    )


def _said(item: Item) -> tuple[object, ...]:
    return item.quantity, item.title, item.evidence


def _setup(meeting: Meeting) -> timedelta:
    return meeting.start - meeting.reserved.start


def _free_from(old: Meeting, new: Meeting) -> datetime | None:
    is_shorter = new.room.id == old.room.id and new.start == old.start and new.reserved.end < old.reserved.end
    return new.reserved.end if is_shorter else None


def _rounds(before: list[Item], after: tuple[Item, ...]) -> tuple[Rounds, ...]:
    """The kinds of round that are called more or less often."""
    titles = {item.rule.key: item.title for item in (*before, *after) if item.is_round}
    was = Counter(item.rule.key for item in before if item.is_round)
    will = Counter(item.rule.key for item in after if item.is_round)
    return tuple(Rounds(title, was[key], will[key]) for key, title in titles.items() if was[key] != will[key])
