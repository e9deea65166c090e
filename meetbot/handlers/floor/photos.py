"""Photos that people send, kept in the database."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.files.service import keep, require_size
from meetbot.handlers.turn import Turn

# Telegram makes JPEGs of whatever is sent as a photo.
_MIME = "image/jpeg"


async def kept_photo(turn: Turn) -> int:
    """The id of the kept photo of the turn's message, which has one. Raises EmptyFile, TooBig."""
    assert turn.message is not None
    largest = turn.message.photo[-1]
    require_size(largest.file_size or 1, _MIME)
    file = await turn.bot.get_file(largest.file_id)
    content = bytes(await file.download_as_bytearray())
    return await turn.write(_keep, content, turn, largest.file_id)


def _keep(session: Session, content: bytes, turn: Turn, telegram_file_id: str) -> int:
    kept = keep(session, content, _MIME, "photo.jpg", turn.now, telegram_file_id)
    assert kept.id is not None
    return kept.id
