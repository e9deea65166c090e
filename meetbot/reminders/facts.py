"""
What the rules look at: facts of one subject, read once and frozen, so that two rules cannot see different states.

Here are the staff and the meetings; ``matters`` has every other subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetbot.booking.meeting import Meeting
from meetbot.checklists.items import Item
from meetbot.checklists.view import is_left_to_clear
from meetbot.people.roles import Role
from meetbot.reminders.asking import Asking
from meetbot.reminders.dues import subject


@dataclass(frozen=True)
class Staff:
    """The active people of each role, by id, and when they are asked what can wait."""

    by_role: Mapping[Role, tuple[int, ...]]
    asking: Asking = Asking()  # noqa: RUF009 - frozen

    def with_(self, *roles: Role) -> tuple[int, ...]:
        """The ids of those who have any of ``roles``, each once."""
        return tuple(dict.fromkeys(id for role in roles for id in self.by_role.get(role, ())))

    @property
    def on_shift(self) -> tuple[int, ...]:
        """Who is called when nobody took a meeting. Without shifts: every attendant."""
        return self.with_(Role.ATTENDANT)

    @property
    def in_charge(self) -> tuple[int, ...]:
        """The supervisors; the admins where there are none, so that an escalation always reaches somebody."""
        return self.with_(Role.SUPERVISOR) or self.with_(Role.ADMIN)


@dataclass(frozen=True)
class Change:
    """What somebody did to a booking."""

    id: int
    verb: str
    by: int | None
    at: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    together_with: int | None = None  # the booking with whose change it is told, where many were changed at once


@dataclass(frozen=True)
class Work:
    """An item of the meeting's checklist and how it stands. ``snoozes`` counts how often a round was put off."""

    item: Item
    is_done: bool
    snoozes: int = 0
    snoozed_until: datetime | None = None


@dataclass(frozen=True)
class Missed:
    """Rounds of a meeting that were given up together ``at`` this moment: due ``since`` .. ``until``, ``last`` the last one's name."""

    at: datetime
    count: int
    since: datetime
    until: datetime
    last: str


@dataclass(frozen=True)
class Threat:
    """An open defect of the meeting's room whose thing the meeting needs."""

    defect_id: int
    reported_by: int
    reported_at: datetime


@dataclass(frozen=True)
class Mended:
    """A defect that threatened the meeting and is resolved; ``warned`` are those who had been told of the threat."""

    defect_id: int
    reported_by: int
    resolved_by: int
    resolved_at: datetime
    warned: tuple[int, ...]


@dataclass(frozen=True)
class SeriesFacts:
    """A series as its guests see it. ``edition`` changes with whatever they would see; ``ends_at``: of its last date."""

    id: int
    edition: str
    changed_at: datetime
    ends_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True)
class GuestFacts:
    """
    Somebody invited by mail, and how far mail to them got.

    ``is_reached``: an invitation went out, or is on its way. ``failures``: occurrence and moment of each mail given up.
    ``series``: they are invited to the whole of it; told on its first date.
    """

    id: int
    added_at: datetime
    removed_at: datetime | None = None
    is_reached: bool = False
    failures: tuple[tuple[str, datetime], ...] = ()
    series: SeriesFacts | None = None


@dataclass(frozen=True)
class BookingFacts:
    """A booking as the rules see it."""

    meeting: Meeting
    staff: Staff
    taken: Mapping[int, datetime]  # who took it, and since when
    given_back: tuple[int, ...]  # who had taken it and gave it back, in order of time
    free_since: datetime  # since when it is told and nobody has it (a moment of the past where somebody has)
    changes: tuple[Change, ...]  # by time
    work: tuple[Work, ...]  # in checklist order, rounds among them
    threats: tuple[Threat, ...] = ()
    mended: tuple[Mended, ...] = ()
    names_step: str = ""  # what is to be done next about nameplates (nameplates.progress.Step); none are wanted: ""
    setup_short_by: int = 0  # minutes missing because a neighbour changed after the set-up time was fixed
    guests: tuple[GuestFacts, ...] = ()  # those taken off among them
    missed: tuple[Missed, ...] = ()

    @property
    def subject(self) -> str:
        return subject("booking", self.meeting.id)

    @property
    def organiser(self) -> int:
        return self.meeting.booking.organiser_id

    @property
    def schedule(self) -> int:
        return self.meeting.booking.schedule

    @property
    def takers(self) -> tuple[int, ...]:
        return tuple(self.taken)

    @property
    def is_to_clear(self) -> bool:
        """Whether it was cancelled and its room is still to be left in order."""
        return is_left_to_clear(self.meeting, (work.item for work in self.work if work.is_done))

    @property
    def told_by(self) -> int | None:
        """Who made the booking, or has moved it to the time that it is at now."""
        booking = self.meeting.booking
        moves = (change.by for change in self.changes if change.verb == "move" and change.at == booking.told_at)
        return next(moves, booking.made_by)

    @property
    def at_work(self) -> tuple[int, ...]:
        """Who does the work: those who took the meeting; as long as nobody did, everyone on shift."""
        return self.takers or self.staff.on_shift
