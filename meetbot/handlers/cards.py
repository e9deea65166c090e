"""What the bot's live messages and unasked messages look like: one renderer per kind of card and per rule of reminders.

A kind may go on with the part of the subject that is shown: "checklist/p1" is the kind "checklist", and its renderer finds
"p1" in ``reader.view``. So what a person chose to look at is kept with their card and survives a refresh and a restart.

A renderer is synchronous, runs inside a transaction and is handed who reads: ``render(session, subject_id, reader)`` for a
card, ``render(session, due, reader)`` for a message. A message that stays live names its card in ``Outgoing.card``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.parts import Parts
from meetbot.people.members import Member
from meetbot.reminders.dues import Due
from meetbot.texts import Texts


@dataclass(frozen=True)
class Reader:
    """
    Whose eyes a message is written for, when, and which part of its subject it shows ("": as is usual).

    ``known`` is what the action before it gave back: a renderer that finds its subject there need not read it again.
    """

    member: Member
    texts: Texts
    now: datetime
    parts: Parts
    view: str = ""
    known: object = None


CardRender = Callable[[Session, int, Reader], Outgoing]
MessageRender = Callable[[Session, Due, Reader], Outgoing]
_CARDS: dict[str, CardRender] = {}
_SUBJECTS: dict[str, str] = {}
_MESSAGES: dict[str, MessageRender] = {}
C = TypeVar("C", bound=CardRender)
M = TypeVar("M", bound=MessageRender)


def card(kind: str, of: str) -> Callable[[C], C]:
    """Register the renderer of a kind of card ("checklist") about a kind of subject ("booking")."""

    def register(render: C) -> C:
        _SUBJECTS[kind] = of
        _enter(_CARDS, kind, render)
        return render

    return register


def subject_of(kind: str, subject_id: int) -> str:
    """The name under which the card's row knows its subject: "booking:17"."""
    return f"{_SUBJECTS[kind.partition('/')[0]]}:{subject_id}"


def message_of(*rules: str) -> Callable[[M], M]:
    """Register the renderer of what these rules of reminders send."""

    def register(render: M) -> M:
        for rule in rules:
            _enter(_MESSAGES, rule, render)
        return render

    return register


def render_card(session: Session, kind: str, subject_id: int, reader: Reader) -> Outgoing:
    """What the card shows ``reader`` now. Raises NotFound or NotAllowed when they may not see it (any more)."""
    name, _, view = kind.partition("/")
    return _CARDS[name](session, subject_id, replace(reader, view=view))


def render_message(session: Session, due: Due, reader: Reader) -> Outgoing:
    """What the recipient of ``due`` is sent."""
    return _MESSAGES[due.rule](session, due, reader)


def rules_with_words() -> frozenset[str]:
    """The rules of reminders that have a renderer; a test holds them against the rules there are."""
    return frozenset(_MESSAGES)


def _enter(registry: dict[str, Any], name: str, render: object) -> None:
    if name in registry:  # one of the two would never be seen
        raise ValueError(f"there are two renderers for {name!r}")
    registry[name] = render
