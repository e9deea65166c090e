"""Reads the facts of the version in force: whom it concerns and who has not confirmed that they have read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from meetbot.reminders.facts import Staff, StandardFacts
from meetbot.reminders.rules.standard import CHASE_HOLDS, NEWS_HOLDS
from meetbot.standard.models import StandardVersion
from meetbot.standard.readings import asked_again_at, unread_by

# Built once: building a statement takes longer than running it, and this runs in every pass. Without the long text.
_NEWEST = (
    select(StandardVersion)
    .order_by(
        col(StandardVersion.number).desc(), col(StandardVersion.published_at).desc(), col(StandardVersion.id).desc()
    )
    .limit(1)
    .options(defer(col(StandardVersion.body)))  # type: ignore[arg-type]
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
