"""Reads the facts of defects: of those that somebody may have to be told of, and of those that threaten a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.meeting import Meeting
from meetbot.defects.models import Defect, DefectAssignment, DefectGrade, DefectPhoto, Resolution
from meetbot.defects.service import threats
from meetbot.kept import fetch
from meetbot.reminders.facts import Mended, Staff, Threat
from meetbot.reminders.matters import DefectFacts
from meetbot.reminders.models import Sent, SentOutcome
from meetbot.reminders.rules.defects import NEWS_HOLDS
from meetbot.reminders.rules.threats import RULE as THREAT

# Built once: building a statement takes longer than running it, and these run in every pass.
_RECENT = (
    select(Defect)
    .where(or_(col(Defect.resolved_at).is_(None), col(Defect.resolved_at) > bindparam("since", type_=UTCDateTime())))
    .order_by(col(Defect.id))
)
_ANY_OPEN = select(Defect.id).where(col(Defect.resolved_at).is_(None)).limit(1)


def defect_facts(session: Session, staff: Staff, now: datetime, defect_id: int | None = None) -> list[DefectFacts]:
    """The defects that are open or were resolved lately; or this one."""
    if defect_id is None:
        defects = session.exec(_RECENT, params={"since": now - NEWS_HOLDS}).all()
    else:
        defects = session.exec(select(Defect).where(Defect.id == defect_id)).all()
    if not defects:
        return []
    ids = [defect.id for defect in defects if defect.id is not None]
    photos, grades = _photos(session, ids), _grades(session, ids)
    assignments, resolutions = _assignments(session, ids), _resolutions(session, ids)
    return [
        DefectFacts(
            id=id,
            staff=staff,
            reporter=defect.reporter_id,
            reported_at=defect.reported_at,
            severity=grades.get(id),
            photos=tuple(photos[id]),
            assignment=assignments.get(id),
            resolution=resolutions.get(id),
        )
        for id, defect in zip(ids, defects, strict=True)
    ]


def threats_to(session: Session, meeting: Meeting) -> tuple[Threat, ...]:
    """The open defects that are in the meeting's way."""
    return tuple(
        Threat(defect.id, defect.reporter_id, defect.reported_at)
        for defect in threats(session, meeting.booking)
        if defect.id is not None
    )


def is_any_open(session: Session) -> bool:
    """Whether there is an open defect at all: in a house in order nothing more is asked."""
    return bool(fetch(session, _ANY_OPEN))


def mended_since(session: Session, past: Sequence[Sent]) -> tuple[Mended, ...]:
    """The resolved ones among the defects whose threat to a meeting was told; ``past`` are the claims on its booking."""
    warned: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for row in past:
        if row.rule == THREAT and row.outcome is SentOutcome.DELIVERED:
            warned[int(row.occurrence.rpartition(".")[2])] += (row.recipient_id,)
    if not warned:
        return ()
    rows = session.exec(
        select(Resolution, Defect.reporter_id)
        .join(Defect, col(Defect.id) == Resolution.defect_id)
        .where(col(Defect.id).in_(warned))
        .order_by(col(Defect.id))
    )
    return tuple(
        Mended(row.defect_id, reporter, row.by, row.at, tuple(dict.fromkeys(warned[row.defect_id])))
        for row, reporter in rows
    )


def _photos(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, int, datetime]]]:
    found: dict[int, list[tuple[int, int, datetime]]] = defaultdict(list)
    rows = session.exec(select(DefectPhoto).where(col(DefectPhoto.defect_id).in_(ids)).order_by(col(DefectPhoto.id)))
    for row in rows:
        assert row.id is not None
        found[row.defect_id].append((row.id, row.added_by, row.added_at))
    return found


def _grades(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.exec(select(DefectGrade).where(col(DefectGrade.defect_id).in_(ids)).order_by(col(DefectGrade.id)))
    return {row.defect_id: row.severity.value for row in rows}  # the newest counts


def _assignments(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int, int, datetime]]:
    """The newest of each defect; one without a person returned it to the pool."""
    rows = session.exec(
        select(DefectAssignment).where(col(DefectAssignment.defect_id).in_(ids)).order_by(col(DefectAssignment.id))
    )
    newest = {row.defect_id: row for row in rows}
    return {
        id: (row.id, row.person_id, row.by, row.at)
        for id, row in newest.items()
        if row.id is not None and row.person_id is not None
    }


def _resolutions(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    rows = session.exec(select(Resolution).where(col(Resolution.defect_id).in_(ids)))
    return {row.defect_id: (row.by, row.at) for row in rows}
