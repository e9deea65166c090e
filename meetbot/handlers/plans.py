"""Seating plans as pictures with words in the reader's language; each is drawn once and kept by content."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, may_see_title, meeting, plan_for, plan_of
from meetbot.booking.rooms import bookable
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.names import layout_name, room_name
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.layouts.catalogue import LAYOUTS, capacity
from meetbot.layouts.drawing import png, svg
from meetbot.layouts.errors import DoesNotFit
from meetbot.layouts.labels import Labels
from meetbot.layouts.plan import Plan
from meetbot.layouts.tableware import NOTHING, Tableware
from meetbot.papers.tableware import tableware_of
from meetbot.standard.needs import Needs
from meetbot.texts import Html, Texts

# About 150 KB each.
_KEPT = 64
_WIDTH = 1600


async def send_plan(turn: Turn, booking_id: int) -> None:
    """The plan of a booking as a picture, below everything else."""
    found, texts = await turn.read(seen, booking_id, turn.reader), turn.texts
    try:
        arranged = await turn.work(plan_of, found)
    except DoesNotFit:
        await turn.toast(texts.plain("The room was measured anew and this layout does not fit it."), alert=True)
        return
    await turn.toast()
    subtitle = _subtitle(found, arranged, texts)
    caption = lines(
        texts.t(
            "🗺 <b>{layout} in {room}</b>", layout=layout_name(texts, arranged.layout), room=room_name(texts, found.spec)
        ),
        texts.t("📅 {moment}", moment=texts.span(found.event.start, found.event.end)),
        texts.n(
            "{places} places for {count} person. Drawn to scale; the bar below the plan is in metres.",
            "{places} places for {count} people. Drawn to scale; the bar below the plan is in metres.",
            found.booking.heads,
            places=arranged.places,
        ),
    )
    name, words = f"plan-{booking_id}.png", labels(texts, room_name(texts, found.spec), subtitle)
    await _send(turn, arranged, words, caption, name, tableware_of(found, arranged))


def picture(found: Meeting, texts: Texts, extra_font: Path | None) -> bytes:
    """The plan of a meeting, for a calendar program. Raises DoesNotFit."""
    arranged = plan_of(found)
    words = labels(texts, room_name(texts, found.spec), _subtitle(found, arranged, texts))
    return drawn(arranged, words, extra_font, tableware_of(found, arranged))


def _subtitle(found: Meeting, arranged: Plan, texts: Texts) -> str:
    return texts.plain(
        "{layout} · {places} places · {span}",
        layout=layout_name(texts, arranged.layout),
        places=arranged.places,
        span=texts.house.span(found.event.start, found.event.end),
    )


async def room_plan(turn: Turn, code: str, layout: str) -> None:
    """What a room looks like in a layout when it is full."""
    texts = turn.texts
    spec = (await turn.read(bookable, code)).spec
    if layout not in LAYOUTS or spec.shape is None:
        raise NotFound
    full = capacity(spec.shape, layout)
    if not full:
        raise NotFound
    await turn.toast()
    arranged = await turn.work(plan_for, spec, layout, full, Needs())
    subtitle = texts.plain("{layout} · up to {places} places", layout=layout_name(texts, layout), places=full)
    caption = lines(
        texts.t("🗺 <b>{layout} in {room}</b>", layout=layout_name(texts, layout), room=room_name(texts, spec)),
        texts.t("Up to {places} places, without rostrum. Drawn to scale; the bar below the plan is in metres.",
                places=full),
    )  # fmt: skip
    await _send(turn, arranged, labels(texts, room_name(texts, spec), subtitle), caption, f"{code}-{layout}.png")


async def _send(turn: Turn, arranged: Plan, words: Labels, caption: Html, name: str, ware: Tableware = NOTHING) -> None:
    picture = await turn.work(drawn, arranged, words, turn.parts.site.extra_font, ware)
    await turn.reply(Outgoing(caption, attachment=Attachment(picture, name, is_photo=True)))


@lru_cache(maxsize=_KEPT)
def drawn(arranged: Plan, words: Labels, extra_font: Path | None, ware: Tableware = NOTHING) -> bytes:
    """The picture (PNG)."""
    return png(svg(arranged, words, ware=ware), _WIDTH, extra_font)


def seen(session: Session, booking_id: int, reader: Reader) -> Meeting:
    """The meeting, for somebody who may see it. Raises UnknownBooking, NotFound."""
    found = meeting(session, booking_id)
    if not may_see_title(reader.member, found.booking):
        raise NotFound
    return found


def labels(texts: Texts, title: str, subtitle: str) -> Labels:
    """The words of the drawing. A meeting's title is not among them: plans are passed on."""
    return Labels(
        title=title,
        subtitle=subtitle,
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
        ashtray=texts.plain("Ashtray"),
        fruit_plate=texts.plain("Fruit plate"),
    )
