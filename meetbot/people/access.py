"""Strangers ask to come in; an admin decides with one press, and the first press counts."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.errors import NotFound
from meetbot.people.directory import member, names
from meetbot.people.errors import AlreadyDecided, AlreadyMember
from meetbot.people.grants import Newcomer, admit
from meetbot.people.members import Member
from meetbot.people.models import AccessRequest
from meetbot.people.names import department_name, person_name
from meetbot.people.roles import Role


def ask_access(
    session: Session, telegram_id: int, name: str, department: str | None, language: str, now: datetime
) -> AccessRequest:
    """The stranger's one open request, put right when they ask again; none: they did not say which department.

    Raises BadText, AlreadyMember.
    """
    known = member(session, telegram_id)
    if known is not None and known.roles:
        raise AlreadyMember(known.roles)
    request = open_request_of(session, telegram_id) or AccessRequest(
        telegram_id=telegram_id, name="", department="", asked_at=now
    )
    request.name = person_name(name)
    request.department = "" if department is None else department_name(department)
    request.language = language
    return _saved(session, request)


def grant_access(session: Session, request_id: int, role: Role, by: Member, now: datetime) -> Member:
    """The new member. Pressing twice changes nothing. Raises NotAllowed, NotFound, AlreadyDecided."""
    request = _to_decide(session, request_id, role, by)
    if request.decided_at is None:
        _decide(session, request, role, by.id, now)
        newcomer = Newcomer(request.telegram_id, request.name, request.department, request.language)
        return admit(session, newcomer, role, by.id, now)
    granted = member(session, request.telegram_id)
    if granted is None:  # left again since
        raise NotFound
    return granted


def decline_access(session: Session, request_id: int, by: Member, now: datetime) -> AccessRequest:
    """The declined request. Pressing twice changes nothing. Raises NotAllowed, NotFound, AlreadyDecided."""
    request = _to_decide(session, request_id, None, by)
    return request if request.decided_at else _decide(session, request, None, by.id, now)


def settle_access(session: Session, telegram_id: int, role: Role, decided_by: int, now: datetime) -> None:
    """Close the request of somebody who came in another way, so that no admin decides it again."""
    request = open_request_of(session, telegram_id)
    if request is not None:
        _decide(session, request, role, decided_by, now)


def open_requests(session: Session) -> list[AccessRequest]:
    """What admins still have to decide, the oldest first."""
    waiting = select(AccessRequest).where(col(AccessRequest.decided_at).is_(None))
    return list(session.exec(waiting.order_by(col(AccessRequest.asked_at), col(AccessRequest.id))))


def open_request_of(session: Session, telegram_id: int) -> AccessRequest | None:
    """The request of this stranger that waits for a decision."""
    theirs = select(AccessRequest).where(AccessRequest.telegram_id == telegram_id)
    return session.exec(theirs.where(col(AccessRequest.decided_at).is_(None))).one_or_none()


def access_request(session: Session, request_id: int) -> AccessRequest:
    """The request, decided or not. Raises NotFound."""
    request = session.get(AccessRequest, request_id)
    if request is None:
        raise NotFound
    return request


def _to_decide(session: Session, request_id: int, role: Role | None, by: Member) -> AccessRequest:
    """The request, open or decided just so by the same admin. Raises AlreadyDecided for any other decision."""
    by.require(Role.ADMIN)
    request = access_request(session, request_id)
    if request.decided_at is not None and (request.decided_by, request.granted_role) != (by.id, role):
        decider = names(session, [request.decided_by])
        raise AlreadyDecided(decider.get(request.decided_by or 0, ""), request.granted_role, request.decided_at)
    return request


def _decide(
    session: Session, request: AccessRequest, role: Role | None, decided_by: int, now: datetime
) -> AccessRequest:
    request.granted_role, request.decided_by, request.decided_at = role, decided_by, now
    return _saved(session, request)


def _saved(session: Session, request: AccessRequest) -> AccessRequest:
    session.add(request)
    session.flush()
    return request
