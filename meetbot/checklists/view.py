"""A meeting's checklist as it stands: items with what was done about them, and who took the work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, select

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.meeting import Meeting, meetings
from meetbot.checklists.due import BEFOREHAND
from meetbot.checklists.errors import NoSuchItem, NotInForce
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item, ItemState
from meetbot.checklists.models import Outcome, Snooze, Tick
from meetbot.checklists.taking import Taker, takers_of
from meetbot.defects.models import Defect
from meetbot.kept import fetch
from meetbot.lost.models import Find
from meetbot.standard.document import Phase

# Built once: building a statement takes longer than running it, and these run with every press on a card.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_TICKS = select(Tick).where(col(Tick.booking_id).in_(_IDS), col(Tick.undone_at).is_(None))
_SNOOZES = (
    select(Snooze.booking_id, Snooze.item, Snooze.until, Snooze.number)
    .where(col(Snooze.booking_id).in_(_IDS))
    .order_by(col(Snooze.number))
)
# Ids of defects or finds, by booking and item key.
Numbers = Mapping[tuple[int, str], int]
_STATES = {
    Outcome.TICKED: ItemState.TICKED,
    Outcome.SKIPPED: ItemState.SKIPPED,
    Outcome.PROBLEM: ItemState.PROBLEM,
}


@dataclass(frozen=True)
class Entry:
    """
    An item and what became of it. ``tick`` is the standing one (a changed item still has it); ``snoozes`` is how often a
    round was put off.
    """

    item: Item
    state: ItemState
    tick: Tick | None = None
    snoozed_until: datetime | None = None
    snoozes: int = 0
    defect_id: int | None = None
    find_id: int | None = None

    @property
    def calls_at(self) -> datetime:
        """When the item is to be done: due, or later where a round was put off."""
        return max(self.item.due_at, self.snoozed_until or self.item.due_at)


@dataclass(frozen=True)
class PhaseCount:
    """How far a phase is; rounds are calls, not work to be finished, and are not counted."""

    phase: Phase
    done: int
    total: int


@dataclass(frozen=True)
class Checklist:
    """Everything about one meeting's work, in working order."""

    meeting: Meeting
    entries: tuple[Entry, ...]
    takers: tuple[Taker, ...] = field(default=())

    @property
    def is_to_clear(self) -> bool:
        """Whether it was cancelled and its room is still to be left in order."""
        return is_left_to_clear(self.meeting, (entry.item for entry in self.entries if entry.tick))

    @property
    def done(self) -> int:
        return sum(count.done for count in self.phases)

    @property
    def total(self) -> int:
        return sum(count.total for count in self.phases)

    @property
    def phases(self) -> tuple[PhaseCount, ...]:
        """The phases that have items, in order."""
        counted = (self.count(phase) for phase in Phase)
        return tuple(count for count in counted if count.total)

    def count(self, *phases: Phase) -> PhaseCount:
        """How far these phases are together, under the name of the first."""
        states = [state for phase in phases for state in self._states.get(phase, ())]
        return PhaseCount(phases[0], sum(state.is_done for state in states), len(states))

    @cached_property
    def _states(self) -> Mapping[Phase, Sequence[ItemState]]:
        """What became of the items of each phase, worked out once: a card counts every phase several times."""
        found: dict[Phase, list[ItemState]] = defaultdict(list)
        for entry in self.entries:
            if not entry.item.is_round:
                found[entry.item.phase].append(entry.state)
        return found

    def entry(self, key: str) -> Entry:
        """The entry of the item called ``key``. Raises NoSuchItem."""
        found = next((entry for entry in self.entries if entry.item.key == key), None)
        if found is None:
            raise NoSuchItem(key)
        return found

    def entry_in_force(self, key: str) -> Entry:
        """``entry``, where there is something to do about it. Raises NoSuchItem, NotInForce (the meeting was cancelled)."""
        found = self.entry(key)
        if self.meeting.is_cancelled and not (self.is_to_clear and found.item.phase is Phase.AFTER):
            raise NotInForce(self.meeting.id)
        return found

    def current_rounds(self, now: datetime) -> tuple[Entry, ...]:
        """The rounds that are called just now: one, two on one card, or none (before the first, in a break, at the end)."""
        if now >= self.meeting.closes_at or self.meeting.break_at(now):
            return ()
        called = [entry for entry in self.entries if entry.item.is_round and entry.item.due_at <= now]
        if not called or self._paused_since(called[-1].item.due_at, now):
            return ()
        return tuple(entry for entry in called if entry.item.card == called[-1].item.card)

    def _paused_since(self, moment: datetime, now: datetime) -> bool:
        """Whether a break lay between: cups were refilled in it, so what was called before it is called no more."""
        return any(moment <= pause.start <= now for pause in self.meeting.breaks)

    def open_entries(self, now: datetime) -> tuple[Entry, ...]:
        """
        What is left to do: open and changed items, and of the rounds the current ones only (they never pile up).

        Once the meeting is over, only the list after it: nobody sets out chairs for a meeting that was. Of a cancelled one
        nothing, unless its room is to be cleared.
        """
        if self.meeting.is_cancelled and not self.is_to_clear:
            return ()
        current = {entry.item.key for entry in self.current_rounds(now)}
        is_over = now >= self.meeting.closes_at
        return tuple(
            entry
            for entry in self.entries
            if not entry.state.is_done
            and (not entry.item.is_round or entry.item.key in current)
            and (not is_over or entry.item.phase is Phase.AFTER)
        )


def is_left_to_clear(meeting: Meeting, dealt_with: Iterable[Item]) -> bool:
    """Whether it was cancelled while people were in the room, or after somebody had begun to prepare it."""
    cancelled_at = meeting.booking.cancelled_at
    if cancelled_at is None:
        return False
    return cancelled_at >= meeting.start or any(item.phase in BEFOREHAND for item in dealt_with)


def checklist(session: Session, booking_id: int, now: datetime) -> Checklist:  # noqa: ARG001  (every view takes now)
    """The checklist of a booking, a cancelled one's too. Raises UnknownBooking."""
    found = checklists(session, [booking_id])
    if not found:
        raise UnknownBooking(booking_id)
    return found[0]


def checklists(session: Session, booking_ids: Sequence[int]) -> list[Checklist]:
    """The checklists of these bookings by start, with a bounded number of queries; unknown ids are left out."""
    ticks = standing_ticks(session, booking_ids)
    return with_facts(session, [(each, items(each)) for each in meetings(session, booking_ids)], ticks)


def with_facts(
    session: Session, listed: Sequence[tuple[Meeting, Sequence[Item]]], ticks: Mapping[int, Mapping[str, Tick]]
) -> list[Checklist]:
    """The checklists of meetings whose items and standing ticks are in hand."""
    booking_ids = [meeting.id for meeting, _ in listed]
    with_problems = _with_problems(ticks)
    defects, finds = _newest(session, Defect, with_problems), _newest(session, Find, with_problems)
    snoozes, takers = _snoozes(session, booking_ids), takers_of(session, booking_ids)
    return [
        Checklist(
            meeting,
            entries_of(items, ticks.get(meeting.id, {}), snoozes[meeting.id], defects, finds),
            takers.get(meeting.id, ()),
        )
        for meeting, items in listed
    ]


def entries_of(
    items: Sequence[Item],
    ticks: Mapping[str, Tick],
    snoozes: Mapping[str, tuple[datetime, int]],
    defects: Numbers,
    finds: Numbers,
) -> tuple[Entry, ...]:
    """The items of one meeting with their facts."""
    return tuple(_entry(item, ticks.get(item.key), snoozes.get(item.key), defects, finds) for item in items)


def _entry(
    item: Item, tick: Tick | None, snooze: tuple[datetime, int] | None, defects: Numbers, finds: Numbers
) -> Entry:
    until, times = snooze or (None, 0)
    state = state_of(item, tick)
    if tick is None or tick.outcome is not Outcome.PROBLEM:
        return Entry(item, state, tick, until, times)
    place = tick.booking_id, item.key
    return Entry(item, state, tick, until, times, defects.get(place), finds.get(place))


def state_of(item: Item, tick: Tick | None) -> ItemState:
    """What became of ``item``, given its standing tick."""
    if tick is None:
        return ItemState.OPEN
    return _STATES[tick.outcome] if item.asks.still_holds(tick.fingerprint, tick.at) else ItemState.CHANGED


def standing_ticks(session: Session, booking_ids: Sequence[int]) -> Mapping[int, dict[str, Tick]]:
    """The ticks that were not undone, by booking and item key."""
    found: dict[int, dict[str, Tick]] = defaultdict(dict)
    for tick in session.exec(_TICKS, params={"ids": booking_ids}):
        found[tick.booking_id][tick.item] = tick
    return found


def _snoozes(session: Session, booking_ids: Sequence[int]) -> Mapping[int, dict[str, tuple[datetime, int]]]:
    """Until when rounds were put off, and how often, by booking and round key; the last time counts."""
    found: dict[int, dict[str, tuple[datetime, int]]] = defaultdict(dict)
    for booking_id, item, until, number in fetch(session, _SNOOZES, ids=booking_ids):
        found[booking_id][item] = until, number
    return found


def _with_problems(ticks: Mapping[int, Mapping[str, Tick]]) -> list[int]:
    """The bookings where a problem stands: of the others nothing is asked."""
    return [
        booking_id
        for booking_id, standing in ticks.items()
        if any(tick.outcome is Outcome.PROBLEM for tick in standing.values())
    ]


def _newest(session: Session, kind: type[Defect | Find], booking_ids: Sequence[int]) -> Numbers:
    """The newest defect, or the newest find, at each item."""
    if not booking_ids:
        return {}
    rows = session.exec(
        select(kind.booking_id, kind.item_key, kind.id)
        .where(col(kind.booking_id).in_(booking_ids), col(kind.item_key).is_not(None))
        .order_by(col(kind.id))
    )
    return {(booking_id, key): id_ for booking_id, key, id_ in rows if booking_id and key and id_}
