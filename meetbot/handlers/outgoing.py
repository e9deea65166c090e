"""A message as a value, and the ways it reaches a chat: sent, edited in place, or sent anew when it cannot be edited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from meetbot.handlers.keyboards import Rows, markup
from meetbot.texts import Html, shorten

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words for a message that cannot be edited any more; it is sent anew.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message to edit")


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


async def send(bot: ExtBot[Any], chat_id: int, out: Outgoing, urgency: int) -> Message:
    """The message in the chat. Raises telegram.error.TelegramError."""
    keyboard, reply = markup(out.rows), _reply(out.answers)
    if out.attachment is None:
        return await bot.send_message(
            chat_id, _fitting(out.html, MessageLimit.MAX_TEXT_LENGTH), parse_mode=ParseMode.HTML, reply_markup=keyboard,
            link_preview_options=_NO_PREVIEW, disable_notification=out.silent, reply_parameters=reply,
            rate_limit_args=urgency,
        )  # fmt: skip
    caption = _fitting(out.html, MessageLimit.CAPTION_LENGTH)
    attached = out.attachment.telegram_file_id or InputFile(out.attachment.content, out.attachment.name)
    if out.attachment.is_photo:
        return await bot.send_photo(
            chat_id,
            attached,
            caption=caption,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard,
            reply_parameters=reply,
            rate_limit_args=urgency,
        )
    return await bot.send_document(
        chat_id,
        attached,
        caption=caption,
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        reply_parameters=reply,
        rate_limit_args=urgency,
    )


def _reply(message_id: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id is not None else None


async def edit(bot: ExtBot[Any], chat_id: int, message_id: int, out: Outgoing, urgency: int) -> bool:
    """Whether the message shows ``out`` now; false when it cannot be edited and is to be sent anew."""
    try:
        await bot.edit_message_text(
            _fitting(out.html, MessageLimit.MAX_TEXT_LENGTH), chat_id, message_id, parse_mode=ParseMode.HTML,
            reply_markup=markup(out.rows), link_preview_options=_NO_PREVIEW, rate_limit_args=urgency,
        )  # fmt: skip
    except BadRequest as refusal:
        words = refusal.message.lower()
        if "message is not modified" in words:
            return True
        if any(gone in words for gone in _GONE):
            return False
        raise
    return True


def _fitting(html: str, limit: int) -> str:
    """``html`` within Telegram's limit. Texts are built to fit; this keeps an extreme one from being lost altogether."""
    if len(html.encode("utf-16-le")) // 2 <= limit:
        return html
    # Cutting inside a tag would make Telegram refuse the whole message, so the cut one is sent as bare text.
    return shorten(html.replace("<", "‹").replace(">", "›"), limit // 2)
