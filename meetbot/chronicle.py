"""
What became a fact is told to the log: one line for each, once its transaction is committed, with numbers and never a word.

A line is noted where the fact is written and logged behind the commit, so what was rolled back was never said. It bears the
update's number like everything that is logged while an update is in hand.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

_log = logging.getLogger(__name__)
_NOTED = "chronicle"


@dataclass(frozen=True)
class _Note:
    """A line that waits for the commit of the transaction, or savepoint, in which it was noted."""

    transaction: SessionTransaction | None
    says: str
    fields: dict[str, Any]


def note(session: Session, says: str, **fields: Any) -> None:
    """Log ``says`` with these fields when the session commits what it has in hand."""
    within = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(_NOTED, []).append(_Note(within, says, fields))


@event.listens_for(Session, "after_commit")
def _say(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint let go is no commit yet
        return
    for each in session.info.pop(_NOTED, ()):
        _log.info(each.says, extra=each.fields)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if _NOTED in session.info:
        session.info[_NOTED] = [each for each in session.info[_NOTED] if ended not in _around(each.transaction)]


def _around(transaction: SessionTransaction | None) -> Iterator[SessionTransaction]:
    """The savepoint and what it is within."""
    while transaction is not None:
        yield transaction
        transaction = transaction.parent
