"""What can be wrong with a booking. Values only: a refusal never carries the other meeting's title (C6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from meetbot.errors import MeetbotError, NotAllowed, NotFound
from meetbot.standard.needs import Equipment


@dataclass(unsafe_hash=True)
class SlotTaken(MeetbotError):
    """Somebody else holds the room; the span is the other reservation's (set-up to clearing)."""

    room: str
    from_at: datetime
    until_at: datetime


@dataclass(unsafe_hash=True)
class RoomClosed(MeetbotError):
    """The room may not be used; ``until`` none: nobody knows until when."""

    room: str
    until: datetime | None


@dataclass(unsafe_hash=True)
class BuildingClosed(MeetbotError):
    """The event reaches outside the opening hours of a local day (none: closed all day). Asked once more, it is allowed."""

    day: date
    opens: time | None
    closes: time | None


@dataclass(unsafe_hash=True)
class RoomTooSmall(MeetbotError):
    """The layout with all that was asked for holds ``capacity`` people in this room."""

    room: str
    layout: str
    capacity: int
    heads: int


@dataclass(unsafe_hash=True)
class LacksEquipment(MeetbotError):
    """The room does not have all that was asked for."""

    room: str
    missing: tuple[Equipment, ...]


@dataclass(unsafe_hash=True)
class NoRoomFits(MeetbotError):
    """No room of the building is right, at whatever time; the largest that has the equipment holds ``largest``."""

    heads: int
    layout: str
    largest: int
    missing: tuple[Equipment, ...] = ()  # what no room has; empty when equipment is not the reason


@dataclass(unsafe_hash=True)
class NoRoomFree(MeetbotError):
    """There are rooms that fit, but none is free at that time."""

    starts_at: datetime
    ends_at: datetime


@dataclass(unsafe_hash=True)
class InThePast(MeetbotError):
    """The start has passed."""

    starts_at: datetime


@dataclass(unsafe_hash=True)
class EndBeforeStart(MeetbotError):
    """The end is not after the start."""

    starts_at: datetime
    ends_at: datetime


@dataclass(unsafe_hash=True)
class TooLong(MeetbotError):
    """Longer than the site's longest booking."""

    limit: timedelta


@dataclass(unsafe_hash=True)
class TooFarAhead(MeetbotError):
    """Starts later than the site lets people book; ``limit`` is the last moment to start."""

    limit: datetime


@dataclass(unsafe_hash=True)
class OffStep(MeetbotError):
    """Start or end is no multiple of the site's time step; ``nearest`` is one."""

    step: timedelta
    nearest: datetime


@dataclass(unsafe_hash=True)
class BadHeads(MeetbotError):
    """Nobody, or more people than any building holds."""

    heads: int
    limit: int


@dataclass(unsafe_hash=True)
class BadTitle(MeetbotError):
    """The title is longer than ``limit`` characters."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class BadBreak(MeetbotError):
    """A break outside the meeting, without length, or across another break; or the meeting is not running."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(unsafe_hash=True)
class UnknownMeetingType(MeetbotError):
    """The standard has no such meeting type."""

    meeting_type: str


@dataclass(unsafe_hash=True)
class LayoutNotOffered(MeetbotError):
    """The meeting type has other layouts (T2.2); an admin may choose it all the same."""

    meeting_type: str
    layout: str
    offered: tuple[str, ...]


@dataclass(unsafe_hash=True)
class UnknownRoom(NotFound):
    """No room that can be booked has this code."""

    room: str


@dataclass(unsafe_hash=True)
class UnknownBooking(NotFound):
    """No booking has this number."""

    booking_id: int


@dataclass(unsafe_hash=True)
class NotYourBooking(NotAllowed):
    """Somebody else's booking: says nothing about it."""


@dataclass(unsafe_hash=True)
class AlreadyCancelled(MeetbotError):
    """The booking was cancelled and cannot be changed."""

    booking_id: int


@dataclass(unsafe_hash=True)
class NotStarted(MeetbotError):
    """The meeting has not begun, so it cannot end or pause."""

    starts_at: datetime


@dataclass(unsafe_hash=True)
class AlreadyStarted(MeetbotError):
    """The meeting has begun: its start and its room cannot move any more."""

    starts_at: datetime


@dataclass(unsafe_hash=True)
class MeetingOver(MeetbotError):
    """The meeting is over and cannot be changed."""

    ended_at: datetime


@dataclass(unsafe_hash=True)
class NextBookingInTheWay(MeetbotError):
    """The next booking's set-up begins too soon; ``until`` is the latest end possible (the present end: not at all)."""

    room: str
    until: datetime


@dataclass(unsafe_hash=True)
class NotAnOrganiser(MeetbotError):
    """Bookings can pass only to an active person who may book."""

    person_id: int


@dataclass(unsafe_hash=True)
class ChangedMeanwhile(MeetbotError):
    """Somebody changed the booking after it was shown; ``changes`` are the entries of its history, the oldest first."""

    booking_id: int
    changes: tuple[int, ...]


@dataclass(unsafe_hash=True)
class NotForThem(NotAllowed):
    """``by`` may not book in this person's name: only colleagues of the own department, and only where the house allows it."""

    person_id: int


@dataclass(unsafe_hash=True)
class WordsTooLong(MeetbotError):
    """More words about a need than its place takes: a banner, a line of the checklist."""

    length: int
    limit: int


@dataclass(unsafe_hash=True)
class BadFlags(MeetbotError):
    """No number of flags, or more than anybody sets up."""

    most: int


@dataclass(unsafe_hash=True)
class TooMuchAudio(MeetbotError):
    """As many audio pieces as a meeting can have are there already."""

    most: int


@dataclass(unsafe_hash=True)
class TooManyMicrophones(MeetbotError):
    """Microphones at more places than a sound system takes."""

    most: int
