"""
Those in charge set how a room should look in each layout, with a photo. The draft "look" waits for it; its fields name the
``room`` by its code and the ``layout``.
"""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.rooms import bookable
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.looks.showing import shown
from meetbot.handlers.names import layout_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import has_photo, kept_photo
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.catalogue import LAYOUTS, capacity
from meetbot.looks import service as looks
from meetbot.looks.service import SETTERS, looks_of
from meetbot.texts import Texts

DRAFT = "look"


async def room(turn: Turn, code: str) -> None:
    """The layouts of a room: which have a picture, which want one."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.show(await turn.read(_room, code, turn.reader))


def _room(session: Session, code: str, reader: Reader) -> Outgoing:
    texts, found = reader.texts, bookable(session, code)
    there = looks_of(session, found.room.id)
    choices = [
        button(texts.plain("📸 {layout}", layout=layout_name(texts, layout)), "lo.show", code, layout)
        if layout in there
        else button(texts.plain("➕ {layout}", layout=layout_name(texts, layout)), "lo.ask", code, layout)
        for layout in LAYOUTS
        if found.spec.shape is not None and capacity(found.spec.shape, layout)
    ]
    text = lines(
        texts.t("<b>📸 How {room} should look</b>", room=found.spec.name.in_(texts.language)),
        texts.t("One picture for each layout. The attendants see it at the items that set the room."),
    )
    return Outgoing(text, (*in_rows(choices, 2), (button(texts.plain("‹ Room"), "bk.rm", code),)))


async def ask(turn: Turn, code: str, layout: str) -> None:
    """Send the picture."""
    out = await turn.write(_asked, code, layout, turn)
    await turn.reply(out)  # a picture above keeps its own words


def _asked(session: Session, code: str, layout: str, turn: Turn) -> Outgoing:
    """Raises UnknownRoom, NotFound."""
    found, texts = bookable(session, code), turn.texts
    if layout not in LAYOUTS:
        raise NotFound
    drafts.start(session, turn.user.id, DRAFT, {"room": code, "layout": layout}, "photo", turn.now)
    place = {"room": found.spec.name.in_(texts.language), "layout": layout_name(texts, layout)}
    question = lines(
        texts.t("<b>📸 As it should look: {room}, {layout}</b>", **place),
        texts.t(
            "Send a photo of the room, set as it should be and without guests. It takes the place of an earlier one."
        ),
    )
    return Outgoing(question, ((button(texts.plain("‹ Back"), "lo.room", code),),))


async def take(turn: Turn, draft: Draft) -> None:
    """The photo. Raises TooBig, NotAPicture, TooManyPixels."""
    if await is_about_something_else(turn, draft):
        return
    code, layout = str(draft.fields["room"]), str(draft.fields["layout"])
    if not is_concluded(draft):
        if not has_photo(turn):
            await turn.reply(Outgoing(turn.texts.t("I wait for a photo. Please send one."), _back(turn.texts, code)))
            return
        file_id = await kept_photo(turn)
        await turn.write(_set, draft, file_id or 0, turn)
    await turn.reply(await turn.read(_shown, code, layout, turn.reader))


def _back(texts: Texts, code: str) -> Rows:
    return ((button(texts.plain("‹ Back"), "lo.room", code),),)


def _set(session: Session, draft: Draft, file_id: int, turn: Turn) -> None:
    looks.set_look(session, str(draft.fields["room"]), str(draft.fields["layout"]), file_id, turn.me, turn.now)
    conclude(session, draft, turn)


def _shown(session: Session, code: str, layout: str, reader: Reader) -> Outgoing:
    return shown(session, reader, bookable(session, code).room, layout, has_tools=True)


async def drop(turn: Turn, code: str, layout: str) -> None:
    """No picture any more."""
    await turn.write(looks.remove_look, code, layout, turn.me, turn.now)
    texts = turn.texts
    await turn.show(Outgoing(texts.t("Removed: nobody is shown this picture any more."), _back(texts, code)))


PRESSES = (
    Press("lo.room", room, (str,), SETTERS),
    Press("lo.ask", ask, (str, str), SETTERS),
    Press("lo.drop", drop, (str, str), SETTERS),
)
ANSWERS = (Answer(DRAFT, take, SETTERS),)
