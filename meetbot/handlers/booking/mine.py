"""/my: what I organise, by date; the past page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.service import bookings_of, past_bookings_of
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.standard.service import standard_of
from meetbot.texts import Html, escape, shorten

_PAGE = 8
_LAST_PAGE = 10_000


async def my(turn: Turn, words: str) -> None:
    """/my"""
    await turn.reply(await turn.read(_upcoming, turn.reader, 0))


async def upcoming(turn: Turn, page: int) -> None:
    """A page of what is to come."""
    await turn.show(await turn.read(_upcoming, turn.reader, min(max(page, 0), _LAST_PAGE)))


async def past(turn: Turn, page: int) -> None:
    """A page of what was."""
    await turn.show(await turn.read(_past, turn.reader, min(max(page, 0), _LAST_PAGE)))


def _upcoming(session: Session, reader: Reader, page: int) -> Outgoing:
    texts = reader.texts
    coming = [each for each in bookings_of(session, reader.member.id, reader.now) if each.ended_at is None]
    dates = Counter(each.series_id for each in coming)
    found = [each for each in coming if each.series_id is None or each is _next_of(each.series_id, coming)]
    past_ones = (button(texts.plain("Past bookings"), "bk.past", 0),)
    if not found:
        text = lines(texts.t("<b>Your bookings</b>"), texts.t("Nothing is booked. /book makes a booking."))
        return Outgoing(text, (past_ones,))
    page = min(page, (len(found) - 1) // _PAGE)
    part = found[page * _PAGE : (page + 1) * _PAGE]
    heading = texts.n("<b>Your bookings</b> · {count} to come", "<b>Your bookings</b> · {count} to come", len(coming))
    pager = _pager("bk.my", page, has_more=len(found) > (page + 1) * _PAGE)
    rows = (*((_open(session, reader, each, dates[each.series_id]),) for each in part), pager, past_ones)
    return Outgoing(lines(heading, *_by_day(session, reader, part, dates)), tuple(row for row in rows if row))


def _next_of(series_id: int, coming: list[Booking]) -> Booking:
    """The date by which a series is listed; its card has the others."""
    return next(each for each in coming if each.series_id == series_id)


def _past(session: Session, reader: Reader, page: int) -> Outgoing:
    texts = reader.texts
    found = past_bookings_of(session, reader.member.id, reader.now, _PAGE + 1, page * _PAGE)
    part = found[:_PAGE]
    listed = _by_day(session, reader, part) if part else [texts.t("There are none.")]
    again = texts.plain("🔁 Again")
    rows = (
        *((_open(session, reader, each), button(again, "bk.again", each.id)) for each in part),
        _pager("bk.past", page, has_more=len(found) > _PAGE),
        (button(texts.plain("‹ To come"), "bk.my", 0),),
    )
    return Outgoing(lines(texts.t("<b>Your past bookings</b>"), *listed), tuple(row for row in rows if row))


def _by_day(
    session: Session, reader: Reader, bookings: list[Booking], dates: Mapping[int | None, int] | None = None
) -> list[Html]:
    listed: list[Html] = []
    for day, of_day in groupby(bookings, key=lambda each: reader.texts.day(each.starts_at)):
        listed.append(reader.texts.t("<b>{day}</b>", day=day))
        listed += [_line(session, reader, each, _count(each, dates or {})) for each in of_day]
    return listed


def _count(booking: Booking, dates: Mapping[int | None, int]) -> int:
    """How many dates of its series are listed by this one; 1 for a booking that stands alone."""
    return dates.get(booking.series_id, 1) if booking.series_id is not None else 1


def _line(session: Session, reader: Reader, booking: Booking, count: int) -> Html:
    texts, spec = reader.texts, room_of(session, booking).spec
    span = texts.span(booking.starts_at, booking.ends_at).removeprefix(texts.day(booking.starts_at)).lstrip(", ")
    subject = shorten(booking.title, 60) or _type(session, reader, booking)
    sign = "▶️ " if booking.starts_at <= reader.now < booking.ends_at else ""
    line = Html(f"{sign}{escape(span)} {escape(spec.name.in_(texts.language))} · {escape(subject)}")
    if count == 1:
        return line
    return texts.n("🔁 {line} · {count} date", "🔁 {line} · {count} dates", count, line=line)


def _type(session: Session, reader: Reader, booking: Booking) -> str:
    types = standard_of(session, booking.standard_id).types
    key = booking.meeting_type
    return next((kind.name.in_(reader.texts.language) for kind in types if kind.key == key), key)


def _open(session: Session, reader: Reader, booking: Booking, dates: int = 1) -> Button:
    """The way to a booking; to its series where several of its dates are listed by it."""
    texts, spec = reader.texts, room_of(session, booking).spec
    label = f"{short_day(texts, booking.starts_at)} {texts.time(booking.starts_at)} · {spec.name.in_(texts.language)}"
    if booking.series_id is not None and dates > 1:
        return button(f"🔁 {label}", "bk.series", booking.series_id)
    return button(label, "bk.show", booking.id)


def _pager(verb: str, page: int, *, has_more: bool) -> tuple[Button, ...]:
    back = (button(f"‹ {page}", verb, page - 1),) if page else ()
    onward = (button(f"{page + 2} ›", verb, page + 1),) if has_more else ()
    return (*back, *onward)
