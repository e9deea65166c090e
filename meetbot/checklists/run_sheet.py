"""The run sheet: open work over all rooms, the nearest deadline first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from meetbot.booking.meeting import Meeting
from meetbot.booking.models import Booking
from meetbot.checklists.taking import Taker
from meetbot.checklists.view import Checklist, Entry, checklists
from meetbot.people.members import Member
from meetbot.people.roles import STAFF

# A shift and the next morning; whoever plans further asks for more.
AHEAD = timedelta(hours=24)
# An inspection that was forgotten stays on the sheet for a day; the room stays "to inspect" until it is done.
BACKLOG = timedelta(hours=24)
# The longest booking that a site can allow (settings.Site.longest_booking_hours): bounds the index range that is read.
_LONGEST_MEETING = timedelta(days=31)


class Whose(StrEnum):
    """Whose work a meeting is, seen by the reader; the order in which sheets show them."""

    MINE = "mine"
    UNTAKEN = "untaken"
    OTHERS = "others"


@dataclass(frozen=True)
class Line:
    """One meeting on the run sheet, with what is left to do for it (never nothing)."""

    checklist: Checklist
    whose: Whose
    open: tuple[Entry, ...]
    deadline: datetime

    @property
    def meeting(self) -> Meeting:
        return self.checklist.meeting

    @property
    def takers(self) -> tuple[Taker, ...]:
        return self.checklist.takers

    @property
    def next(self) -> Entry:
        """What is to be done first."""
        return min(self.open, key=lambda entry: entry.calls_at)

    def is_overdue(self, now: datetime) -> bool:
        return self.deadline < now


def run_sheet(session: Session, member: Member, now: datetime, ahead: timedelta = AHEAD) -> list[Line]:
    """
    The open work of all meetings that start within ``ahead``, run, or ended within the last day, by deadline.

    Staff only: titles are on it (C6). Raises NotAllowed.
    """
    member.require(*STAFF)
    lines = (_line(each, member, now) for each in checklists(session, _within_reach(session, now, ahead)))
    return sorted(filter(None, lines), key=lambda line: (line.deadline, line.meeting.id))


def of(lines: Iterable[Line], whose: Whose) -> list[Line]:
    """The lines of one group, their order kept."""
    return [line for line in lines if line.whose is whose]


def _within_reach(session: Session, now: datetime, ahead: timedelta) -> list[int]:
    rows = select(Booking.id).where(
        # One that was cancelled while it ran is still cleared.
        or_(col(Booking.cancelled_at).is_(None), col(Booking.cancelled_at) > now - BACKLOG),
        col(Booking.starts_at) <= now + ahead,
        col(Booking.starts_at) > now - BACKLOG - _LONGEST_MEETING,
        col(Booking.ends_at) > now - BACKLOG,
    )
    return [id_ for id_ in session.exec(rows) if id_ is not None]


def _line(checklist: Checklist, member: Member, now: datetime) -> Line | None:
    left = checklist.open_entries(now)
    if not left:
        return None
    return Line(checklist, _whose(checklist.takers, member), left, min(entry.calls_at for entry in left))


def _whose(takers: tuple[Taker, ...], member: Member) -> Whose:
    if not takers:
        return Whose.UNTAKEN
    return Whose.MINE if any(taker.person_id == member.id for taker in takers) else Whose.OTHERS
