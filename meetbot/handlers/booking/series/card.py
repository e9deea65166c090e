"""
The live card of a series: its rule, its dates to come, and what can be done with all of them.

Its view is a page. As a list it is "series/5": the dates of series 5 that the words find.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.models import Booking, Series
from meetbot.booking.rules import may_change
from meetbot.booking.series.scope import differences
from meetbot.booking.series.service import bookings_in, repeat_of
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.booking.series.words import whole_rule
from meetbot.handlers.booking.words import room_of_id, short_day
from meetbot.handlers.calendar_file import send_file
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.lists import Part
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, shorten

SERIES = "series"
BOOKERS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})


async def show(turn: Turn, series_id: int) -> None:
    """The card below everything else."""
    await turn.card("series", series_id, anew=True)


@card(SERIES, of="series")
def series_card(session: Session, series_id: int, reader: Reader) -> Outgoing:
    """Raises NotFound for a series that there is not, or that does not concern the reader."""
    return _shown(session, series_id, reader, "", lists.page_of(reader.view))


@lists.listed(SERIES, BOOKERS, card=SERIES)
def _searched(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    """The same as a list: the dates of the series in ``reader.view`` that the words find."""
    return _shown(session, lists.number_of(reader.view), reader, words, page)


def _shown(session: Session, series_id: int, reader: Reader, words: str, page: int) -> Outgoing:
    series, dates = seen(session, series_id, reader)
    texts, standing = reader.texts, [each for each in dates if each.cancelled_at is None]
    coming = [each for each in standing if each.ends_at > reader.now]
    found = lists.matching(coming, words, lambda each: _said(session, texts, each))
    part = lists.part_of(found, page)
    text = lines(
        _heading(texts, series_id, coming),
        texts.t("✏️ {title}", title=shorten(series.title, 120)) if series.title else None,
        texts.t("🔁 {rule}", rule=whole_rule(texts, repeat_of(series), series.first_day)),
        texts.t("📍 {room}", room=room_of_id(session, texts, series.room_id)),
        texts.n("{count} date to come", "{count} dates to come", len(coming)) if coming else None,
        lists.looked_for(texts, words, len(found)),
        *(_line(session, texts, series, each, reader.now) for each in part.entries),
        _over(texts, dates, coming),
    )
    return Outgoing(text, _rows(reader, series_id, coming, part, words))


def _said(session: Session, texts: Texts, booking: Booking) -> str:
    """What a date is found by: day, time, room, title, number."""
    return " ".join((
        short_day(texts, booking.starts_at), texts.moment(booking.starts_at), room_of_id(session, texts, booking.room_id),
        booking.title, str(booking.id),
    ))  # fmt: skip


def seen(session: Session, series_id: int, reader: Reader) -> tuple[Series, list[Booking]]:
    """The series with its dates. Raises NotFound for somebody whom it does not concern."""
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound
    dates = bookings_in(session, series_id)
    me = reader.member
    if series.made_by != me.id and not any(may_change(me, each) for each in dates):
        raise NotFound
    return series, dates


def _heading(texts: Texts, series_id: int, coming: Sequence[Booking]) -> Html:
    if not coming:
        return texts.t("<b>🏁 Series {number}: no date to come</b>", number=series_id)
    return texts.t("<b>🔁 Series {number}</b>", number=series_id)


def _line(session: Session, texts: Texts, series: Series, booking: Booking, now: datetime) -> Html:
    sign = "▶️" if booking.starts_at <= now else "🔀" if differences(booking, series) else "📅"
    values = {
        "sign": sign, "day": short_day(texts, booking.starts_at), "begins": texts.house.time(booking.starts_at),
        "ends": texts.clocked(texts.time(booking.ends_at), booking.starts_at, booking.ends_at),
    }  # fmt: skip
    if booking.room_id == series.room_id:
        return texts.t("{sign} {day} {begins}–{ends}", **values)
    return texts.t("{sign} {day} {begins}–{ends} · {room}", **values, room=room_of_id(session, texts, booking.room_id))


def _over(texts: Texts, dates: Sequence[Booking], coming: Sequence[Booking]) -> Html | None:
    """How many are over or were cancelled."""
    cancelled = sum(each.cancelled_at is not None for each in dates)
    over = len(dates) - cancelled - len(coming)
    if not (cancelled or over):
        return None
    return texts.t("Over: {over} · cancelled: {cancelled}", over=over, cancelled=cancelled)


def _rows(reader: Reader, series_id: int, coming: Sequence[Booking], part: Part[Booking], words: str) -> Rows:
    texts = reader.texts
    opens = [button(f"{short_day(texts, each.starts_at)} ›", "bk.show", each.id) for each in part.entries]
    file = button(texts.plain("📆 Calendar file"), "bk.sics", series_id)
    mine = [each for each in coming if may_change(reader.member, each) and each.starts_at > reader.now]
    ways: tuple[tuple[Button, ...], ...] = ((file,),)
    if mine:
        change = button(texts.plain("✏️ Change all to come"), "bk.scope", mine[0].id, "all", "whole")
        cancel = button(texts.plain("✖ Cancel all to come"), "bk.cancel", mine[0].id)
        ways = ((change,), (cancel, file))
    return (*in_rows(opens, 2), *lists.foot(texts, f"{SERIES}/{series_id}", words, part), *ways)


async def calendar_file(turn: Turn, series_id: int) -> None:
    """The whole series as one file."""
    _, dates = await turn.read(seen, series_id, turn.reader)
    await send_file(turn, dates[0].id or 0)
