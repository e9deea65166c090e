"""The door of this feature: what the rest may ask of people. Members are read here; roles change here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import available_timezones

from sqlmodel import Session

from meetbot.people.access import (
    access_request,
    ask_access,
    decline_access,
    grant_access,
    open_request_of,
    open_requests,
)
from meetbot.people.directory import (
    Profile,
    former,
    matching,
    member,
    member_of,
    members,
    members_with,
    names,
    people,
    person_row,
    profile,
)
from meetbot.people.errors import UnknownLanguage, UnknownZone
from meetbot.people.grants import Newcomer, admit, deactivate, grant_role, person_with, take_role
from meetbot.people.invitations import accept_invitation, invite
from meetbot.people.members import Member
from meetbot.people.models import Person
from meetbot.people.names import department_name, person_name, phone_number, profile_name
from meetbot.people.roles import Role
from meetbot.texts import LANGUAGES

__all__ = [
    "Member",
    "Profile",
    "accept_invitation",
    "access_request",
    "ask_access",
    "deactivate",
    "decline_access",
    "ensure_admins",
    "former",
    "grant_access",
    "grant_role",
    "invite",
    "mark_reachable",
    "mark_unreachable",
    "matching",
    "member",
    "members",
    "members_with",
    "move",
    "names",
    "open_request_of",
    "open_requests",
    "people",
    "profile",
    "set_department",
    "set_language",
    "set_name",
    "set_phone",
    "set_zone",
    "take_role",
]

# Stands for the name of an admin from the settings until they write for the first time.
UNNAMED_ADMIN = "Admin"


def ensure_admins(
    session: Session, telegram_ids: Iterable[int], now: datetime, name: str = "", language: str = ""
) -> list[Member]:
    """
    The persons of the settings' first admins; those unknown so far get the role of admin.

    Somebody known keeps the roles they have: what admins decided in chat outlives a restart. ``name`` and ``language``
    are those of a profile, where the caller knows them, and replace the placeholder.
    """
    return [_ensure_admin(session, telegram_id, now, name, language) for telegram_id in telegram_ids]


def _ensure_admin(session: Session, telegram_id: int, now: datetime, name: str, language: str) -> Member:
    shown = profile_name(name, telegram_id) if name else UNNAMED_ADMIN
    person = person_with(session, telegram_id)
    if person is None:
        return admit(session, Newcomer(telegram_id, shown, language=language or "en"), Role.ADMIN, None, now)
    if person.name == UNNAMED_ADMIN and name:
        person.name, person.language = shown, language or person.language
    return _saved(session, person)


def set_name(session: Session, person_id: int, name: str) -> Member:
    """The person under this name. Raises BadText, NotFound."""
    person = person_row(session, person_id)
    person.name = person_name(name)
    return _saved(session, person)


def set_department(session: Session, person_id: int, department: str) -> Member:
    """The person in this department. Raises BadText, NotFound."""
    person = person_row(session, person_id)
    person.department = department_name(department)
    return _saved(session, person)


def set_phone(session: Session, person_id: int, phone: str) -> Member:
    """The person with this number; "" takes it away. Raises BadPhone, NotFound."""
    person = person_row(session, person_id)
    person.phone = phone_number(phone)
    return _saved(session, person)


def set_language(session: Session, person_id: int, language: str) -> Member:
    """The person, spoken to in this language from now on. Raises UnknownLanguage, NotFound."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language)
    person = person_row(session, person_id)
    person.language = language
    return _saved(session, person)


def set_zone(session: Session, person_id: int, zone: str | None) -> Member:
    """The person, told the times of this zone (IANA name) too from now on; none: of the house only. Raises UnknownZone, NotFound."""
    if zone is not None and zone not in available_timezones():
        raise UnknownZone(zone)
    person = person_row(session, person_id)
    person.zone = zone
    return _saved(session, person)


def mark_unreachable(session: Session, person_id: int, now: datetime) -> Member:
    """The person, whom no message reaches since ``now`` or since it was first seen. Raises NotFound."""
    person = person_row(session, person_id)
    person.unreachable_since = person.unreachable_since or now
    return _saved(session, person)


def mark_reachable(session: Session, person_id: int) -> Member:
    """The person, whom messages reach again. Raises NotFound."""
    person = person_row(session, person_id)
    person.unreachable_since = None
    return _saved(session, person)


def move(session: Session, telegram_id: int, new_id: int) -> None:
    """Whoever is reached in this chat is reached in the new one from now on, unless somebody else is."""
    person = person_with(session, telegram_id)
    if person is not None and person_with(session, new_id) is None:
        person.telegram_id = new_id
        _saved(session, person)


def _saved(session: Session, person: Person) -> Member:
    session.add(person)
    session.flush()
    return member_of(session, person)
