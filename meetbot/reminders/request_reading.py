"""Reads the facts of requests that somebody may have to be told of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.models import Booking
from meetbot.checklists.service import takers_of
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import RequestFacts
from meetbot.reminders.rules.requests import CALL_HOLDS, REFUSAL_HOLDS
from meetbot.requests.models import AnswerKind, RequestStep, ServiceRequest
from meetbot.requests.pool import times_returned
from meetbot.standard.service import standard_of

# Built once: building a statement takes longer than running it, and this runs in every pass.
_SINCE: BindParameter[Any] = bindparam("asked_since", type_=UTCDateTime())
# What was asked for a meeting that was cancelled since, nobody waits for.
_REQUESTS = (
    select(ServiceRequest, Booking.standard_id)
    .join(Booking, col(Booking.id) == ServiceRequest.booking_id)
    .where(col(Booking.cancelled_at).is_(None))
)
_RECENT = _REQUESTS.where(
    or_(
        and_(
            col(ServiceRequest.closed_at).is_(None),
            or_(col(ServiceRequest.asked_at) > _SINCE, col(ServiceRequest.returned_at) > _SINCE),
        ),
        col(ServiceRequest.closed_at) > bindparam("closed_since", type_=UTCDateTime()),
    )
).order_by(col(ServiceRequest.id))


def request_facts(session: Session, staff: Staff, now: datetime, request_id: int | None = None) -> list[RequestFacts]:
    """The requests that wait for an answer or were refused lately; or this one."""
    if request_id is None:
        recent = {"asked_since": now - 2 * CALL_HOLDS, "closed_since": now - REFUSAL_HOLDS}
        rows = session.exec(_RECENT, params=recent).all()
    else:
        rows = session.exec(_REQUESTS.where(col(ServiceRequest.id) == request_id)).all()
    if not rows:
        return []
    ids = [request.id for request, _ in rows if request.id is not None]
    takers = takers_of(session, list({request.booking_id for request, _ in rows}))
    steps, returned = _steps(session, ids), times_returned(session, ids, are_calls=False)
    return [
        RequestFacts(
            id=request.id,
            staff=staff,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            takers=tuple(taker.person_id for taker in takers.get(request.booking_id, ())),
            answer_minutes=standard_of(session, standard_id).values.answer_request_minutes,
            is_waiting=request.closed_at is None and AnswerKind.TAKEN not in steps[request.id],
            times_returned=returned.get(request.id, 0),
            returned_at=request.returned_at,
            refused=steps[request.id].get(AnswerKind.REFUSED),
            withdrawn=_withdrawn(steps[request.id]),
        )
        for request, standard_id in rows
        if request.id is not None
    ]


Steps = dict[AnswerKind, tuple[int, datetime]]


def _steps(session: Session, ids: Sequence[int]) -> dict[int, Steps]:
    """By request what was answered: by whom, when."""
    found: dict[int, Steps] = defaultdict(dict)
    for step in session.exec(select(RequestStep).where(col(RequestStep.request_id).in_(ids))):
        found[step.request_id][step.step] = step.by, step.at
    return found


def _withdrawn(steps: Steps) -> tuple[int, int, datetime] | None:
    """Who was on the way, who withdrew it, when."""
    if AnswerKind.TAKEN not in steps or AnswerKind.WITHDRAWN not in steps:
        return None
    return steps[AnswerKind.TAKEN][0], *steps[AnswerKind.WITHDRAWN]
