"""/my: what I organise, by date; what I booked in the name of others; the past page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlmodel import Session

from meetbot.booking.bookings import room_of
from meetbot.booking.models import Booking
from meetbot.booking.service import bookings_arranged_by, bookings_of, past_bookings_of
from meetbot.handlers import lists
from meetbot.handlers.booking.words import short_day
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.people.service import names
from meetbot.standard.service import standard_of
from meetbot.texts import Html, escape, shorten

MINE, OTHERS, PAST = "my", "others", "past"
BOOKERS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})
# Five years of one a working day; nobody pages further back.
_MOST_PAST = 1200


async def my(turn: Turn, words: str) -> None:
    """/my, and with words those that they find."""
    await lists.open_list(turn, MINE, words)


async def upcoming(turn: Turn, page: int) -> None:
    """What is to come, in place of what was pressed."""
    await lists.whole(turn, MINE)


async def others(turn: Turn, page: int) -> None:
    """What was booked in the name of others, in place of what was pressed."""
    await lists.whole(turn, OTHERS)


async def past(turn: Turn, page: int) -> None:
    """What was, in place of what was pressed."""
    await lists.whole(turn, PAST)


@lists.listed(MINE, BOOKERS)
def _upcoming(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts = reader.texts
    coming = [each for each in bookings_of(session, reader.member.id, reader.now) if each.ended_at is None]
    ways = (*_ways_to_others(session, reader), (button(texts.plain("Past bookings"), "bk.past", 0),))
    if not coming:
        text = lines(texts.t("<b>Your bookings</b>"), texts.t("Nothing is booked. /book makes a booking."))
        return Outgoing(text, ways)
    heading = texts.n("<b>Your bookings</b> · {count} to come", "<b>Your bookings</b> · {count} to come", len(coming))
    return _listed(session, reader, MINE, heading, coming, words, page, ways)


@lists.listed(OTHERS, BOOKERS)
def _for_others(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    """Whoever books for somebody else finds it again here."""
    texts, coming = reader.texts, _arranged(session, reader)
    back = (button(texts.plain("‹ Your bookings"), "bk.my", 0),)
    if not coming:
        text = lines(texts.t("<b>Booked for others</b>"), texts.t("There are none."))
        return Outgoing(text, (back,))
    heading = texts.n(
        "<b>Booked for others</b> · {count} to come", "<b>Booked for others</b> · {count} to come", len(coming)
    )
    return _listed(session, reader, OTHERS, heading, coming, words, page, (back,))


def _arranged(session: Session, reader: Reader) -> list[Booking]:
    found = bookings_arranged_by(session, reader.member.id, reader.now)
    return [each for each in found if each.ended_at is None]


def _ways_to_others(session: Session, reader: Reader) -> Rows:
    """The way to what was booked for others, where there is any."""
    count = len(_arranged(session, reader))
    if not count:
        return ()
    return ((button(reader.texts.plain("👥 Booked for others ({count})", count=count), "bk.others", 0),),)


def _listed(
    session: Session,
    reader: Reader,
    name: str,
    heading: Html,
    coming: list[Booking],
    words: str,
    page: int,
    ways: Rows,
) -> Outgoing:
    """A page of bookings to come; a series is one entry."""
    texts, dates = reader.texts, Counter(each.series_id for each in coming)
    whole = [each for each in coming if each.series_id is None or each is _next_of(each.series_id, coming)]
    found = lists.matching(whole, words, lambda each: _said(session, reader, each))
    part = lists.part_of(found, page)
    rows = tuple((_open(session, reader, each, dates[each.series_id]),) for each in part.entries)
    whose = names(session, sorted({each.organiser_id for each in part.entries} - {reader.member.id}))
    listed = _by_day(session, reader, part.entries, dates, whose)
    text = lines(heading, lists.looked_for(texts, words, len(found)), *listed)
    return Outgoing(text, (*rows, *lists.foot(texts, name, words, part), *ways))


def _said(session: Session, reader: Reader, booking: Booking) -> str:
    """What a booking is found by: title, type, room, day, number, whose it is."""
    texts, spec = reader.texts, room_of(session, booking).spec
    return " ".join((
        *names(session, [booking.organiser_id]).values(),
        booking.title, _type(session, reader, booking), spec.name.en, spec.name.zh, texts.day(booking.starts_at),
        texts.time(booking.starts_at), str(booking.id),
    ))  # fmt: skip


def _next_of(series_id: int, coming: list[Booking]) -> Booking:
    """The date by which a series is listed; its card has the others."""
    return next(each for each in coming if each.series_id == series_id)


@lists.listed(PAST, BOOKERS)
def _past(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts = reader.texts
    whole = past_bookings_of(session, reader.member.id, reader.now, _MOST_PAST)
    found = lists.matching(whole, words, lambda each: _said(session, reader, each))
    part = lists.part_of(found, page)
    listed = _by_day(session, reader, part.entries) if whole else [texts.t("There are none.")]
    again = texts.plain("🔁 Again")
    rows = tuple((_open(session, reader, each), button(again, "bk.again", each.id)) for each in part.entries)
    text = lines(texts.t("<b>Your past bookings</b>"), lists.looked_for(texts, words, len(found)), *listed)
    return Outgoing(
        text, (*rows, *lists.foot(texts, PAST, words, part), (button(texts.plain("‹ To come"), "bk.my", 0),))
    )


def _by_day(
    session: Session,
    reader: Reader,
    bookings: Sequence[Booking],
    dates: Mapping[int | None, int] | None = None,
    whose: Mapping[int, str] | None = None,
) -> list[Html]:
    listed: list[Html] = []
    for day, of_day in groupby(bookings, key=lambda each: reader.texts.day(each.starts_at)):
        listed.append(reader.texts.t("<b>{day}</b>", day=day))
        listed += [
            _line(session, reader, each, _count(each, dates or {}), (whose or {}).get(each.organiser_id, ""))
            for each in of_day
        ]
    return listed


def _count(booking: Booking, dates: Mapping[int | None, int]) -> int:
    """How many dates of its series are listed by this one; 1 for a booking that stands alone."""
    return dates.get(booking.series_id, 1) if booking.series_id is not None else 1


def _line(session: Session, reader: Reader, booking: Booking, count: int, whose: str = "") -> Html:
    """Time, room, subject; ``whose`` it is, where it is somebody else's."""
    texts, spec = reader.texts, room_of(session, booking).spec
    span = texts.span(booking.starts_at, booking.ends_at).removeprefix(texts.day(booking.starts_at)).lstrip(", ")
    subject = shorten(booking.title, 60) or _type(session, reader, booking)
    sign = "▶️ " if booking.starts_at <= reader.now < booking.ends_at else ""
    line = Html(f"{sign}{escape(span)} {escape(spec.name.in_(texts.language))} · {escape(subject)}")
    if whose:
        line = Html(f"{line} · 👤 {escape(whose)}")
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
