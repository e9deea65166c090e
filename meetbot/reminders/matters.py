"""What the rules look at besides meetings: defects, finds, requests, calls, the standard, calendars, access, what did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.people.roles import Role
from meetbot.reminders.dues import subject
from meetbot.reminders.facts import Staff


@dataclass(frozen=True)
class DefectFacts:
    """A defect as the rules see it."""

    id: int
    staff: Staff
    reporter: int
    reported_at: datetime
    severity: str | None = None
    photos: tuple[tuple[int, int, datetime], ...] = ()  # id, added by, when
    assignment: tuple[int, int, int, datetime] | None = None  # id, to whom, by whom, when
    resolution: tuple[int, datetime] | None = None  # by whom, when

    @property
    def subject(self) -> str:
        return subject("defect", self.id)


@dataclass(frozen=True)
class MailFacts:
    """How the mail server does: mails of guests wait for it (``failing_since``), or it works again after the admins were told."""

    id: int
    staff: Staff
    outage: str  # its name: the claim of the first mail that it holds up
    failing_since: datetime | None = None
    waiting: int = 0
    reason: str = ""
    works_since: datetime | None = None
    told: tuple[int, ...] = ()

    @property
    def subject(self) -> str:
        return subject("mail", self.id)


@dataclass(frozen=True)
class FindFacts:
    """Something left behind as the rules see it."""

    id: int
    staff: Staff
    found_by: int
    found_at: datetime
    owners: tuple[int, ...] = ()  # to whom it goes: the organiser, else their department; nobody knows: empty
    photos: tuple[tuple[int, int, datetime], ...] = ()  # id, added by, when
    handed: tuple[int, datetime] | None = None  # who says so, when

    @property
    def subject(self) -> str:
        return subject("find", self.id)

    @property
    def told(self) -> tuple[int, ...]:
        """Those it goes to; the office where nobody knows."""
        return self.owners or self.staff.with_(Role.ADMIN)


@dataclass(frozen=True, kw_only=True)
class WaitingFacts:
    """What somebody asked for and others answer, as the rules see it."""

    id: int
    staff: Staff
    asked_by: int
    asked_at: datetime
    answer_minutes: int
    is_waiting: bool = True  # nobody has taken it, and nothing has closed it
    times_returned: int = 0  # how often it came back to the pool ...
    returned_at: datetime | None = None  # ... and when last

    @property
    def waits_since(self) -> datetime:
        return self.returned_at or self.asked_at

    @property
    def call(self) -> str:
        """Names the call: "1", and each time it came back the next."""
        return str(1 + self.times_returned)


@dataclass(frozen=True, kw_only=True)
class RequestFacts(WaitingFacts):
    """A request for service as the rules see it."""

    takers: tuple[int, ...]  # who took the meeting
    refused: tuple[int, datetime] | None = None  # by whom, when
    withdrawn: tuple[int, int, datetime] | None = None  # who was on the way, who withdrew it, when

    @property
    def subject(self) -> str:
        return subject("request", self.id)

    @property
    def at_work(self) -> tuple[int, ...]:
        """Who serves the meeting; as long as nobody took it, everyone on shift."""
        return self.takers or self.staff.on_shift


@dataclass(frozen=True, kw_only=True)
class CleaningFacts(WaitingFacts):
    """A call for cleaners as the rules see it."""

    @property
    def subject(self) -> str:
        return subject("cleaning", self.id)


@dataclass(frozen=True)
class StandardFacts:
    """The version of the standard in force as the rules see it."""

    id: int
    published_at: datetime
    chased_from: datetime
    unread_by: tuple[int, ...]  # whom it concerns and who have not confirmed that they have read it

    @property
    def subject(self) -> str:
        return subject("standard", self.id)


@dataclass(frozen=True)
class ProposalFacts:
    """A proposal to change a clause as the rules see it."""

    id: int
    staff: Staff
    made_by: int
    made_at: datetime
    answered: tuple[int, datetime] | None = None  # by whom, when

    @property
    def subject(self) -> str:
        return subject("proposal", self.id)


@dataclass(frozen=True)
class SubscriptionFacts:
    """A calendar that a room follows and that failed several times in a row; ``failing_since`` none: it does not."""

    id: int
    staff: Staff
    looked_at: datetime
    failing_since: datetime | None = None

    @property
    def subject(self) -> str:
        return subject("subscription", self.id)


@dataclass(frozen=True)
class CalendarClashFacts:
    """Busy time that came from a calendar of others (``id`` of its date) and meets a booking; ``is_followed``: by itself."""

    id: int
    staff: Staff
    booking_id: int
    organiser: int
    is_followed: bool
    known_at: datetime
    booking_ends_at: datetime

    @property
    def subject(self) -> str:
        return subject("imported", self.id)


@dataclass(frozen=True)
class GivenUpFacts:
    """Something that somebody did in the chat and that was never answered; ``person_id`` none: nobody knows them."""

    id: int
    staff: Staff
    kind: str  # inbox.service.Kind
    sent_at: datetime
    given_up_at: datetime
    person_id: int | None = None

    @property
    def subject(self) -> str:
        return subject("update", self.id)


@dataclass(frozen=True)
class AccessFacts:
    """A request for access as the rules see it. ``person_id``: the row that granting it made, or that was there before."""

    id: int
    staff: Staff
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by: int | None = None
    granted: Role | None = None
    person_id: int | None = None

    @property
    def subject(self) -> str:
        return subject("access", self.id)


@dataclass(frozen=True)
class FailureFacts:
    """The messages about one subject that did not reach one person; ``rule`` and ``at`` are the first one's."""

    subject: str
    staff: Staff
    person_id: int
    rule: str
    reason: str
    at: datetime
