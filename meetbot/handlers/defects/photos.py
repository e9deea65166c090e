"""Photos that people send, kept in the database; also one that was sent as a file."""

from __future__ import annotations

from sqlmodel import Session
from telegram import Document, PhotoSize
from telegram.error import BadRequest

from meetbot.files.errors import TooBig
from meetbot.files.service import LARGEST_PHOTO, keep, require_size
from meetbot.handlers.turn import Turn

# Telegram makes JPEGs of whatever is sent as a photo.
_JPEG = "image/jpeg"


def has_photo(turn: Turn) -> bool:
    """Whether the turn's message brings a photo."""
    return _photo(turn) is not None


async def kept_photo(turn: Turn) -> int | None:
    """The id of the kept photo of the turn's message; none without one. Raises EmptyFile, TooBig."""
    photo = _photo(turn)
    if photo is None:
        return None
    is_file = isinstance(photo, Document)
    mime = (photo.mime_type or _JPEG) if isinstance(photo, Document) else _JPEG
    name = (photo.file_name or "photo") if isinstance(photo, Document) else "photo.jpg"
    size = photo.file_size or 1
    require_size(size, mime)
    content = await _download(turn, photo.file_id, size)
    # The id of a file cannot be sent as a photo.
    return await turn.write(_keep, content, mime, name, turn, None if is_file else photo.file_id)


def _photo(turn: Turn) -> PhotoSize | Document | None:
    message = turn.message
    if message is None:
        return None
    if message.photo:
        return message.photo[-1]  # the largest
    document = message.document
    return document if document and (document.mime_type or "").startswith("image/") else None


async def _download(turn: Turn, file_id: str, size: int) -> bytes:
    try:
        file = await turn.bot.get_file(file_id)
    except BadRequest as refusal:
        if "too big" not in refusal.message.lower():
            raise
        raise TooBig(size, LARGEST_PHOTO) from refusal
    return bytes(await file.download_as_bytearray())


def _keep(session: Session, content: bytes, mime: str, name: str, turn: Turn, telegram_file_id: str | None) -> int:
    kept = keep(session, content, mime, name, turn.now, telegram_file_id)
    assert kept.id is not None
    return kept.id
