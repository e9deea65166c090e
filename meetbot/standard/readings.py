"""Who has read what a version changes for them (X8): told when it is published, confirmed in one tap, asked once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from meetbot.people.members import Member
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.standard.errors import NoSuchStandard
from meetbot.standard.models import StandardReading, StandardVersion
from meetbot.standard.news import ClauseNews, concerning, news
from meetbot.standard.service import standard_with

Grants = Sequence[tuple[Role, datetime]]
_WITHOUT_TEXT = defer(col(StandardVersion.body))  # type: ignore[arg-type]


@dataclass(frozen=True)
class News:
    """What a version changes for one person since ``since``, the number of the version that they knew."""

    standard_id: int
    number: int
    since: int
    clauses: tuple[ClauseNews, ...]
    read_at: datetime | None

    @property
    def is_to_confirm(self) -> bool:
        return bool(self.clauses) and self.read_at is None


@dataclass(frozen=True)
class ReaderState:
    """One of those whom a version concerns, and when they confirmed that they have read it."""

    person_id: int
    name: str
    roles: tuple[Role, ...]
    read_at: datetime | None


def news_for(session: Session, standard_id: int, by: Member) -> News:
    """What the version changes for ``by``; nothing where they had no part in it yet when it came. Raises NoSuchStandard."""
    history = _history(session)
    grants = _grants(session, [by.id]).get(by.id, ())
    reader = _Reader(by.id, grants, _read_at(session, [by.id])[by.id])
    return _news(session, history, _of(history, standard_id), reader)


def everything_new(session: Session, standard_id: int) -> tuple[ClauseNews, ...]:
    """What the version changed against the one before it, whomever it concerns. Raises NoSuchStandard."""
    history = _history(session)
    version = _of(history, standard_id)
    earlier = [row for row in history if row.number < version.number]
    return _compared(session, earlier[-1], version) if earlier else ()


def confirm(session: Session, standard_id: int, by: Member, now: datetime) -> News:
    """``by`` has read it; once more changes nothing. Raises NoSuchStandard."""
    found = news_for(session, standard_id, by)
    if not found.is_to_confirm:
        return found
    session.add(StandardReading(standard_id=standard_id, person_id=by.id, read_at=now))
    session.flush()
    return replace(found, read_at=now)


def readers(session: Session, standard_id: int, by: Member) -> list[ReaderState]:
    """Everybody whom the version concerns, those who have not confirmed first. Raises NotAllowed, NoSuchStandard."""
    by.require(Role.ADMIN)
    return _readers(session, standard_id)


def asked_again_at(version: StandardVersion) -> datetime:
    """When those who have not confirmed it are asked once more: a day later where no working day was worked out."""
    return version.chased_from or version.published_at + timedelta(days=1)


def unread_by(session: Session, standard_id: int) -> tuple[int, ...]:
    """The ids of those whom the version concerns and who have not confirmed it. Raises NoSuchStandard."""
    return tuple(reader.person_id for reader in _readers(session, standard_id) if reader.read_at is None)


@dataclass(frozen=True)
class _Reader:
    """Somebody, their roles with since when they have each, and what they confirmed, by the version's id."""

    person_id: int
    grants: Grants
    read_at: Mapping[int, datetime]

    def knows(self, version: StandardVersion) -> datetime | None:
        """Since when they know it: they confirmed it, or published it themselves."""
        assert version.id is not None
        own = version.published_at if version.published_by == self.person_id else None
        return self.read_at.get(version.id) or own


def _readers(session: Session, standard_id: int) -> list[ReaderState]:
    history = _history(session)
    version = _of(history, standard_id)
    if version == history[0]:
        return []
    grants = _grants(session)
    read_at, names = _read_at(session, grants), _names(session, grants)
    found = []
    for person_id, theirs in grants.items():
        told = _news(session, history, version, _Reader(person_id, theirs, read_at[person_id]))
        if told.clauses:
            roles = tuple(role for role, _ in theirs)
            found.append(ReaderState(person_id, names[person_id], roles, told.read_at))
    return sorted(found, key=lambda reader: (reader.read_at is not None, reader.name, reader.person_id))


def _news(session: Session, history: Sequence[StandardVersion], version: StandardVersion, reader: _Reader) -> News:
    """Against the newest version that they know, else the one that they found when they began."""
    assert version.id is not None
    roles = frozenset(role for role, granted_at in reader.grants if granted_at <= version.published_at)
    earlier = [row for row in reversed(history) if row.number < version.number]
    if not earlier or not roles:
        return News(version.id, version.number, version.number, (), None)
    began = min(granted_at for _, granted_at in reader.grants)
    known = next((row for row in earlier if reader.knows(row) or row.published_at < began), earlier[-1])
    found = concerning(_compared(session, known, version), roles)
    return News(version.id, version.number, known.number, found, reader.knows(version))


def _history(session: Session) -> list[StandardVersion]:
    """Every version by its number; the texts are fetched where they have to be compared."""
    in_order = select(StandardVersion).order_by(col(StandardVersion.number), col(StandardVersion.id))
    return list(session.exec(in_order.options(_WITHOUT_TEXT)))


def _of(history: Sequence[StandardVersion], standard_id: int) -> StandardVersion:
    found = next((row for row in history if row.id == standard_id), None)
    if found is None:
        raise NoSuchStandard(standard_id)
    return found


# By the digests of the two texts, as in standard.service: the same two versions always differ in the same way.
_found: dict[tuple[str, str], tuple[ClauseNews, ...]] = {}


def _compared(session: Session, old: StandardVersion, new: StandardVersion) -> tuple[ClauseNews, ...]:
    digests = old.sha256, new.sha256
    if digests not in _found:
        assert old.id is not None
        assert new.id is not None
        before, after = standard_with(session, old.id, old.sha256), standard_with(session, new.id, new.sha256)
        _found[digests] = news(before, after)
    return _found[digests]


def _grants(session: Session, person_ids: Iterable[int] | None = None) -> dict[int, Grants]:
    """The roles of every active person, or of these, with since when they have each."""
    wanted = (
        select(RoleGrant.person_id, RoleGrant.role, RoleGrant.granted_at)
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(col(Person.deactivated_at).is_(None))
        .order_by(col(RoleGrant.person_id), col(RoleGrant.id))
    )
    if person_ids is not None:
        wanted = wanted.where(col(RoleGrant.person_id).in_(list(person_ids)))
    found: dict[int, Any] = defaultdict(list)
    for person_id, role, granted_at in session.exec(wanted):
        found[person_id].append((role, granted_at))
    return dict(found)


def _read_at(session: Session, person_ids: Iterable[int]) -> dict[int, dict[int, datetime]]:
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for row in session.exec(select(StandardReading).where(col(StandardReading.person_id).in_(list(person_ids)))):
        found[row.person_id][row.standard_id] = row.read_at
    return found


def _names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(person_ids))))
    return {id: name for id, name in rows if id is not None}
