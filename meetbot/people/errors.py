"""What can be wrong with people, roles, requests and invitations, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meetbot.errors import MeetbotError, NotAllowed
from meetbot.people.roles import Role


@dataclass(unsafe_hash=True)
class BadText(MeetbotError):
    """A name or the like that cannot be kept: ``length`` 0 when nothing readable is in it, else over ``limit``."""

    field: str
    length: int
    limit: int


@dataclass(unsafe_hash=True)
class BadPhone(MeetbotError):
    """A phone number with other signs than digits, spaces and + - ( ) . / # , or none of the usual length."""

    limit: int


@dataclass(unsafe_hash=True)
class UnknownLanguage(MeetbotError):
    """A language that meetbot does not speak."""

    language: str


@dataclass(unsafe_hash=True)
class AlreadyMember(MeetbotError):
    """Somebody asks for access who has it."""

    roles: frozenset[Role]


@dataclass(unsafe_hash=True)
class AlreadyDecided(MeetbotError):
    """Another decision came first: ``by`` is the admin's name, ``role`` none when it was declined."""

    by: str
    role: Role | None
    at: datetime


@dataclass(unsafe_hash=True)
class UnknownZone(MeetbotError):
    """No time zone of the IANA list is called so."""

    zone: str


@dataclass(unsafe_hash=True)
class InvitationUnknown(MeetbotError):
    """A token that was never given out, or was mistyped."""


@dataclass(unsafe_hash=True)
class InvitationExpired(MeetbotError):
    """The invitation was not used in time."""

    expired_at: datetime


@dataclass(unsafe_hash=True)
class InvitationUsed(MeetbotError):
    """Somebody else came in by this invitation, or it was used up before the person left."""

    used_at: datetime


@dataclass(unsafe_hash=True)
class LastAdmin(MeetbotError):
    """Without this person nobody could let anybody in."""

    name: str


@dataclass(unsafe_hash=True)
class NoAccess(NotAllowed):
    """Somebody without any role asks for something that members may: a stranger, a member who lost it, or who left."""

    is_member: bool = False
    left_at: datetime | None = None
