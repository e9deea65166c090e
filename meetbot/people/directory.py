"""Who is there: members by their Telegram id, by role, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select

from meetbot.errors import NotFound
from meetbot.kept import fetch
from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.texts import one_line

# Built once: this runs before every press, and building it takes longer than running it.
_ROWS = (
    select(  # type: ignore[call-overload]  # sqlmodel types up to four columns
        Person.id,
        Person.telegram_id,
        Person.name,
        Person.department,
        Person.phone,
        Person.language,
        Person.zone,
        Person.unreachable_since,
        RoleGrant.role,
    )
    .select_from(Person)
    .outerjoin(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
    .where(col(Person.deactivated_at).is_(None))
)
_BY_TELEGRAM_ID = _ROWS.where(col(Person.telegram_id) == bindparam("telegram_id"))


@dataclass(frozen=True)
class Profile:
    """A member, or somebody who was one, with what only admins see."""

    member: Member
    joined_at: datetime
    deactivated_at: datetime | None
    unreachable_since: datetime | None

    @property
    def is_forgotten(self) -> bool:
        """Whether nobody can tell any more who it was: they have no chat."""
        return self.member.telegram_id < 0


def member(session: Session, telegram_id: int) -> Member | None:
    """The active person with this Telegram id; none for strangers and for those who left."""
    rows = fetch(session, _BY_TELEGRAM_ID, telegram_id=telegram_id)
    return _member(rows) if rows else None


def former(session: Session, telegram_id: int) -> Profile | None:
    """Who left, by the Telegram id they had; none for members, for strangers and for who was forgotten."""
    statement = select(Person).where(Person.telegram_id == telegram_id, col(Person.deactivated_at).is_not(None))
    row = session.exec(statement).one_or_none()
    return None if row is None else _profile(session, row)


def members(session: Session, person_ids: Iterable[int]) -> dict[int, Member]:
    """The active ones among these persons, by person id."""
    return {found.id: found for found in _members(session, col(Person.id).in_(list(person_ids)))}


def members_with(session: Session, *roles: Role) -> list[Member]:
    """Every active person with any of these roles, by name."""
    holders = select(RoleGrant.person_id).where(col(RoleGrant.role).in_(roles))
    return _members(session, col(Person.id).in_(holders))


def people(session: Session) -> list[Member]:
    """Every active person, by name."""
    return _members(session)


def matching(found: Iterable[Member], words: str) -> list[Member]:
    """Those of ``found`` whose name or department contains every word; those whose name begins so come first."""
    # In Python, because SQLite's LIKE knows upper and lower case of ASCII only; a house has hundreds of people, not millions.
    wanted = one_line(words).casefold()
    chosen = [each for each in found if _matches(each, wanted.split())]
    return sorted(chosen, key=lambda each: not each.name.casefold().startswith(wanted))


def profile(session: Session, person_id: int) -> Profile:
    """Everything about one person, also of one who left. Raises NotFound."""
    return _profile(session, person_row(session, person_id))


def names(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these persons, also of those who left, by person id."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted))) if wanted else ()
    return {person_id: name for person_id, name in rows if person_id is not None}


def person_row(session: Session, person_id: int) -> Person:
    """The row, also of somebody who left. Raises NotFound."""
    row = session.get(Person, person_id)
    if row is None:
        raise NotFound
    return row


def member_of(session: Session, person: Person) -> Member:
    """The person of a row with the roles they have now."""
    assert person.id is not None
    roles = session.exec(select(col(RoleGrant.role)).where(RoleGrant.person_id == person.id))
    return Member(
        person.id,
        person.telegram_id,
        person.name,
        person.department,
        person.phone,
        person.language,
        frozenset(roles),
        person.zone,
        is_reachable=person.unreachable_since is None,
    )


def _profile(session: Session, row: Person) -> Profile:
    return Profile(member_of(session, row), row.joined_at, row.deactivated_at, row.unreachable_since)


def _matches(member: Member, words: Collection[str]) -> bool:
    text = f"{member.name} {member.department}".casefold()
    return all(word in text for word in words)


def _members(session: Session, *conditions: ColumnElement[bool]) -> list[Member]:
    rows = session.connection().execute(_ROWS.where(*conditions).order_by(col(Person.name), col(Person.id)))
    return [_member(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]


def _member(rows: Sequence[Sequence[Any]]) -> Member:
    """The person of these rows, one row a role (one without a role when they have none)."""
    person_id, telegram_id, name, department, phone, language, zone, unreachable_since, _ = rows[0]
    roles = frozenset(role for *_, role in rows if role is not None)
    return Member(
        person_id, telegram_id, name, department, phone, language, roles, zone, is_reachable=unreachable_since is None
    )
