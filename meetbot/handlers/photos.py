"""Photos that people send, kept in the database without what a camera adds to them; and kept ones, ready to be sent again."""

from __future__ import annotations

from sqlmodel import Session
from telegram import Document, PhotoSize
from telegram.error import BadRequest

from meetbot.files.errors import EmptyFile, FileDropped, NotAPicture, TooBig, TooManyPixels
from meetbot.files.pictures import JPEG, mime_of, plain_picture
from meetbot.files.service import LARGEST_PHOTO, keep, require_size, stored
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Attachment, Outgoing
from meetbot.handlers.turn import Turn
from meetbot.texts import Texts

_MEGABYTE = 1024 * 1024
_MILLION = 1_000_000


def has_photo(turn: Turn) -> bool:
    """Whether the turn's message brings a photo."""
    return _photo(turn) is not None


async def kept_photo(turn: Turn) -> int | None:
    """The id of the kept photo of the turn's message; none without one. Raises EmptyFile, TooBig, NotAPicture, TooManyPixels."""
    photo = _photo(turn)
    if photo is None:
        return None
    size = photo.file_size or 1
    require_size(size, JPEG)
    sent = await _download(turn, photo.file_id, size)
    content = await _plain(turn, sent, is_file=isinstance(photo, Document))
    # What was sent as a file, or drawn anew, has no id of a photo yet.
    is_as_sent = content == sent and not isinstance(photo, Document)
    name = (photo.file_name or "photo.jpg") if isinstance(photo, Document) else "photo.jpg"
    return await turn.write(_keep, content, name, turn, photo.file_id if is_as_sent else None)


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
        content = bytes(await file.download_as_bytearray())
    except BadRequest as refusal:
        if "too big" not in refusal.message.lower():
            raise
        raise TooBig(size, LARGEST_PHOTO) from refusal
    require_size(len(content), JPEG)  # whatever its sender said before
    return content


async def _plain(turn: Turn, sent: bytes, *, is_file: bool) -> bytes:
    """Without EXIF. What Telegram itself calls a photo is one, even where it cannot be read here."""
    try:
        return await turn.work(plain_picture, sent)
    except NotAPicture:
        if is_file:
            raise
        return sent


def _keep(session: Session, content: bytes, name: str, turn: Turn, telegram_file_id: str | None) -> int:
    kept = keep(session, content, mime_of(content), name, turn.now, telegram_file_id)
    assert kept.id is not None
    return kept.id


def picture(session: Session, file_id: int) -> Attachment:
    """A kept photo, ready to be sent: by Telegram's id for it, else its bytes."""
    file = stored(session, file_id)
    is_photo = file.mime.startswith("image/")
    return Attachment(file.content, file.name, is_photo=is_photo, telegram_file_id=file.telegram_file_id)


# -- what can be wrong with one ----------------------------------------------------------------------------------------------


@explains(TooBig)
def _too_big(texts: Texts, error: TooBig) -> Outgoing:
    return Outgoing(
        texts.t(
            "This file has {size} MB; I can take {limit} MB. Send it as a photo, not as a file: then Telegram makes it smaller.",
            size=-(-error.size // _MEGABYTE),
            limit=error.limit // _MEGABYTE,
        )
    )


@explains(FileDropped)
def _dropped(texts: Texts, error: FileDropped) -> Outgoing:
    return Outgoing(
        texts.t(
            "This file was kept as long as the house keeps files, and dropped on {day}. What was noted about it is still here.",
            day=texts.day(error.dropped_at),
        )
    )


@explains(EmptyFile)
def _empty(texts: Texts, error: EmptyFile) -> Outgoing:
    return Outgoing(texts.t("This file is empty. Please send it once more."))


@explains(NotAPicture)
def _not_a_picture(texts: Texts, error: NotAPicture) -> Outgoing:
    return Outgoing(texts.t("I cannot open this as a picture. Please send it as a photo, not as a file."))


@explains(TooManyPixels)
def _too_many_pixels(texts: Texts, error: TooManyPixels) -> Outgoing:
    return Outgoing(
        texts.t(
            "This picture has {width} × {height} pixels; I can take {limit} million. Please send it as a photo, not as a file.",
            width=error.width,
            height=error.height,
            limit=error.limit // _MILLION,
        )
    )
