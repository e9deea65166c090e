"""Half-finished conversations as rows: begin one, fill it in, ask which one the next plain message answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel import update as sql_update

from meetbot.drafts.errors import StaleDraft
from meetbot.drafts.models import Draft

# Where a transaction's ``session.info`` holds the draft that began, or went on, to await a message in it.
ASKED = "asked"


def start(
    session: Session, telegram_id: int, kind: str, fields: Mapping[str, Any], awaiting: str | None, now: datetime
) -> Draft:
    """A new draft in place of the person's old one of this kind; its id is new too, so old buttons do not fit it."""
    old = draft(session, telegram_id, kind)
    if old is not None:
        session.delete(old)
        session.flush()
    new = Draft(telegram_id=telegram_id, kind=kind, fields=dict(fields), awaiting=awaiting, changed_at=now)
    return _saved(session, new)


def update(
    session: Session,
    draft: Draft,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    awaiting: str | None = None,
) -> Draft:
    """
    The draft with ``fields`` laid over its own and the next version, awaiting nothing unless it is said.

    Raises StaleDraft when the row has gone on, or is gone, since ``draft`` was read.
    """
    row = _as_read(session, draft)
    row.fields = {**row.fields, **(fields or {})}
    row.awaiting = awaiting
    row.version += 1
    row.changed_at = now
    return _saved(session, row)


def show_in(session: Session, draft: Draft, message_id: int) -> Draft:
    """The draft, shown by this message from now on; not a new version, so the buttons on it stay good."""
    row = _as_read(session, draft)
    row.message_id = message_id
    return _saved(session, row)


def finish(session: Session, draft: Draft) -> None:
    """Forget the draft; one that is gone already stays gone."""
    row = session.get(Draft, draft.id)
    if row is not None:
        session.delete(row)
        session.flush()


def finish_all(session: Session, telegram_id: int) -> list[str]:
    """Forget every draft of the person; the kinds of those there were."""
    open_ones = session.exec(select(Draft).where(Draft.telegram_id == telegram_id).order_by(col(Draft.id))).all()
    for each in open_ones:
        finish(session, each)
    return [each.kind for each in open_ones]


def draft(session: Session, telegram_id: int, kind: str) -> Draft | None:
    """The person's draft of this kind."""
    return session.exec(select(Draft).where(Draft.telegram_id == telegram_id, Draft.kind == kind)).one_or_none()


def begun(session: Session, telegram_id: int, kind: str, id: int) -> Draft:
    """The draft that a button of its own belongs to, whatever was said since. Raises StaleDraft when another was begun since."""
    row = draft(session, telegram_id, kind)
    if row is None or row.id != id:
        raise StaleDraft(0, None)
    return row


def awaiting(session: Session, telegram_id: int) -> Draft | None:
    """The newest draft that takes the person's next plain message as an answer."""
    waiting = select(Draft).where(Draft.telegram_id == telegram_id, col(Draft.awaiting).is_not(None))
    return session.exec(waiting.order_by(col(Draft.changed_at).desc(), col(Draft.id).desc()).limit(1)).first()


def expect(draft: Draft | None, version: int, id: int | None = None) -> Draft:
    """The draft, when it is the one (``id``) and in the state (``version``) that a button was made for; else StaleDraft."""
    if draft is None or id not in (None, draft.id):
        raise StaleDraft(version, None)
    if draft.version != version:
        raise StaleDraft(version, draft.version)
    return draft


def _as_read(session: Session, read: Draft) -> Draft:
    """The row behind ``read``, which may come from an earlier transaction. Raises StaleDraft when they differ."""
    return expect(session.get(Draft, read.id), read.version)


def _saved(session: Session, row: Draft) -> Draft:
    session.add(row)
    session.flush()
    if row.awaiting is not None:
        session.info[ASKED] = row
        _stop_awaiting_elsewhere(session, row)
    return row


def _stop_awaiting_elsewhere(session: Session, row: Draft) -> None:
    others = (
        col(Draft.telegram_id) == row.telegram_id,
        col(Draft.id) != row.id,
        col(Draft.awaiting).is_not(None),
    )
    session.exec(sql_update(Draft).where(*others).values(awaiting=None))
