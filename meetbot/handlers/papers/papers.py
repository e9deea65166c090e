"""The card from which everything that is packed, drawn or printed for a meeting is reached."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.handlers.booking.words import seats
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.nameplates import step_line
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.papers.seeing import SEES, seen, way_back
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.nameplates.progress import step_of
from meetbot.nameplates.service import names_of
from meetbot.people.roles import STAFF
from meetbot.texts import Html, Texts


async def show(turn: Turn, booking_id: int) -> None:
    """The papers in place of the card that they belong to."""
    await turn.card("papers", booking_id)


@card("papers", of="booking")
def papers_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Raises UnknownBooking; NotFound for somebody whom the meeting does not concern."""
    found = seen(session, booking_id, reader.member)
    texts, booking = reader.texts, found.booking
    text = lines(
        texts.t("<b>📄 Papers</b> · booking {number}", number=booking_id),
        texts.t("📅 {span}", span=texts.span(found.event.start, found.event.end)),
        texts.t("📍 {room}", room=room_name(texts, found.spec)),
        seats(texts, booking.layout, booking.places, booking.heads),
        _nameplates(texts, session, found),
    )
    if found.is_cancelled:
        text = lines(text, "", texts.t("The meeting is cancelled."))
        return Outgoing(text, ((way_back(reader, found),),))
    rows = (
        (
            button(texts.plain("📦 Packing list"), "pa.pack", booking_id),
            button(texts.plain("🗺 Plan"), "bk.plan", booking_id),
        ),
        (
            button(texts.plain("🍵 Place setting"), "pa.set", booking_id),
            button(texts.plain("🖨 Drawings as PDF"), "pa.draw", booking_id),
        ),
        (
            button(texts.plain("📛 Nameplates"), "pa.names", booking_id, 0),
            button(texts.plain("🪧 Signs"), "pa.signs", booking_id),
        ),
        _day(reader, booking_id),
        (way_back(reader, found),),
    )
    return Outgoing(text, tuple(filter(None, rows)))


def _nameplates(texts: Texts, session: Session, found: Meeting) -> Html | None:
    """How far the cards are, where the meeting has them (P10)."""
    names = names_of(session, found.id)
    if not (found.needs.nameplates or names.entries):
        return None
    return step_line(texts, step_of(found, names))


def _day(reader: Reader, booking_id: int) -> tuple[Button, ...]:
    """The whole day's run sheet, for the staff."""
    if not reader.member.has(*STAFF):
        return ()
    return (button(reader.texts.plain("🖨 Run sheet of the day"), "pa.day", booking_id),)


PRESSES = (Press("pa.card", show, (int,), SEES),)
