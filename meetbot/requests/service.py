"""
Asking for service and answering (D9). The first answer stands: pressed again by the same person it changes nothing, a second
person learns who was faster.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.booking.errors import AlreadyCancelled, MeetingOver
from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rules import check_may_change, may_change
from meetbot.errors import NotFound
from meetbot.people.members import Member
from meetbot.people.roles import STAFF
from meetbot.requests.errors import AlreadyAnswered, RequestWordsMissing, RequestWordsTooLong, TooEarlyToAsk
from meetbot.requests.models import AnswerKind, RequestKind, RequestStep, ServiceRequest
from meetbot.requests.views import RequestView, of_booking, open_requests, seen_by, view
from meetbot.texts import lines, one_line

__all__ = [
    "RequestView",
    "ask",
    "asks_from",
    "done",
    "is_time_to_ask",
    "of_booking",
    "open_requests",
    "refuse",
    "seen_by",
    "take",
    "view",
    "withdraw",
]

# Whoever presses again within this has not seen that it was heard.
SAME_WITHIN = timedelta(minutes=1)
LONGEST_WORDS = 300


def asks_from(held: Meeting) -> datetime:
    """From when on somebody is in the room who can bring things: when it is opened (D8b)."""
    return held.start - timedelta(minutes=held.standard.values.open_before_minutes)


def is_time_to_ask(held: Meeting, now: datetime) -> bool:
    """Whether service can be asked for: from when the room is opened until the people have left it."""
    is_over = held.is_cancelled or held.booking.ended_at is not None or now >= held.reserved.end
    return not is_over and now >= asks_from(held)


def ask(
    session: Session,
    booking_id: int,
    kind: RequestKind,
    by: Member,
    now: datetime,
    words: str = "",
    update_id: int | None = None,
) -> ServiceRequest:
    """
    The new request; the one that stands, where the same was asked within a minute or by the same update.

    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, TooEarlyToAsk, RequestWordsMissing,
    RequestWordsTooLong.
    """
    held = meeting(session, booking_id)
    check_may_change(by, held.booking)
    said = _said(words, is_needed=kind is RequestKind.OTHER)
    standing = _same(session, booking_id, kind, said, now, update_id)
    if standing is not None:
        return standing
    _check_time(held, now)
    made = ServiceRequest(
        booking_id=booking_id, kind=kind, words=said, asked_by=by.id, asked_at=now, update_id=update_id
    )
    session.add(made)
    session.flush()
    return made


def take(session: Session, request_id: int, by: Member, now: datetime) -> RequestView:
    """``by`` is on the way. Raises NotAllowed, NotFound, AlreadyAnswered."""
    by.require(*STAFF)
    found = view(session, request_id)
    first = found.end or found.taken
    if first is not None:
        return _heard(found, AnswerKind.TAKEN, by, first.step)
    return _answered(session, found, AnswerKind.TAKEN, by, now)


def done(session: Session, request_id: int, by: Member, now: datetime) -> RequestView:
    """It is brought, turned up, mended; also by somebody else than who took it. Raises NotAllowed, NotFound, AlreadyAnswered."""
    by.require(*STAFF)
    return _close(session, view(session, request_id), AnswerKind.DONE, by, now)


def refuse(session: Session, request_id: int, by: Member, now: datetime, reason: str) -> RequestView:
    """
    It cannot be done, for a reason, which the one who asked is told.

    Raises NotAllowed, NotFound, AlreadyAnswered, RequestWordsMissing, RequestWordsTooLong.
    """
    by.require(*STAFF)
    return _close(session, view(session, request_id), AnswerKind.REFUSED, by, now, _said(reason, is_needed=True))


def withdraw(session: Session, request_id: int, by: Member, now: datetime) -> RequestView:
    """It is not needed any more, says who asked or decides about the meeting. Raises NotFound, AlreadyAnswered."""
    found = seen_by(session, request_id, by)
    if not (found.is_of(by) or may_change(by, found.booking)):
        raise NotFound
    return _close(session, found, AnswerKind.WITHDRAWN, by, now)


def _said(words: str, *, is_needed: bool) -> str:
    said = one_line(lines(words))
    if is_needed and not said:
        raise RequestWordsMissing
    if len(said) > LONGEST_WORDS:
        raise RequestWordsTooLong(len(said), LONGEST_WORDS)
    return said


def _same(
    session: Session, booking_id: int, kind: RequestKind, words: str, now: datetime, update_id: int | None
) -> ServiceRequest | None:
    of_update = select(ServiceRequest).where(ServiceRequest.update_id == update_id)
    if update_id is not None and (known := session.exec(of_update).one_or_none()) is not None:
        return known
    lately = select(ServiceRequest).where(
        ServiceRequest.booking_id == booking_id,
        ServiceRequest.kind == kind,
        ServiceRequest.words == words,
        col(ServiceRequest.closed_at).is_(None),
        col(ServiceRequest.asked_at) > now - SAME_WITHIN,
    )
    return session.exec(lately.order_by(col(ServiceRequest.id).desc()).limit(1)).first()


def _check_time(held: Meeting, now: datetime) -> None:
    if held.is_cancelled:
        raise AlreadyCancelled(held.id)
    if now < asks_from(held):
        raise TooEarlyToAsk(asks_from(held))
    if not is_time_to_ask(held, now):
        raise MeetingOver(held.end)


def _close(
    session: Session, found: RequestView, step: AnswerKind, by: Member, now: datetime, words: str = ""
) -> RequestView:
    if found.end is not None:
        return _heard(found, step, by, found.end.step)
    return _answered(session, found, step, by, now, words)


def _heard(found: RequestView, step: AnswerKind, by: Member, standing: AnswerKind) -> RequestView:
    """The request, where the step is the person's own, said once more. Raises AlreadyAnswered."""
    answer = next(each for each in found.answers if each.step is standing)
    if answer.step is step and answer.by == by.id:
        return found
    raise AlreadyAnswered(answer.step, answer.name, answer.at)


def _answered(
    session: Session, found: RequestView, step: AnswerKind, by: Member, now: datetime, words: str = ""
) -> RequestView:
    request = found.request
    session.add(RequestStep(request_id=found.id, step=step, words=words, by=by.id, at=now))
    request.answered_at = request.answered_at or now
    if step is not AnswerKind.TAKEN:
        request.closed_at = now
    session.add(request)
    session.flush()
    return view(session, found.id)
