"""Giving and taking roles. Whoever gets a role is a member again; whoever leaves loses every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from meetbot.people.directory import member_of, members_with, person_row
from meetbot.people.errors import LastAdmin
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role


@dataclass(frozen=True)
class Newcomer:
    """Who comes in, in cleaned text."""

    telegram_id: int
    name: str
    department: str = ""
    language: str = "en"


def admit(session: Session, newcomer: Newcomer, role: Role, granted_by: int | None, now: datetime) -> Member:
    """The newcomer with this role; what a member has told about themselves stays as it is."""
    person = person_with(session, newcomer.telegram_id)
    if person is None:
        person = Person(telegram_id=newcomer.telegram_id, name=newcomer.name, joined_at=now)
    if person.id is None or person.deactivated_at is not None or not member_of(session, person).roles:
        person.name, person.language = newcomer.name, newcomer.language
        person.department = newcomer.department or person.department
    session.add(person)
    session.flush()
    return give(session, person, role, granted_by, now)


def grant_role(session: Session, person_id: int, role: Role, by: Member, now: datetime) -> Member:
    """The person with this role too; somebody who left is active again. Raises NotAllowed, NotFound."""
    by.require(Role.ADMIN)
    return give(session, person_row(session, person_id), role, by.id, now)


def take_role(session: Session, person_id: int, role: Role, by: Member) -> Member:
    """The person without this role. Raises NotAllowed, NotFound, LastAdmin."""
    by.require(Role.ADMIN)
    person = person_row(session, person_id)
    if role is Role.ADMIN:
        _keep_an_admin(session, person)
    session.exec(delete(RoleGrant).where(col(RoleGrant.person_id) == person_id, col(RoleGrant.role) == role))
    return member_of(session, person)


def deactivate(session: Session, person_id: int, by: Member, now: datetime) -> Member:
    """
    The person, who is no longer a member and has no roles. Raises NotAllowed, NotFound, LastAdmin.

    Only rows about people change: the caller hands over bookings and releases open work in the same transaction.
    """
    by.require(Role.ADMIN)
    person = person_row(session, person_id)
    _keep_an_admin(session, person)
    session.exec(delete(RoleGrant).where(col(RoleGrant.person_id) == person_id))
    person.deactivated_at = person.deactivated_at or now
    session.add(person)
    session.flush()
    return member_of(session, person)


def give(session: Session, person: Person, role: Role, granted_by: int | None, now: datetime) -> Member:
    """The person with this role too, active; a role they have already is not given again."""
    assert person.id is not None
    person.deactivated_at = None
    session.add(person)
    if role not in member_of(session, person).roles:
        session.add(RoleGrant(person_id=person.id, role=role, granted_by=granted_by, granted_at=now))
    session.flush()
    return member_of(session, person)


def person_with(session: Session, telegram_id: int) -> Person | None:
    """The row of this Telegram id, also of somebody who left."""
    return session.exec(select(Person).where(Person.telegram_id == telegram_id)).one_or_none()


def _keep_an_admin(session: Session, leaving: Person) -> None:
    if [admin.id for admin in members_with(session, Role.ADMIN)] == [leaving.id]:
        raise LastAdmin(leaving.name)
