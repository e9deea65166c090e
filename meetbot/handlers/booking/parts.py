"""The parts of a meeting on its whole card: what each is, and the button that changes it."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.wishes import Offer
from meetbot.handlers.booking.frame import in_whose_name, type_name, when
from meetbot.handlers.booking.sketch import Step
from meetbot.handlers.booking.talk import Talk
from meetbot.handlers.booking.words import around, needs_line, seats
from meetbot.handlers.keyboards import Rows, in_rows
from meetbot.handlers.names import room_name
from meetbot.handlers.told import told_lines
from meetbot.texts import Html
from meetbot.times import Interval


def offered(session: Session, talk: Talk, offer: Offer) -> tuple[Html | None, ...]:
    """What the wish would get, a line for each thing."""
    texts, sketch, wish = talk.texts, talk.sketch, talk.wish
    return (
        when(talk),
        texts.t("📍 {room}", room=room_name(texts, offer.spec)),
        seats(texts, wish.layout, offer.places, wish.heads, offer.capacity),
        texts.t("🏷 {type}", type=type_name(talk)),
        texts.t("✏️ {title}", title=sketch.title) if sketch.title else None,
        in_whose_name(session, talk),
        needs_line(texts, talk.standard, wish.needs),
        *told_lines(texts, wish.needs),
        around(texts, Interval(wish.starts_at, wish.ends_at), offer.reserved),
        texts.t("🌙 Outside the opening hours, as you wished") if sketch.closed_ok and sketch.booking is None else None,
    )


def parts(talk: Talk) -> Rows:
    """Each part of the whole as a button."""
    texts = talk.texts
    buttons = [
        talk.goes(texts.plain("📍 Room"), Step.ROOM),
        talk.goes(texts.plain("🪑 Layout"), Step.LAYOUT),
        talk.goes(texts.plain("🍵 Needs"), Step.NEEDS),
        talk.goes(texts.plain("📅 Day"), Step.DAY),
        talk.goes(texts.plain("🕑 Start"), Step.START),
        talk.goes(texts.plain("⏱ Length"), Step.LENGTH),
        talk.goes(texts.plain("👥 People"), Step.HEADS),
        talk.goes(texts.plain("🏷 Type"), Step.TYPE),
        talk.goes(texts.plain("✏️ Title"), Step.TITLE),
        talk.goes(texts.plain("👤 Organiser"), Step.ORGANISER),
    ]
    if talk.booking is None or talk.rule is not None:
        buttons.append(talk.goes(texts.plain("🔁 Repeat…"), Step.REPEAT))
    return in_rows(buttons, 3)
