"""What follows a booking, a change or a cancellation in the chat: the plan as a picture, the calendar file."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.meeting import Meeting
from meetbot.handlers.booking.plans import seen, send_plan
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.reminders.cards import card_of
from meetbot.texts import Html, Texts


async def send_answers(turn: Turn, booking_id: int, *, with_plan: bool = True) -> None:
    """The plan (if it is new) and the calendar file, as replies to the booking's card."""
    card = await turn.read(_card_message, booking_id, turn.me.id)
    if with_plan:
        await send_plan(turn, booking_id, card)
    await send_file(turn, booking_id, card)


async def calendar_file(turn: Turn, booking_id: int) -> None:
    """The calendar file, asked for by a button."""
    await send_file(turn, booking_id)


async def send_file(turn: Turn, booking_id: int, answers: int | None = None) -> None:
    """The meeting as a calendar file: to be added, to be updated, or to be taken out again."""
    found = await turn.read(seen, booking_id, turn.reader)
    await turn.toast()
    content = await turn.work(_written, found, turn)
    attachment = Attachment(content, f"meeting-{booking_id}.ics")
    await turn.reply(Outgoing(_caption(turn.texts, found), attachment=attachment, answers=answers))


def _written(found: Meeting, turn: Turn) -> bytes:
    site, language = turn.parts.site, turn.texts.language
    return ical.cancel(found, site, language) if found.is_cancelled else ical.publish(found, site, language)


def _caption(texts: Texts, found: Meeting) -> Html:
    span = texts.span(found.event.start, found.event.end)
    if found.is_cancelled:
        heading = texts.t("📆 <b>Cancelled:</b> {span}", span=span)
        advice = texts.t("Open the file to take the meeting out of your calendar. With /calendar it goes by itself.")
    elif found.booking.sequence:
        heading = texts.t("📆 <b>Changed:</b> {span}", span=span)
        advice = texts.t("Open the file to update your calendar. With /calendar it follows by itself.")
    else:
        heading = texts.t("📆 <b>For your calendar:</b> {span}", span=span)
        advice = texts.t(
            "Open the file to add it. Better: subscribe once with /calendar, and changes follow by themselves."
        )
    return lines(heading, advice)


def _card_message(session: Session, booking_id: int, person_id: int) -> int | None:
    card = card_of(session, "booking", f"booking:{booking_id}", person_id)
    return card.message_id if card else None
