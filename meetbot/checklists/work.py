"""One meeting's items and standing ticks, for whoever changes them: read, checked and written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col

from meetbot.booking.meeting import Meeting, meeting
from meetbot.checklists.calls import next_call_stays
from meetbot.checklists.errors import NoSuchItem, NotInForce
from meetbot.checklists.generate import items
from meetbot.checklists.items import Item
from meetbot.checklists.models import Outcome, Tick
from meetbot.checklists.taking import touch
from meetbot.checklists.view import Checklist, is_left_to_clear, standing_ticks, state_of, with_facts
from meetbot.kept import insert_row
from meetbot.people.members import Member
from meetbot.people.roles import STAFF
from meetbot.standard.document import Phase

_TICK = insert(Tick).returning(col(Tick.id))


def work_on(session: Session, booking_id: int, by: Member) -> Work:
    """The work of a booking, for one of the staff. Raises UnknownBooking, NotInForce (cancelled), NotAllowed."""
    by.require(*STAFF)
    return work_at(session, booking_id)


def work_at(session: Session, booking_id: int) -> Work:
    """
    The work of a booking, for whoever was found to be entitled to it. Raises UnknownBooking, NotInForce (cancelled; but a room
    that was in use or being prepared is still cleared).
    """
    found = meeting(session, booking_id)
    ticks = standing_ticks(session, [booking_id])[booking_id]
    work = Work(session, found, {item.key: item for item in items(found)}, ticks)
    if found.is_cancelled and not is_left_to_clear(found, (work.items[key] for key in ticks if key in work.items)):
        raise NotInForce(booking_id)
    return work


@dataclass(frozen=True)
class Work:
    """What one meeting asks for, and what was done about it so far; ``ticks`` by item key."""

    session: Session
    meeting: Meeting
    items: dict[str, Item]
    ticks: dict[str, Tick]

    @property
    def checklist(self) -> Checklist:
        """The list as it stands with what was recorded here."""
        return with_facts(self.session, [(self.meeting, tuple(self.items.values()))], {self.meeting.id: self.ticks})[0]

    def item(self, key: str) -> Item:
        """The item called ``key``. Raises NoSuchItem, NotInForce (of a cancelled meeting only the closing list is left)."""
        if key not in self.items:
            raise NoSuchItem(key)
        found = self.items[key]
        if self.meeting.is_cancelled and found.phase is not Phase.AFTER:
            raise NotInForce(self.meeting.id)
        return found

    def holding(self, item: Item) -> Tick | None:
        """The standing tick, when it answers what the item asks today."""
        standing = self.ticks.get(item.key)
        return standing if standing and state_of(item, standing).is_done else None

    def record(
        self,
        item: Item,
        outcome: Outcome,
        by: Member,
        now: datetime,
        reason: str = "",
        count: int | None = None,
        file_id: int | None = None,
    ) -> Tick:
        """A new standing tick; one that stood is undone and stays as history."""
        self.undo(item, by, now)
        made = Tick(
            booking_id=self.meeting.id,
            item=item.key,
            fingerprint=item.fingerprint,
            outcome=outcome,
            reason=reason,
            count=count,
            file_id=file_id,
            by=by.id,
            at=now,
        )
        insert_row(self.session, _TICK, made)
        # A problem opens a defect, about which there is more to tell than that the item is dealt with.
        stays = outcome is not Outcome.PROBLEM and self._next_call_stays(item)
        self.ticks[item.key] = made
        if not stays:
            touch(self.session, self.meeting.booking)
        return made

    def undo(self, item: Item, by: Member, now: datetime) -> None:
        """The item is open again; nothing where it is."""
        standing = self.ticks.pop(item.key, None)
        if standing is not None:
            standing.undone_at, standing.undone_by = now, by.id
            self.session.add(standing)
            stays = standing.outcome is not Outcome.PROBLEM and self._next_call_stays(item)
            if not stays:
                touch(self.session, self.meeting.booking)
            self.session.flush()  # before another tick of the item may stand

    def _next_call_stays(self, item: Item) -> bool:
        is_open = (other for other in self.items.values() if self.holding(other) is None)
        return next_call_stays(self.meeting, item, self.items.values(), is_open)
