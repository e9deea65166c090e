"""The seating plan of a meeting as a picture in the reader's language."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, may_see_title, meeting, plan_of
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.floor import words
from meetbot.handlers.outgoing import Attachment, Outgoing
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.drawing import png, svg
from meetbot.layouts.errors import DoesNotFit
from meetbot.layouts.labels import Labels
from meetbot.people.roles import STAFF
from meetbot.texts import Texts


async def send_plan(turn: Turn, booking_id: int) -> None:
    """The picture as a message of its own, below the list."""
    found = await turn.read(_seen, booking_id, turn.reader)
    try:
        picture = await turn.work(_picture, found, labels(turn.texts, found, turn.now), turn)
    except DoesNotFit:
        await turn.toast(turn.texts.plain("The room was measured anew and this layout does not fit it."), alert=True)
        return
    caption = turn.texts.t(
        "<b>{room} · {when}</b>", room=words.room(turn.texts, found), when=words.when(turn.texts, found, turn.now)
    )
    await turn.toast()
    await turn.reply(Outgoing(caption, attachment=Attachment(picture, "plan.png", is_photo=True)))


def _seen(session: Session, booking_id: int, reader: Reader) -> Meeting:
    found = meeting(session, booking_id)
    if not may_see_title(reader.member, found.booking):
        raise NotFound
    return found


def _picture(found: Meeting, labels: Labels, turn: Turn) -> bytes:
    return png(svg(plan_of(found), labels), extra_font=turn.parts.site.extra_font)


def labels(texts: Texts, found: Meeting, now: datetime) -> Labels:
    """The words of the drawing."""
    return Labels(
        title=texts.plain("{room} · {when}", room=words.room(texts, found), when=words.when(texts, found, now)),
        subtitle=words.setting(texts, found),
        screen=texts.plain("Screen"),
        door=texts.plain("Door"),
        table=texts.plain("Table"),
        seat=texts.plain("Seat"),
        rostrum=texts.plain("Rostrum"),
        chair=texts.plain("Chairperson"),
        vice_chair=texts.plain("Vice-chairperson"),
        speaker=texts.plain("Speaker"),
        microphone=texts.plain("Microphone"),
        lectern=texts.plain("Lectern"),
        whiteboard=texts.plain("Whiteboard"),
        flowers=texts.plain("Flowers"),
        side_table=texts.plain("Side table"),
        aisle=texts.plain("Aisle"),
        column=texts.plain("Column"),
        north=texts.plain("N"),
        metre=texts.plain("m"),
    )


PRESSES = (Press("ck.plan", send_plan, (int,), STAFF),)
