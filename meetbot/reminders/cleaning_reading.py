"""Reads the facts of calls for cleaners that nobody has answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.standards import current_standard
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import CleaningFacts
from meetbot.reminders.rules.cleaning import CALL_HOLDS
from meetbot.requests.models import CleanerCall
from meetbot.requests.pool import times_returned

# Built once: building a statement takes longer than running it, and this runs in every pass.
_SINCE: BindParameter[Any] = bindparam("since", type_=UTCDateTime())
_WAITING = (
    select(CleanerCall)
    .where(
        col(CleanerCall.done_at).is_(None),
        col(CleanerCall.taken_at).is_(None),
        or_(col(CleanerCall.called_at) > _SINCE, col(CleanerCall.returned_at) > _SINCE),
    )
    .order_by(col(CleanerCall.id))
)


def cleaning_facts(session: Session, staff: Staff, now: datetime, call_id: int | None = None) -> list[CleaningFacts]:
    """The calls that nobody has taken; or this one."""
    if call_id is None:
        rows = list(session.exec(_WAITING, params={"since": now - CALL_HOLDS}))
    else:
        rows = list(session.exec(select(CleanerCall).where(CleanerCall.id == call_id)))
    if not rows:
        return []
    minutes = current_standard(session).standard.values.answer_cleaners_minutes
    returned = times_returned(session, [row.id for row in rows if row.id is not None], are_calls=True)
    return [
        CleaningFacts(
            id=row.id,
            staff=staff,
            asked_by=row.called_by,
            asked_at=row.called_at,
            answer_minutes=minutes,
            is_waiting=row.taken_at is None and row.done_at is None,
            times_returned=returned.get(row.id, 0),
            returned_at=row.returned_at,
        )
        for row in rows
        if row.id is not None
    ]
