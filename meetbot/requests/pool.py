"""
Back to the pool: what somebody took and does not do after all waits for an answer again, and is called anew.

Of what they took stays that they had taken it, and when they gave it back (``GiveBack``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from meetbot.errors import NotAllowed
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.requests import cleaning
from meetbot.requests.cleaning import OPEN_FOR, CallView
from meetbot.requests.models import AnswerKind, CleanerCall, GiveBack, RequestStep, ServiceRequest
from meetbot.requests.views import REQUEST_HOLDS, RequestView, seen_by, view


def give_back_request(session: Session, request_id: int, by: Member, now: datetime) -> RequestView:
    """It waits again, says who took it or is in charge; nothing where nobody has it. Raises NotFound, NotAllowed."""
    found = seen_by(session, request_id, by)
    if found.is_open and found.taken is not None:
        _check_may_return(by, found.taken.by)
        _return_requests(session, _steps_of(session, [request_id]), now)
    return view(session, request_id)


def give_back_call(session: Session, call_id: int, by: Member, now: datetime) -> CallView:
    """It waits again, says who took it or is in charge; nothing where nobody has it. Raises NotFound, NotAllowed."""
    found = cleaning.seen_by(session, call_id, by)
    if found.call.taken_by is not None and found.call.done_at is None:
        _check_may_return(by, found.call.taken_by)
        _return_calls(session, [found.call], now)
    return cleaning.view(session, call_id)


def return_requests(session: Session, person_id: int, now: datetime, booking_id: int | None = None) -> None:
    """What this person, who leaves the house or this meeting, had taken and not done waits again."""
    wanted = (
        select(RequestStep)
        .join(ServiceRequest, col(ServiceRequest.id) == RequestStep.request_id)
        .where(
            RequestStep.by == person_id,
            RequestStep.step == AnswerKind.TAKEN,
            col(ServiceRequest.closed_at).is_(None),
            col(ServiceRequest.asked_at) > now - REQUEST_HOLDS,
        )
    )
    if booking_id is not None:
        wanted = wanted.where(ServiceRequest.booking_id == booking_id)
    _return_requests(session, session.exec(wanted.order_by(col(RequestStep.id))).all(), now)


def return_calls(session: Session, person_id: int, now: datetime, booking_id: int | None = None) -> None:
    """The calls for cleaners that this person had taken and not done wait again."""
    wanted = select(CleanerCall).where(
        CleanerCall.taken_by == person_id,
        col(CleanerCall.done_at).is_(None),
        col(CleanerCall.called_at) > now - OPEN_FOR,
    )
    if booking_id is not None:
        wanted = wanted.where(CleanerCall.booking_id == booking_id)
    _return_calls(session, session.exec(wanted.order_by(col(CleanerCall.id))).all(), now)


def times_returned(session: Session, ids: Sequence[int], *, are_calls: bool) -> dict[int, int]:
    """How often each of these requests, or calls, came back."""
    subject = GiveBack.call_id if are_calls else GiveBack.request_id
    rows = session.exec(select(subject, func.count()).where(col(subject).in_(ids)).group_by(col(subject)))
    return {id_: times for id_, times in rows if id_ is not None}


def _check_may_return(by: Member, taker: int) -> None:
    if by.id != taker and not by.has(Role.SUPERVISOR, Role.ADMIN):
        raise NotAllowed


def _steps_of(session: Session, request_ids: Sequence[int]) -> Sequence[RequestStep]:
    taken = select(RequestStep).where(
        col(RequestStep.request_id).in_(request_ids), RequestStep.step == AnswerKind.TAKEN
    )
    return session.exec(taken).all()


def _return_requests(session: Session, steps: Iterable[RequestStep], now: datetime) -> None:
    for step in steps:
        request = session.get_one(ServiceRequest, step.request_id)
        request.returned_at = now
        session.add(request)
        session.add(GiveBack(request_id=request.id, person_id=step.by, taken_at=step.at, at=now))
        session.delete(step)
    session.flush()


def _return_calls(session: Session, calls: Iterable[CleanerCall], now: datetime) -> None:
    for call in calls:
        assert call.taken_by is not None
        assert call.taken_at is not None
        session.add(GiveBack(call_id=call.id, person_id=call.taken_by, taken_at=call.taken_at, at=now))
        call.taken_by, call.taken_at, call.returned_at = None, None, now
        session.add(call)
    session.flush()
