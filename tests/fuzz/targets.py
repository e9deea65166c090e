"""
What reads bytes that strangers wrote, one function each: it must return or raise one of our own errors, whatever comes.

``make test`` throws some hundred made-up inputs at each (test_targets); ``make fuzz`` as many as a minute holds, guided by what
they reach in the code.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from PIL import Image
from telegram import Bot

from meetbot.booking.incoming.reader import read_calendar
from meetbot.booking.phrases import RoomName, read
from meetbot.booking.rooms import rooms_in
from meetbot.errors import MeetbotError
from meetbot.files.pictures import LONGEST_SIDE, plain_picture
from meetbot.guests.reading import mailboxes_in
from meetbot.handlers.areas import AREAS
from meetbot.handlers.intake import read_update
from meetbot.handlers.keyboards import decode, encode, verb_of
from meetbot.handlers.routing import Routes
from meetbot.nameplates.reading import guests_in, guests_of, text_of
from meetbot.settings import read_site
from meetbot.standard.loading import parse_standard
from meetbot.texts import escape, lines, one_line
from meetbot.yamlfiles import decoded, parse
from tests.factories import NOW
from tests.fuzz.rows import address, backup, link, reply, webhook

CONFIG = Path(__file__).parents[2] / "config"
_SITE = read_site(CONFIG)
_ROOMS = (RoomName("hall-a", "Riverside Hall A", "临江厅A"), RoomName("boardroom", "Boardroom", "第一会议室"))
_PRESSES = Routes.of(AREAS).presses
_BOT = Bot("1:x")


def phrase(content: bytes) -> None:
    """One line that is to become a booking: what was read makes sense."""
    for language in ("en", "zh", None):
        found = read(content.decode(errors="replace"), NOW, _SITE.zone, language, _ROOMS, _SITE.hours_on)
        said = found.as_json()
        if found.start is not None and found.end is not None:
            assert found.start < found.end, said


def calendar(content: bytes) -> None:
    """A calendar file that somebody sent."""
    with suppress(MeetbotError):
        read_calendar(content, _SITE.zone)


def standard(content: bytes) -> None:
    """A standard that an admin sent."""
    with suppress(MeetbotError):
        parse_standard(content.decode(errors="replace"), "standard.yaml")


def names(content: bytes) -> None:
    """A list of names, as a file."""
    with suppress(MeetbotError):
        guests_in(text_of(content))


def update(content: bytes) -> None:
    """What somebody posts to the webhook."""
    with suppress(MeetbotError):
        read_update(content, _BOT)


def code(content: bytes) -> None:
    """What a changed app sends as a button's code: the verb's own arguments, or nothing."""
    text = content.decode(errors="replace")
    press = _PRESSES.get(verb_of(text))
    found = decode(text, press.arguments) if press else None
    if press and found is not None:
        assert [type(each) for each in found] == list(press.arguments)
        with suppress(ValueError):  # longer than Telegram lets a button's code be
            assert decode(encode(press.verb, *found), press.arguments) == found


def guests(content: bytes) -> None:
    """Addresses of guests, as somebody pastes them: none of them can end a header of a mail."""
    with suppress(MeetbotError):
        for found in mailboxes_in(content.decode(errors="replace")):
            assert not set("\r\n\0") & set(f"{found.name}{found.address}")


def shown(content: bytes) -> None:
    """Text of people in a message: nothing of it is markup, and nothing turns the text around it."""
    text = content.decode(errors="replace")
    assert not set("<>") & set(escape(text))
    for cleaned in (one_line(text), lines(text)):
        assert not any(character in cleaned for character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


def sheet(content: bytes) -> None:
    """A list of names, as whatever file somebody sends."""
    with suppress(MeetbotError):
        for guest in guests_of(content):
            assert one_line(guest.name) == guest.name


def photo(content: bytes) -> None:
    """A picture: what is kept of it is one, small enough, and tells nothing beside it."""
    with suppress(MeetbotError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library mentions what is broken, and goes on
        kept = plain_picture(content)
        with Image.open(BytesIO(kept)) as picture:
            assert max(picture.size) <= LONGEST_SIDE
            assert not picture.getexif()


def rooms(content: bytes) -> None:
    """The rooms of a house, as an operator writes them."""
    with suppress(MeetbotError):
        rooms_in(parse(decoded(content, "rooms.yaml"), "rooms.yaml"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        phrase, calendar, standard, names, update, code, guests, shown, sheet, photo, rooms,
        reply, link, address, webhook, backup,
    )
}  # fmt: skip
