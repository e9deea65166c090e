"""
Live messages that follow the facts.

A change marks the cards of its subject stale, in its own transaction; the ticker refreshes stale cards. Several changes in a
row are one refresh: only the latest state counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, update
from sqlmodel import Session, col, select

from meetbot.kept import fetch, holds_any
from meetbot.people.members import Member
from meetbot.reminders.models import Card

# Built once: building a statement takes longer than running it, and these run with every press on a card.
_IS_CARD = and_(
    col(Card.kind) == bindparam("kind"),
    col(Card.subject) == bindparam("subject"),
    col(Card.person_id) == bindparam("person_id"),
)
_IS_IN_MESSAGE = and_(col(Card.chat_id) == bindparam("chat_id"), col(Card.message_id) == bindparam("message_id"))
_AGAIN = (
    update(Card)
    .where(*(getattr(Card, name) == bindparam(f"that_{name}") for name in (
        "kind", "subject", "person_id", "chat_id", "message_id",
    )))
    .values(shown=bindparam("digest"), is_stale=False, version=col(Card.version) + 1, changed_at=bindparam("now"))
    .returning(col(Card.id))
)  # fmt: skip
_CARD = select(Card).where(_IS_CARD)
_IN_MESSAGE = select(Card).where(_IS_IN_MESSAGE)
_CARD_OR_IN_MESSAGE = select(Card).where(or_(_IS_CARD, _IS_IN_MESSAGE))


def show(
    session: Session,
    kind: str,
    subject: str,
    member: Member,
    chat_id: int,
    message_id: int,
    shown: str,
    now: datetime,
) -> None:
    """
    Remember that this message shows ``member`` the latest state (digest ``shown``) of ``subject``; it is the live one now.

    Called in the transaction that rendered it, where there is one: what changes afterwards marks it stale again. Whatever
    this message showed before is forgotten, so that no refresh brings it back.
    """
    asked = {"kind": kind, "subject": subject, "person_id": member.id, "chat_id": chat_id, "message_id": message_id}
    if not holds_any(session, Card) and _shows_again(session, asked, shown, now):
        return
    card: Card | None = None
    for known in session.exec(_CARD_OR_IN_MESSAGE, params=asked):
        if (known.kind, known.subject, known.person_id) == (kind, subject, member.id):
            card = known
        else:
            session.delete(known)
    card = card or Card(
        kind=kind, subject=subject, person_id=member.id, chat_id=chat_id, message_id=message_id, changed_at=now
    )
    card.chat_id, card.message_id, card.shown = chat_id, message_id, shown
    card.is_stale, card.changed_at = False, now
    if card.id is not None:
        card.version += 1  # a refresh that is under way shows an older state, and may be the later edit
    session.add(card)
    session.flush()


def _shows_again(session: Session, asked: Mapping[str, object], shown: str, now: datetime) -> bool:
    """
    Whether this message was this very card before, as with every press on it: then one statement says it all.

    A message is one card at most: whatever else it was before was forgotten when it became this one.
    """
    values = {f"that_{name}": value for name, value in asked.items()}
    return bool(fetch(session, _AGAIN, **values, digest=shown, now=now))


def forget_message(session: Session, chat_id: int, message_id: int) -> None:
    """The message shows something else now: it is no live card."""
    for card in session.exec(_IN_MESSAGE, params={"chat_id": chat_id, "message_id": message_id}):
        session.delete(card)


def move(session: Session, chat_id: int, new_id: int) -> None:
    """The chat has another id now. Its messages may have others too: a card that is not found there is forgotten."""
    session.execute(update(Card).where(col(Card.chat_id) == chat_id).values(chat_id=new_id))


def card_of(session: Session, kind: str, subject: str, person_id: int) -> Card | None:
    """The live message of somebody about a subject."""
    return session.exec(_CARD, params={"kind": kind, "subject": subject, "person_id": person_id}).one_or_none()


def cards_of(session: Session, kind: str, subject: str, person_id: int) -> list[Card]:
    """Their live messages of this kind about a subject, whichever part of it each shows ("checklist", "checklist/p1")."""
    wanted = select(Card).where(
        col(Card.subject) == subject,
        col(Card.person_id) == person_id,
        or_(col(Card.kind) == kind, col(Card.kind).startswith(f"{kind}/", autoescape=True)),
    )
    return list(session.exec(wanted))


def mark_stale(session: Session, subject: str, now: datetime, except_card: tuple[str, int] | None = None) -> None:
    """Have every card of ``subject`` refreshed, except one (kind, person id) that was edited already."""
    concerned: list[ColumnElement[bool]] = [col(Card.subject) == subject]
    if except_card is not None:
        kind, person_id = except_card
        concerned.append(or_(col(Card.kind) != kind, col(Card.person_id) != person_id))
    session.execute(
        update(Card).where(*concerned).values(is_stale=True, version=col(Card.version) + 1, changed_at=now),
        execution_options={"synchronize_session": "fetch"},  # a card read before in this session shows it too
    )


def stale(session: Session) -> Sequence[Card]:
    """Every card that is to be refreshed, the longest waiting first."""
    return session.exec(select(Card).where(col(Card.is_stale)).order_by(col(Card.changed_at), col(Card.id))).all()


def refreshed(session: Session, card: Card, shown: str) -> bool:
    """
    The message shows the state of ``card.version``. Whether there is a later one: then the card is stale.

    Somebody may have pressed a button of this message meanwhile; whose edit came last nobody knows, so it is looked at again.
    """
    is_outdated = col(Card.version) != card.version
    session.execute(update(Card).where(*_unmoved(card)).values(shown=shown, is_stale=is_outdated))
    return session.exec(select(Card.is_stale).where(Card.id == card.id)).first() is True


def forget(session: Session, card: Card) -> None:
    """The message is gone; a newer message that took its place stays."""
    session.execute(delete(Card).where(*_unmoved(card)))


def _unmoved(card: Card) -> tuple[ColumnElement[bool], ...]:
    return col(Card.id) == card.id, col(Card.message_id) == card.message_id, col(Card.chat_id) == card.chat_id
