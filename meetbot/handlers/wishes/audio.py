"""Audio pieces: sent by the organiser, kept with the booking, sent on to whoever prepares the meeting (P4)."""

from __future__ import annotations

import mimetypes
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session
from telegram import Message
from telegram.error import TelegramError

from meetbot.booking import telling
from meetbot.booking.meeting import Meeting, may_see_title, meeting
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.files.errors import TooBig
from meetbot.files.names import file_name
from meetbot.files.service import LARGEST_DOCUMENT, keep, require_size, stored
from meetbot.handlers.answering import is_about_something_else, is_repeated, note
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.handlers.wishes.card import DRAFT, TELLS, to_wishes
from meetbot.handlers.wishes.questions import ask
from meetbot.people.roles import STAFF
from meetbot.standard.needs import MOST_AUDIO
from meetbot.texts import Html, Texts, shorten

_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 60
# What is played, whatever the sending program calls it.
_PLAYED = frozenset(
    {".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac", ".wma", ".mid", ".midi", ".aif", ".aiff"}
)


@dataclass(frozen=True)
class Sent:
    """What a message brings: Telegram's id of the file, what to call it, its kind and size (0: not told)."""

    file_id: str
    name: str
    mime: str
    size: int


async def ask_pieces(turn: Turn, booking_id: int) -> None:
    """Which pieces shall be played?"""
    await ask(turn, booking_id, "audio", lambda found: page(turn.texts, found))


def page(texts: Texts, found: Meeting) -> tuple[Html, Rows]:
    """The pieces that there are, and that more are waited for."""
    pieces = found.needs.audio
    text = lines(
        texts.t("<b>🎵 Which audio pieces shall be played?</b>"),
        *(texts.t("{number}. {name}", number=number, name=piece.name) for number, piece in enumerate(pieces, start=1)),
        texts.t("Send them one after the other: audio, voice message or file, at most {limit} MB each.",
                limit=LARGEST_DOCUMENT // _MEGABYTE) if len(pieces) < MOST_AUDIO else None,
        texts.t("The attendants get them with their list and play each through before the meeting."),
    )  # fmt: skip
    out = tuple(
        (button(texts.plain("✖ {name}", name=shorten(piece.name, _LONGEST_NAME)), "ws.mute", found.id, piece.file),)
        for piece in pieces
    )
    hear = ((button(texts.plain("▶️ Send them to me"), "ws.play", found.id),),) if pieces else ()
    return text, (*out, *hear, (to_wishes(texts, found.id),))


async def drop(turn: Turn, booking_id: int, file_id: int) -> None:
    """Not to be played any more."""
    await turn.write(telling.drop_audio, booking_id, file_id, turn.me, turn.now)
    await ask_pieces(turn, booking_id)


async def take(turn: Turn, draft: Draft) -> None:
    """One piece; the page shows it, and a thumb says that this very message was taken. More may follow."""
    if await is_about_something_else(turn, draft):
        return
    sent, texts = sent_in(turn.message) if turn.message else None, turn.texts
    if sent is None:
        await turn.reply(
            Outgoing(texts.t("I wait for audio: a piece of music, a voice message, or a file such as an mp3."))
        )
        return
    if not is_repeated(turn, draft):
        try:
            await turn.write(_taken, draft, sent, await _content(turn, sent), turn)
        except TooBig as big:
            await turn.reply(Outgoing(_too_big(texts, sent, big)))
            return
    text, rows = page(texts, await turn.read(meeting, int(draft.fields["booking"])))
    await turn.show_in(draft.message_id, Outgoing(text, rows))
    await _thumb(turn)


async def _content(turn: Turn, sent: Sent) -> bytes:
    """The bytes. Raises EmptyFile, TooBig before anything is fetched, where Telegram tells the size."""
    require_size(sent.size or 1, sent.mime)
    file = await turn.bot.get_file(sent.file_id)
    return bytes(await file.download_as_bytearray())


def _taken(session: Session, draft: Draft, sent: Sent, content: bytes, turn: Turn) -> None:
    kept = keep(session, content, sent.mime, sent.name, turn.now, sent.file_id)
    assert kept.id is not None
    telling.add_audio(session, int(draft.fields["booking"]), kept.id, sent.name, turn.me, turn.now)
    drafts.update(session, draft, turn.now, note(turn), awaiting="words")


def sent_in(message: Message) -> Sent | None:
    """The audio that a message carries; none where it carries something else."""
    if message.audio is not None:
        audio = message.audio
        titled = " - ".join(filter(None, (audio.performer, audio.title)))
        name = _name(audio.file_name or titled, audio.mime_type or "audio/mpeg")
        return Sent(audio.file_id, name, audio.mime_type or "audio/mpeg", audio.file_size or 0)
    if message.voice is not None:
        voice = message.voice
        name = f"voice {message.date:%Y%m%d-%H%M%S}.ogg"
        return Sent(voice.file_id, name, voice.mime_type or "audio/ogg", voice.file_size or 0)
    document = message.document
    if document is None or not _is_audio(document.file_name or "", document.mime_type or ""):
        return None
    mime = document.mime_type or mimetypes.guess_type(document.file_name or "")[0] or "audio/mpeg"
    return Sent(document.file_id, _name(document.file_name or "", mime), mime, document.file_size or 0)


def _is_audio(name: str, mime: str) -> bool:
    return mime.startswith("audio/") or any(name.lower().endswith(ending) for ending in _PLAYED)


def _name(given: str, mime: str) -> str:
    """What the piece is called, safe as a file's name, with the ending that tells players what it is."""
    named = file_name(given or "audio", mime)
    return named if "." in named else named + (mimetypes.guess_extension(mime) or "")


def _too_big(texts: Texts, sent: Sent, big: TooBig) -> Html:
    return texts.t(
        "“{name}” has {size} MB; I can take {limit} MB. Send it as an mp3: then it is smaller.",
        name=sent.name,
        size=-(-big.size // _MEGABYTE),
        limit=big.limit // _MEGABYTE,
    )


async def _thumb(turn: Turn) -> None:
    assert turn.message is not None
    with suppress(TelegramError):
        await turn.bot.set_message_reaction(turn.chat_id, turn.message.message_id, "👍")


async def play(turn: Turn, booking_id: int) -> None:
    """The pieces themselves, to their organiser and to those who prepare the meeting (C6)."""
    files = await turn.read(_files, booking_id, turn)
    await turn.toast()
    for number, (content, name, telegram_id) in enumerate(files, start=1):
        caption = turn.texts.t("🎵 {number}. {name}", number=number, name=name)
        await turn.reply(Outgoing(caption, attachment=Attachment(content, name, telegram_file_id=telegram_id)))


def _files(session: Session, booking_id: int, turn: Turn) -> list[tuple[bytes, str, str | None]]:
    """Content, name and Telegram's id of each piece. Raises UnknownBooking, NotFound."""
    found = meeting(session, booking_id)
    if not may_see_title(turn.me, found.booking):
        raise NotFound
    rows = [(stored(session, piece.file), piece.name) for piece in found.needs.audio]
    return [(row.content, name, row.telegram_file_id) for row, name in rows]


PRESSES = (
    Press("ws.audio", ask_pieces, (int,), TELLS),
    Press("ws.mute", drop, (int, int), TELLS),
    Press("ws.play", play, (int,), TELLS | STAFF),
)
ANSWERS = (Answer(f"{DRAFT}.audio", take, TELLS),)
