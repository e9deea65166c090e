"""What the chapters of the day share: times, what the database says, and Alan's fingers on his list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.models import Booking
from meetbot.checklists.items import ItemState
from meetbot.checklists.service import checklist
from meetbot.checklists.view import Checklist, Entry
from meetbot.demo.cast import Cast
from meetbot.demo.stage import Stage, StepMissing
from meetbot.handlers.floor.views import View
from meetbot.localchat.people import User
from meetbot.people.members import Member
from meetbot.people.service import member
from meetbot.standard.document import Evidence, Phase
from meetbot.texts import Texts
from meetbot.times import utc


@dataclass
class Hands:
    """``first`` is the day of the bookings, the meetings are on the next; the bookings' ids are known once they are made."""

    stage: Stage
    cast: Cast
    first: date
    booking_id: int = 0
    next_id: int = 0

    @property
    def texts(self) -> Texts:
        return self.stage.transcript.texts

    def _at(self, wall: str) -> datetime:
        """A time of the second day."""
        day = self.first + timedelta(days=1)
        return utc(datetime.combine(day, time.fromisoformat(wall)), self.stage.site.zone)

    def _member(self, who: User) -> Member:
        found = self.stage.look(lambda session: member(session, who.id))
        if found is None:
            raise StepMissing(f"{who.name} is not known")
        return found

    def _newest_booking(self, who: User) -> int:
        newest = self.stage.look(lambda session: _newest(session, self._member(who).id))
        if newest is None or newest in (self.booking_id, self.next_id):
            raise StepMissing(f"{who.name} booked nothing")
        return newest

    def _meeting(self) -> Meeting:
        return self.stage.look(lambda session: meeting(session, self.booking_id))

    def _checklist(self) -> Checklist:
        return self.stage.look(lambda session: checklist(session, self.booking_id, self.stage.now))

    def _open(self, phase: Phase) -> list[Entry]:
        return [each for each in self._checklist().entries if each.item.phase is phase and not each.state.is_done]

    async def _tick(self, wanted: Callable[[Entry], bool]) -> None:
        """Alan ticks every open item that is wanted, in the order of the list; what is in sight at once, one after the other."""
        self.stage.must(self._open_ones(wanted), "there is nothing to tick")
        while entries := self._open_ones(wanted):
            await self._find(entries[0])
            ticked = [entry for entry in entries if self._tap(entry)]
            await self.stage.settle()
            if self._checklist().entry(entries[0].item.key).state is not ItemState.TICKED:
                raise StepMissing(f"{entries[0].item.key} was not ticked ({len(ticked)} taps)")

    def _open_ones(self, wanted: Callable[[Entry], bool]) -> list[Entry]:
        return [each for each in self._checklist().entries if not each.state.is_done and wanted(each)]

    def _tap(self, entry: Entry) -> bool:
        """Whether the item is in sight and was tapped; counting takes two screens and is done when it is found."""
        stage, alan = self.stage, self.cast.alan
        if entry.item.evidence is Evidence.COUNT or not stage.has(alan, "ck.t", self.booking_id, ..., entry.item.key):
            return False
        stage.taps_now(alan, "ck.t", self.booking_id, ..., entry.item.key)
        return True

    async def _find(self, entry: Entry) -> None:
        """Turn to the item's tab where it is not in sight; count at once what is counted."""
        stage, alan = self.stage, self.cast.alan
        is_counted = entry.item.evidence is Evidence.COUNT
        button = "ck.i" if is_counted else "ck.t", self.booking_id, ..., entry.item.key
        for view in (View(entry.item.phase), View()):
            if not stage.has(alan, *button) and stage.has(alan, "ck.show", self.booking_id, view):
                await stage.presses(alan, "ck.show", self.booking_id, view)
        if is_counted:
            await stage.presses(alan, *button)
            await stage.presses(alan, "ck.n", self.booking_id)


def _newest(session: Session, person_id: int) -> int | None:
    rows = select(Booking.id).where(col(Booking.organiser_id) == person_id).order_by(col(Booking.id).desc())
    return session.exec(rows).first()
