"""What an event of a foreign calendar says, as plain values. Texts are cleaned to one line; addresses are in small letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from meetbot.booking.incoming.repeating import Rule


class Doubt(StrEnum):
    """Something was read, and a person should look at it."""

    UNKNOWN_ZONE = "unknown_zone"  # the times were taken as the building's
    NO_ZONE = "no_zone"  # "floating": the same wall time wherever one is
    CUT = "cut"  # a text was longer than is kept


class Why(StrEnum):
    """Why an event could not be read."""

    NO_UID = "no_uid"
    NO_START = "no_start"
    BAD_TIME = "bad_time"
    NO_LENGTH = "no_length"
    TOO_LONG = "too_long"
    RULE = "rule"  # it repeats in a way that we do not follow
    TOO_MANY_DATES = "too_many_dates"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is invited; ``partstat`` as in the file ("ACCEPTED", "DECLINED", "TENTATIVE", ...), in capitals."""

    address: str
    name: str
    partstat: str
    sent_by: str = ""


@dataclass(frozen=True)
class Event:
    """
    A VEVENT. ``start`` and ``end`` are UTC moments (none in a REPLY that names no time), ``wall`` is the start on the
    clock of ``zone``. An all-day event lasts from midnight to midnight there.
    """

    uid: str
    sequence: int
    stamp: datetime | None
    summary: str
    location: str
    comment: str
    organizer: str
    attendees: tuple[Attendee, ...]
    is_cancelled: bool
    is_free: bool
    is_all_day: bool
    start: datetime | None
    end: datetime | None
    wall: datetime | None
    zone: tzinfo
    recurrence_id: datetime | None = None
    rule: Rule | None = None
    more_dates: tuple[datetime, ...] = ()
    except_dates: frozenset[datetime] = frozenset()
    doubts: frozenset[Doubt] = frozenset()


@dataclass(frozen=True)
class Unread:
    """An event that was passed over, and why; ``summary`` may be empty."""

    summary: str
    why: Why


@dataclass(frozen=True)
class Incoming:
    """A calendar that somebody else made; ``method`` in capitals, empty without one."""

    method: str
    name: str
    charset: str
    events: tuple[Event, ...]
    unread: tuple[Unread, ...]
