"""
A calendar file sent to the bot while nothing awaits a file: what it is for depends on its METHOD.

REPLY and its like answer an invitation (``replies``); everything else is a calendar that may be taken over.
"""

from __future__ import annotations

from typing import Final

from telegram import Document

from meetbot.booking.incoming.content import LARGEST
from meetbot.booking.incoming.errors import CalendarTooBig
from meetbot.booking.incoming.reader import read_calendar
from meetbot.handlers.imports import preview, replies
from meetbot.handlers.turn import Turn

_ENDINGS: Final = (".ics", ".ical", ".icalendar", ".ifb", ".vcs")


def is_calendar(document: Document | None) -> bool:
    """Whether what was sent calls itself a calendar file."""
    if document is None:
        return False
    return (document.mime_type or "").lower() in {"text/calendar", "application/ics"} or (
        document.file_name or ""
    ).lower().endswith(_ENDINGS)


async def arrived(turn: Turn) -> None:
    """The calendar file of this message goes where it belongs. Raises what cannot be read as IncomingCalendarError."""
    document = turn.message.document if turn.message else None
    assert document is not None
    content = await fetched(turn, document)
    calendar = await turn.work(read_calendar, content, turn.parts.site.zone)
    if calendar.method in replies.METHODS:
        await replies.take(turn, calendar)
    else:
        await preview.begin(turn, calendar, content, document.file_name or "")


async def fetched(turn: Turn, document: Document) -> bytes:
    """The file's bytes; one that says it is too big is not fetched at all. Raises CalendarTooBig."""
    if (document.file_size or 0) > LARGEST:
        raise CalendarTooBig(document.file_size or 0, LARGEST)
    file = await turn.bot.get_file(document.file_id)
    return bytes(await file.download_as_bytearray())
