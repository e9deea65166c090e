"""Reads the facts of requests that somebody may have to be told of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.models import Booking
from meetbot.checklists.service import takers_of
from meetbot.reminders.facts import RequestFacts, Staff
from meetbot.reminders.rules.requests import CALL_HOLDS, REFUSAL_HOLDS
from meetbot.requests.models import AnswerKind, RequestStep, ServiceRequest
from meetbot.standard.service import standard_of

# Built once: building a statement takes longer than running it, and this runs in every pass.
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
            col(ServiceRequest.asked_at) > bindparam("asked_since", type_=UTCDateTime()),
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
    ids = [request.id for request, _ in rows]
    takers = takers_of(session, list({request.booking_id for request, _ in rows}))
    refusals = session.exec(
        select(RequestStep).where(col(RequestStep.request_id).in_(ids), RequestStep.step == AnswerKind.REFUSED)
    )
    refused = {step.request_id: (step.by, step.at) for step in refusals}
    return [
        RequestFacts(
            id=request.id,
            staff=staff,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            takers=tuple(taker.person_id for taker in takers.get(request.booking_id, ())),
            answer_minutes=standard_of(session, standard_id).values.answer_request_minutes,
            is_waiting=request.answered_at is None,
            refused=refused.get(request.id),
        )
        for request, standard_id in rows
        if request.id is not None
    ]
