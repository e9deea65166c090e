"""A meeting as a calendar file in the chat: after a booking, a change, an extension, a cancellation; a series as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking import ical
from meetbot.booking.meeting import Meeting, may_see_title, meeting
from meetbot.booking.series.calendar import date_cancelled_file, series_file
from meetbot.booking.series.finding import bookings_in
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.settings import Site
from meetbot.texts import Html, Texts


@dataclass(frozen=True)
class _Dates:
    """The series that a meeting belongs to, written, and how many of its dates stand."""

    file: Attachment
    count: int


async def send_file(turn: Turn, booking_id: int, answers: int | None = None) -> None:
    """The meeting, or the series that it belongs to, as a calendar file: to be added, to be updated, or to be taken out."""
    found, dates = await turn.read(_seen, booking_id, turn.reader)
    await turn.toast()
    attachment = dates.file if dates else await turn.work(attached, found, turn.parts.site, turn.texts.language)
    caption = _series_caption(turn.texts, found, dates) if dates else _caption(turn.texts, found)
    await turn.reply(Outgoing(caption, attachment=attachment, answers=answers))


def _seen(session: Session, booking_id: int, reader: Reader) -> tuple[Meeting, _Dates | None]:
    found = meeting(session, booking_id)
    if not may_see_title(reader.member, found.booking):
        raise NotFound
    return found, _dates(session, found, reader)


def _dates(session: Session, found: Meeting, reader: Reader) -> _Dates | None:
    series_id = found.booking.series_id
    if series_id is None:
        return None
    standing = sum(booking.cancelled_at is None for booking in bookings_in(session, series_id))
    site, language = reader.parts.site, reader.texts.language
    if found.is_cancelled and standing:
        written = date_cancelled_file(session, found.id, site, language)
    else:
        written = series_file(session, series_id, site, language)
    return _Dates(Attachment(written, f"series-{series_id}.ics"), standing)


def file_of(session: Session, found: Meeting, reader: Reader) -> Attachment:
    """The calendar file of the meeting, or of the series that it belongs to."""
    dates = _dates(session, found, reader)
    return dates.file if dates else attached(found, reader.parts.site, reader.texts.language)


def _series_caption(texts: Texts, found: Meeting, dates: _Dates) -> Html:
    if found.is_cancelled and dates.count:
        heading = texts.t("📆 <b>Cancelled:</b> {span}", span=texts.span(found.event.start, found.event.end))
        return lines(heading, texts.t("Open the file to take this date out of your calendar. The other dates stay."))
    if found.is_cancelled:
        heading = texts.t("📆 <b>Cancelled:</b> every date of the series")
        return lines(heading, texts.t("Open the file to take the series out of your calendar."))
    heading = texts.n(
        "📆 <b>For your calendar:</b> the series, {count} date",
        "📆 <b>For your calendar:</b> the series, {count} dates",
        dates.count,
    )
    advice = texts.t("Open the file to add the series, or to bring it up to date. With /calendar it follows by itself.")
    return lines(heading, advice)


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
