"""
The inbox: every update is written here before the platform is told that it arrived, and marked when it was answered.

A redelivered update changes nothing, because its id is there already. The ids restart at random after a week of
silence, so the order within a chat is the order of arrival.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Integer, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from meetbot.inbox.models import InboxUpdate
from meetbot.kept import fetch

# So many at most are written one by one by the kept text; more together are faster by SQLAlchemy's own many.
_FEW = 4
# Built once: building a statement takes longer than running it, and these run before every press. A known id is left alone.
_INSERT = {
    "postgresql": postgresql.insert(InboxUpdate).on_conflict_do_nothing().returning(col(InboxUpdate.update_id)),
    "sqlite": sqlite.insert(InboxUpdate).on_conflict_do_nothing().returning(col(InboxUpdate.update_id)),
}
_DONE = (
    update(InboxUpdate)
    .where(col(InboxUpdate.update_id).in_(bindparam("ids", expanding=True)))
    .values(done_at=bindparam("now"))
)
_OPEN = (
    select(col(InboxUpdate.update_id), col(InboxUpdate.chat_id), col(InboxUpdate.body), col(InboxUpdate.attempts))
    .where(col(InboxUpdate.done_at).is_(None))
    .order_by(col(InboxUpdate.arrival), col(InboxUpdate.received_at), col(InboxUpdate.update_id))
)
_GIVEN_UP = (
    select(
        col(InboxUpdate.update_id), col(InboxUpdate.chat_id), col(InboxUpdate.received_at), col(InboxUpdate.given_up_at),
        col(InboxUpdate.body),
    )
    .where(col(InboxUpdate.given_up_at) > bindparam("since"))
    .order_by(col(InboxUpdate.given_up_at), col(InboxUpdate.update_id))
)  # fmt: skip
# What a message carries that is no text.
_FILES = {"photo", "document", "video", "voice", "audio", "video_note", "animation", "sticker"}
_OPEN_CHATS = select(col(InboxUpdate.chat_id)).where(col(InboxUpdate.done_at).is_(None)).distinct()
_OPEN_IN = _OPEN.where(col(InboxUpdate.chat_id).is_not_distinct_from(bindparam("chat_id", type_=BigInteger))).limit(
    bindparam("count", type_=Integer)
)


@dataclass(frozen=True)
class Incoming:
    """An update as it came: ``body`` is its JSON, ``chat_id`` whose order it belongs to."""

    update_id: int
    chat_id: int | None
    body: str


class Kind(StrEnum):
    """What somebody did that an update tells of."""

    PRESS = "press"
    MESSAGE = "message"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True)
class GivenUp:
    """An update that nobody answered, because the process died each time: whose, when it came, when it was given up."""

    update_id: int
    chat_id: int | None
    received_at: datetime
    given_up_at: datetime
    kind: Kind


@dataclass(frozen=True)
class Open:
    """An update that was written down and not yet answered; ``attempts`` is how often handling it was begun again."""

    update_id: int
    chat_id: int | None
    body: str
    attempts: int


def take_in(session: Session, updates: Sequence[Incoming], now: datetime, done: Collection[int] = ()) -> frozenset[int]:
    """
    Write the updates down and mark ``done`` ones in the same transaction.

    Returns the ids that are new; a known one is a repeat and needs no handling.
    """
    mark_done(session, done, now)
    if not updates:
        return frozenset()
    rows = [
        {"update_id": each.update_id, "chat_id": each.chat_id, "body": each.body, "received_at": now, "attempts": 0}
        for each in updates
    ]
    connection = session.connection()
    insert = _INSERT[connection.dialect.name]
    if len(rows) <= _FEW:
        return frozenset(new_id for row in rows for (new_id,) in fetch(session, insert, **row))
    return frozenset(connection.execute(insert, rows).scalars())


def open_updates(session: Session) -> list[Open]:
    """What was not answered yet, in the order of arrival."""
    return [Open(*row) for row in session.connection().execute(_OPEN)]


def open_lanes(session: Session) -> list[int]:
    """The chats in which something was not answered yet; 0 stands for what belongs to none."""
    return sorted({chat_id or 0 for (chat_id,) in session.connection().execute(_OPEN_CHATS)})


def open_in(session: Session, chat_id: int | None, count: int) -> list[Open]:
    """The first ``count`` updates of a chat that were not answered yet, in the order of arrival."""
    return [Open(*row) for row in fetch(session, _OPEN_IN, chat_id=chat_id, count=count)]


def next_in(session: Session, done: Collection[int], now: datetime, chat_id: int | None, count: int) -> list[Open]:
    """``open_in``, after ``done`` ones were marked in the same transaction."""
    mark_done(session, done, now)
    return open_in(session, chat_id, count)


def begin_again(session: Session, update_id: int, now: datetime, done: Collection[int] = ()) -> None:
    """
    Note, before it happens, that handling an update left over from an earlier run is begun.

    What was answered before it is marked in the same transaction, so that only one update is ever under suspicion.
    """
    mark_done(session, done, now)
    session.connection().execute(
        update(InboxUpdate)
        .where(col(InboxUpdate.update_id) == update_id)
        .values(attempts=col(InboxUpdate.attempts) + 1)
    )


def mark_done(session: Session, update_ids: Collection[int], now: datetime) -> None:
    """The answers went out, or the updates are given up: none of them is handled again."""
    if update_ids:
        fetch(session, _DONE, ids=list(update_ids), now=now)


def give_up(session: Session, update_id: int, now: datetime) -> None:
    """Each time it was handled the process died: it is not handled again, and the office is told."""
    session.connection().execute(
        update(InboxUpdate).where(col(InboxUpdate.update_id) == update_id).values(given_up_at=now, done_at=now)
    )


def given_up(session: Session, since: datetime) -> list[GivenUp]:
    """What was given up after that moment, in order."""
    return [GivenUp(row[0], row[1], row[2], row[3], _kind(row[4])) for row in fetch(session, _GIVEN_UP, since=since)]


def _kind(body: str) -> Kind:
    parsed = json.loads(body)
    if "callback_query" in parsed:
        return Kind.PRESS
    message = parsed.get("message") or {}
    if "text" in message:
        return Kind.MESSAGE
    return Kind.FILE if message.keys() & _FILES else Kind.OTHER


def prune(session: Session, before: datetime) -> int:
    """Forget what was answered before that moment; how many rows went."""
    gone = session.connection().execute(delete(InboxUpdate).where(col(InboxUpdate.done_at) < before))
    return gone.rowcount
