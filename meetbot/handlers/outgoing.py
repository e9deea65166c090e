"""A message as a value, and the ways it reaches a chat: sent, edited in place, or sent anew when it cannot be edited."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from meetbot.errors import MeetbotError
from meetbot.handlers.keyboards import Rows, markup
from meetbot.texts import Html, escape, shorten

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words for a message that cannot be edited any more; it is sent anew.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
# ... for one whose words are the caption of a picture or a document.
_IS_CAPTION = "no text in the message to edit"
# ... for a file id of another bot, or of another kind of file.
_WRONG_FILE = ("wrong file", "wrong remote file", "can't use file of type")
# ... for markup that it does not understand.
_UNREADABLE = ("can't parse entities",)
# ... for a picture that it does not take as a photo, and takes as a file.
_NO_PHOTO = ("too big for a photo", "photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid")
# ... for a file that it does not take at all.
_TOO_LARGE = ("request entity too large", "file is too big")
_LARGEST_FILE = 50 * 1024 * 1024
_log = logging.getLogger(__name__)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Attachment:
    """A picture or a file that goes with a message."""

    content: bytes = field(repr=False)
    name: str
    is_photo: bool = False
    telegram_file_id: str | None = None


@dataclass(frozen=True)
class Outgoing:
    """What a message shows: escaped HTML, buttons, and perhaps an attachment (then the HTML is its caption)."""

    html: str
    rows: Rows = ()
    attachment: Attachment | None = None
    silent: bool = False
    card: tuple[str, int] | None = None  # kind and subject, when the message stays live and follows the facts
    answers: int | None = None  # the message in the same chat that this one is a reply to

    @property
    def digest(self) -> str:
        """Changes exactly when an edit would change what is seen."""
        return hashlib.sha256(repr((self.html, self.rows)).encode()).hexdigest()[:32]


def lines(*parts: str | None) -> Html:
    """The parts under each other; absent ones leave no gap, an empty one leaves a blank line."""
    return Html("\n".join(part for part in parts if part is not None))


@dataclass(unsafe_hash=True)
class FileTooLarge(MeetbotError):
    """The platform does not carry a file of this size; both in bytes."""

    size: int
    limit: int


async def send(bot: ExtBot[Any], chat_id: int, out: Outgoing, urgency: int) -> Message:
    """The message in the chat. Raises telegram.error.TelegramError, FileTooLarge."""
    attachment = out.attachment
    if attachment is not None and len(attachment.content) > _LARGEST_FILE and attachment.telegram_file_id is None:
        raise FileTooLarge(len(attachment.content), _LARGEST_FILE)
    try:
        return await _send(bot, chat_id, out, urgency)
    except BadRequest as refusal:
        simpler = _simpler(out, refusal)
        if simpler is None:
            raise
        _log.warning("a message is sent in a simpler form: %s", refusal.message)
        return await send(bot, chat_id, simpler, urgency)


def _simpler(out: Outgoing, refusal: BadRequest) -> Outgoing | None:
    """What to send instead of what was refused with these words; none when nothing would help. Raises FileTooLarge."""
    attachment = out.attachment
    if _says(refusal, _UNREADABLE):
        return _plain(out)
    if attachment is None:
        return None
    if attachment.telegram_file_id is not None and _says(refusal, _WRONG_FILE):
        return replace(out, attachment=replace(attachment, telegram_file_id=None))  # the bytes are here all the same
    if attachment.is_photo and _says(refusal, _NO_PHOTO):
        return replace(out, attachment=replace(attachment, is_photo=False, telegram_file_id=None))
    if _says(refusal, _TOO_LARGE):
        raise FileTooLarge(len(attachment.content), _LARGEST_FILE)
    return None


def _plain(out: Outgoing) -> Outgoing | None:
    """The same words without markup; none where there was none."""
    plain = escape(bare(out.html))
    return replace(out, html=plain) if plain != out.html else None


async def _send(bot: ExtBot[Any], chat_id: int, out: Outgoing, urgency: int) -> Message:
    if out.attachment is not None:
        return await _send_attached(bot, chat_id, out, out.attachment, urgency)
    return await bot.send_message(
        chat_id, _fitting(out.html, MessageLimit.MAX_TEXT_LENGTH), parse_mode=ParseMode.HTML,
        api_kwargs=markup(out.rows), link_preview_options=_NO_PREVIEW, disable_notification=out.silent,
        reply_parameters=_reply(out.answers), rate_limit_args=urgency,
    )  # fmt: skip


async def _send_attached(
    bot: ExtBot[Any], chat_id: int, out: Outgoing, attachment: Attachment, urgency: int
) -> Message:
    keyboard, reply = markup(out.rows), _reply(out.answers)
    caption = _fitting(out.html, MessageLimit.CAPTION_LENGTH)
    attached = attachment.telegram_file_id or InputFile(attachment.content, attachment.name)
    if attachment.is_photo:
        return await bot.send_photo(
            chat_id, attached, caption=caption, parse_mode=ParseMode.HTML, api_kwargs=keyboard,
            disable_notification=out.silent, reply_parameters=reply, rate_limit_args=urgency,
        )  # fmt: skip
    return await bot.send_document(
        chat_id, attached, caption=caption, parse_mode=ParseMode.HTML, api_kwargs=keyboard,
        disable_notification=out.silent, reply_parameters=reply, rate_limit_args=urgency,
    )  # fmt: skip


def _reply(message_id: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id is not None else None


async def edit(bot: ExtBot[Any], chat_id: int, message_id: int, out: Outgoing, urgency: int) -> bool:
    """
    Whether the message shows ``out`` now; false when it cannot be edited and is to be sent anew.

    A message with a picture keeps it, and shows ``out`` as its caption.
    """
    try:
        await _edit_text(bot, chat_id, message_id, out, urgency)
    except BadRequest as refusal:
        if _says(refusal, ("message is not modified",)):
            return True
        if _says(refusal, _GONE):
            return False
        plain = _plain(out) if _says(refusal, _UNREADABLE) else None
        if plain is None:
            raise
        _log.warning("a message is shown in a simpler form: %s", refusal.message)
        return await edit(bot, chat_id, message_id, plain, urgency)
    return True


async def _edit_text(bot: ExtBot[Any], chat_id: int, message_id: int, out: Outgoing, urgency: int) -> None:
    try:
        await bot.edit_message_text(
            _fitting(out.html, MessageLimit.MAX_TEXT_LENGTH), chat_id, message_id, parse_mode=ParseMode.HTML,
            api_kwargs=markup(out.rows), link_preview_options=_NO_PREVIEW, rate_limit_args=urgency,
        )  # fmt: skip
    except BadRequest as refusal:
        if not _says(refusal, (_IS_CAPTION,)):
            raise
        await bot.edit_message_caption(
            chat_id, message_id, caption=_fitting(out.html, MessageLimit.CAPTION_LENGTH), parse_mode=ParseMode.HTML,
            api_kwargs=markup(out.rows), rate_limit_args=urgency,
        )  # fmt: skip


def _says(refusal: BadRequest, words: tuple[str, ...]) -> bool:
    return any(each in refusal.message.lower() for each in words)


def bare(html: str) -> str:
    """What of ``html`` is read: without tags, each sign as itself."""
    return unescape(_TAG.sub("", html))


def units(text: str) -> int:
    """The length of ``text`` as Telegram counts it (UTF-16): most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fitting(html: str, limit: int) -> str:
    """``html`` within Telegram's limit. Texts are built to fit; this keeps an extreme one from being lost altogether."""
    if units(read := bare(html)) <= limit:
        return html
    # Cutting inside a tag would make Telegram refuse the whole message, so the cut one is sent as bare text.
    return escape(shorten(read, limit // 2))
