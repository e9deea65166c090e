"""Links that let one person in with one role. The database keeps a digest, so reading it opens no door."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, select

from meetbot.people.access import settle_access
from meetbot.people.directory import member
from meetbot.people.errors import InvitationExpired, InvitationUnknown, InvitationUsed
from meetbot.people.grants import Newcomer, admit
from meetbot.people.members import Member
from meetbot.people.models import Invitation
from meetbot.people.names import profile_name
from meetbot.people.roles import Role

# Long enough for somebody on leave to find it, short enough that a forgotten link in a chat opens nothing.
GOOD_FOR = timedelta(days=7)
# 24 bytes make 32 characters; Telegram's start parameter holds 64 of just this alphabet.
_TOKEN_BYTES = 24


def invite(session: Session, role: Role, by: Member, now: datetime) -> str:
    """The token of a new invitation, never to be had again. Raises NotAllowed."""
    by.require(Role.ADMIN)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(
        Invitation(token_sha256=_digest(token), role=role, made_by=by.id, made_at=now, expires_at=now + GOOD_FOR)
    )
    session.flush()
    return token


def accept_invitation(
    session: Session, token: str, telegram_id: int, name: str, language: str, now: datetime
) -> Member:
    """
    The person, let in with the invitation's role; opening one's own link again changes nothing.

    ``name`` is the one of their profile. A member who has the role already leaves the invitation to somebody else.
    Raises InvitationUnknown, InvitationUsed, InvitationExpired.
    """
    invitation = _invitation(session, token)
    known = member(session, telegram_id)
    if invitation.used_at is not None:
        return _welcome_back(invitation, known)
    if now >= invitation.expires_at:
        raise InvitationExpired(invitation.expires_at)
    if known is not None and known.has(invitation.role):
        return known
    newcomer = Newcomer(telegram_id, profile_name(name, telegram_id), language=language)
    return _use(session, invitation, admit(session, newcomer, invitation.role, invitation.made_by, now), now)


def _invitation(session: Session, token: str) -> Invitation:
    found = session.exec(select(Invitation).where(Invitation.token_sha256 == _digest(token))).one_or_none()
    if found is None:
        raise InvitationUnknown
    return found


def _welcome_back(invitation: Invitation, known: Member | None) -> Member:
    assert invitation.used_at is not None
    if known is None or known.id != invitation.used_by:
        raise InvitationUsed(invitation.used_at)
    return known


def _use(session: Session, invitation: Invitation, guest: Member, now: datetime) -> Member:
    invitation.used_by, invitation.used_at = guest.id, now
    session.add(invitation)
    session.flush()
    settle_access(session, guest.telegram_id, invitation.role, invitation.made_by, now)
    return guest


def _digest(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
