"""A meeting as a calendar file in the chat: after a booking, a change, an extension, a cancellation."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.meeting import Meeting, may_see_title, meeting
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.settings import Site
from meetbot.texts import Html, Texts


async def send_file(turn: Turn, booking_id: int, answers: int | None = None) -> None:
    """The meeting as a calendar file: to be added, to be updated, or to be taken out again."""
    found = await turn.read(_seen, booking_id, turn.reader)
    await turn.toast()
    attachment = await turn.work(attached, found, turn.parts.site, turn.texts.language)
    await turn.reply(Outgoing(_caption(turn.texts, found), attachment=attachment, answers=answers))


def _seen(session: Session, booking_id: int, reader: Reader) -> Meeting:
    found = meeting(session, booking_id)
    if not may_see_title(reader.member, found.booking):
        raise NotFound
    return found


def attached(found: Meeting, site: Site, language: str) -> Attachment:
    """The meeting as it is now: METHOD:PUBLISH, or CANCEL once it is cancelled."""
    written = ical.cancel if found.is_cancelled else ical.publish
    return Attachment(written(found, site, language), f"meeting-{found.id}.ics")


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
