"""Reads the facts of proposals that somebody may have to be told of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import ProposalFacts
from meetbot.reminders.rules.proposals import ANSWER_HOLDS, MADE_HOLDS
from meetbot.standard.models import ClauseProposal

# Built once: building a statement takes longer than running it, and this runs in every pass.
_RECENT = (
    select(ClauseProposal)
    .where(
        or_(
            col(ClauseProposal.answered_at).is_(None),
            col(ClauseProposal.answered_at) > bindparam("since", type_=UTCDateTime()),
        ),
        col(ClauseProposal.made_at) > bindparam("made_since", type_=UTCDateTime()),
    )
    .order_by(col(ClauseProposal.id))
)


def proposal_facts(
    session: Session, staff: Staff, now: datetime, proposal_id: int | None = None
) -> list[ProposalFacts]:
    """The proposals that wait for an answer or had one lately; or this one."""
    if proposal_id is None:
        rows = session.exec(_RECENT, params={"since": now - ANSWER_HOLDS, "made_since": now - 2 * MADE_HOLDS}).all()
    else:
        rows = session.exec(select(ClauseProposal).where(ClauseProposal.id == proposal_id)).all()
    return [
        ProposalFacts(
            id=row.id,
            staff=staff,
            made_by=row.made_by,
            made_at=row.made_at,
            answered=(row.answered_by, row.answered_at) if row.answered_by and row.answered_at else None,
        )
        for row in rows
        if row.id is not None
    ]
