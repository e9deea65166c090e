"""Reads the facts of the version in force: whom it concerns and who has not confirmed that they have read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, String, cast, func, literal
from sqlalchemy import select as columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from meetbot.kept import fetch
from meetbot.people.models import Person, RoleGrant
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import StandardFacts
from meetbot.reminders.models import Sent
from meetbot.reminders.rules.standard import CHASE_HOLDS, NEWS_HOLDS
from meetbot.standard.models import StandardReading, StandardVersion
from meetbot.standard.readings import asked_again_at, unread_by
from meetbot.times import NEVER

_IN_ORDER = (
    col(StandardVersion.number).desc(),
    col(StandardVersion.published_at).desc(),
    col(StandardVersion.id).desc(),
)
# Built once: building a statement takes longer than running it, and this runs in every pass. Without the long text.
_NEWEST = (
    select(StandardVersion).order_by(*_IN_ORDER).limit(1).options(defer(col(StandardVersion.body)))  # type: ignore[arg-type]
)


def standard_facts(
    session: Session, _staff: Staff, now: datetime, standard_id: int | None = None
) -> list[StandardFacts]:
    """The version in force while somebody may still have to be told of it; nothing when it is not ``standard_id``."""
    version = session.exec(_NEWEST).first()
    if version is None or version.id is None or standard_id not in (None, version.id):
        return []
    chased_from = asked_again_at(version)
    if now >= max(version.published_at + NEWS_HOLDS, chased_from + CHASE_HOLDS):
        return []
    return [StandardFacts(version.id, version.published_at, chased_from, unread_by(session, version.id))]


def quiet_until(session: Session, now: datetime) -> datetime | None:
    """
    Until when nothing has to be sent about the version in force, as ``note_quiet`` found it; none where that is to be found out.

    For two weeks every pass would ask again which of three hundred people have not read it (20 ms), mostly to find nothing.
    """
    state, until = _quiet.get(session.get_bind().engine, (None, now))
    return until if until > now and state == _state(session) else None


def note_quiet(session: Session, next_at: datetime | None) -> None:
    """A pass found nothing to send before ``next_at`` (none: ever)."""
    _quiet[session.get_bind().engine] = (_state(session), next_at or NEVER)


# Of each database of this process: what the rows were, and until when nothing was to be sent. Harmless when emptied.
_quiet: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], datetime]] = WeakKeyDictionary()


def _state(session: Session) -> tuple[Any, ...]:
    """Differs as soon as a version, a role, a person's leaving, a confirmation or a claim about the version differs."""
    [row] = fetch(session, _STATE)
    return tuple(row)


_NEWEST_ID = columns(col(StandardVersion.id)).order_by(*_IN_ORDER).limit(1).scalar_subquery()
_ABOUT = literal("standard:", String) + cast(_NEWEST_ID, String)
_GRANTS = (
    columns(
        func.count().label("grants"),
        func.max(RoleGrant.id).label("last_grant"),
        func.max(RoleGrant.granted_at).label("granted_at"),
        func.sum(RoleGrant.person_id).label("people"),
    )
    .join_from(RoleGrant, Person, col(Person.id) == col(RoleGrant.person_id))
    .where(col(Person.deactivated_at).is_(None))
    .subquery()
)
_STATE = columns(
    _NEWEST_ID,
    _GRANTS,
    columns(func.count()).select_from(StandardReading).scalar_subquery(),
    columns(func.max(StandardReading.id)).scalar_subquery(),
    columns(func.count()).where(col(Sent.subject) == _ABOUT).scalar_subquery(),
    columns(func.count(col(Sent.outcome))).where(col(Sent.subject) == _ABOUT).scalar_subquery(),
)
