"""Keeping bytes in the database, each content once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from meetbot.errors import NotFound
from meetbot.files.errors import EmptyFile, FileDropped, TooBig
from meetbot.files.models import StoredFile
from meetbot.files.names import file_name

# What a bot may send as a photo, and what it may download of anything else.
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_DOCUMENT = 20 * 1024 * 1024


def keep(
    session: Session, content: bytes, mime: str, name: str, now: datetime, telegram_file_id: str | None = None
) -> StoredFile:
    """The kept file; bytes that are there already give the file they were first kept as. Raises EmptyFile, TooBig."""
    require_size(len(content), mime)
    digest = sha256(content).hexdigest()
    file = session.exec(select(StoredFile).where(StoredFile.sha256 == digest)).one_or_none() or StoredFile(
        sha256=digest, mime=mime, name=file_name(name, mime), content=content, size=len(content), stored_at=now
    )
    file.telegram_file_id = file.telegram_file_id or telegram_file_id
    file.content, file.stored_at, file.dropped_at = content, now, None  # used anew, perhaps after it was dropped
    return _saved(session, file)


def require_size(size: int, mime: str) -> None:
    """Nothing, when a file of this size can be kept: to be asked before fetching it. Raises EmptyFile, TooBig."""
    limit = LARGEST_PHOTO if mime.startswith("image/") else LARGEST_DOCUMENT
    if size == 0:
        raise EmptyFile
    if size > limit:
        raise TooBig(size, limit)


def stored(session: Session, id: int) -> StoredFile:
    """The file with its bytes. Raises NotFound, FileDropped."""
    file = session.get(StoredFile, id)
    if file is None:
        raise NotFound
    if file.dropped_at is not None:
        raise FileDropped(file.dropped_at)
    return file


def require_kept(session: Session, id: int) -> None:
    """Nothing, when there is a kept file with this number; its bytes are not read. Raises NotFound."""
    if session.exec(select(StoredFile.id).where(StoredFile.id == id)).first() is None:
        raise NotFound


def drop(session: Session, before: datetime, in_use: Collection[int], now: datetime) -> int:
    """Let go of the bytes that were last kept before that moment, but for the files ``in_use``; how many went. The rows stay."""
    old = update(StoredFile).where(
        col(StoredFile.stored_at) < before,
        col(StoredFile.dropped_at).is_(None),
        col(StoredFile.id).not_in(list(in_use)),
    )
    gone = session.connection().execute(old.values(content=b"", telegram_file_id=None, dropped_at=now))
    return gone.rowcount


def _saved(session: Session, file: StoredFile) -> StoredFile:
    session.add(file)
    session.flush()
    return file
