"""Rows and values that tests need, with sensible defaults; a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Monday 23 November 2026, 10:00 in Shanghai.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """ "2026-11-24 14:00" on the wall clock of ``zone``, as a UTC moment."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone).astimezone(UTC)


def add_person(
    session: Session, name: str, *roles: Role, telegram_id: int, department: str = "", language: str = "en"
) -> Person:
    """A person with these roles, in the database."""
    person = Person(telegram_id=telegram_id, name=name, department=department, language=language, joined_at=NOW)
    session.add(person)
    session.flush()
    assert person.id is not None
    session.add_all(RoleGrant(person_id=person.id, role=role, granted_at=NOW) for role in roles)
    session.flush()
    return person
