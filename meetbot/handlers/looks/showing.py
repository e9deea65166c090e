"""The picture of a room as it should look, from the room's page or from the item that sets it."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import meeting
from meetbot.booking.models import Room
from meetbot.booking.rooms import bookable, spec_of
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Rows, button
from meetbot.handlers.names import layout_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.looks.models import Look
from meetbot.looks.service import SETTERS, look_of, looks_of
from meetbot.people.roles import STAFF, Role
from meetbot.people.service import names
from meetbot.texts import Html, Texts

SEES = STAFF | {Role.ORGANISER}


def look_rows(session: Session, reader: Reader, room: Room) -> Rows:
    """For the room's page: a button for each picture there is, and for those in charge the way to set them."""
    texts, code = reader.texts, spec_of(room).code
    shown = tuple(
        button(texts.plain("📸 {layout}", layout=layout_name(texts, layout)), "lo.show", code, layout)
        for layout in looks_of(session, room.id)
    )
    sets = (button(texts.plain("📸 How it should look…"), "lo.room", code),) if reader.member.has(*SETTERS) else ()
    return (shown, sets)


def look_row(session: Session, texts: Texts, booking_id: int, room: Room, layout: str) -> Rows:
    """For an item that sets the room: how it should look, where there is a picture of it."""
    if look_of(session, room.id, layout) is None:
        return ()
    return ((button(texts.plain("📸 As it should look"), "lo.of", booking_id),),)


async def show(turn: Turn, code: str, layout: str) -> None:
    """The picture, below the room's page."""
    await turn.reply(await turn.read(_of_room, code, layout, turn.reader))


def _of_room(session: Session, code: str, layout: str, reader: Reader) -> Outgoing:
    room = bookable(session, code).room
    return shown(session, reader, room, layout, has_tools=True)


async def show_of_meeting(turn: Turn, booking_id: int) -> None:
    """The picture of the meeting's room in its layout, below the item."""
    await turn.reply(await turn.read(_of_meeting, booking_id, turn.reader))


def _of_meeting(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    held = meeting(session, booking_id)
    return shown(session, reader, held.room, held.booking.layout, has_tools=False)


def shown(session: Session, reader: Reader, room: Room, layout: str, *, has_tools: bool) -> Outgoing:
    """The picture with what it shows; with the tools for those in charge. Raises NotFound."""
    look, texts = look_of(session, room.id, layout), reader.texts
    if look is None:
        raise NotFound
    code = spec_of(room).code
    tools = (
        (
            button(texts.plain("✏️ Replace"), "lo.ask", code, layout),
            button(texts.plain("🗑 Remove"), "lo.drop", code, layout),
        )
        if has_tools and reader.member.has(*SETTERS)
        else ()
    )
    return Outgoing(_caption(session, texts, room, look), (tools,), picture(session, look.file_id))


def _caption(session: Session, texts: Texts, room: Room, look: Look) -> Html:
    place = {"room": spec_of(room).name.in_(texts.language), "layout": layout_name(texts, look.layout)}
    who = {"name": names(session, [look.set_by]).get(look.set_by, ""), "day": texts.day(look.set_at)}
    return lines(
        texts.t("<b>📸 As it should look: {room}, {layout}</b>", **place), texts.t("Set by {name}, {day}", **who)
    )


PRESSES = (Press("lo.show", show, (str, str), SEES), Press("lo.of", show_of_meeting, (int,), STAFF))
