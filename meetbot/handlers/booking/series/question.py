"""Which dates are meant, before a date of a series is changed or cancelled: one tap, with how many dates each choice has."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.meeting import meeting
from meetbot.booking.models import Booking
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.booking.series.scope import Scope, affected
from meetbot.booking.series.service import bookings_in, repeat_of, series_of
from meetbot.checklists.service import takers_of
from meetbot.handlers.booking.series.change import scope_name
from meetbot.handlers.booking.series.words import rule_words
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Style, button
from meetbot.handlers.names import room_name
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.texts import Html, Texts


def which_to_change(session: Session, booking_id: int, reader: Reader, step: str) -> Outgoing | None:
    """The question; nothing where the booking stands alone. Raises what changing it would raise."""
    choices = _choices(session, booking_id, reader)
    if choices is None:
        return None
    texts = reader.texts
    buttons = tuple(
        (button(scope_name(texts, scope, count), "bk.scope", booking_id, scope, step),)
        for scope, count in choices.items()
    )
    text = lines(
        texts.t("<b>Which dates shall change?</b>"),
        *_what(session, texts, booking_id),
        texts.t("Dates that were changed on their own keep their own ways."),
    )
    return Outgoing(text, (*buttons, (button(texts.plain("‹ Back"), "bk.card", booking_id),)))


def which_to_cancel(session: Session, booking_id: int, reader: Reader) -> Outgoing | None:
    """The question, who would be told; nothing where the booking stands alone. Raises what cancelling would raise."""
    choices = _choices(session, booking_id, reader)
    if choices is None:
        return None
    texts, danger = reader.texts, _DANGER
    buttons = tuple(
        (button(f"✖ {scope_name(texts, scope, count)}", "bk.scancel", booking_id, scope, style=danger),)
        for scope, count in choices.items()
    )
    concerned = affected(session, booking_id, Scope.ALL, reader.member, reader.now).dates
    told = dict.fromkeys(taker.name for takers in takers_of(session, _ids(concerned)).values() for taker in takers)
    text = lines(
        texts.t("<b>Cancel which dates?</b>"),
        *_what(session, texts, booking_id),
        "",
        texts.t("The room is free again at once; this cannot be taken back."),
        texts.t("Told, as far as their dates are cancelled: {names}.", names=texts.plain(", ").join(told))
        if told
        else None,
    )
    return Outgoing(text, (*buttons, (button(texts.plain("‹ Keep it"), "bk.card", booking_id),)))


_DANGER: Style = "danger"


def _ids(bookings: tuple[Booking, ...]) -> list[int]:
    return [each.id for each in bookings if each.id is not None]


def _choices(session: Session, booking_id: int, reader: Reader) -> dict[Scope, int] | None:
    """How many dates each scope has; one that says the same as another is left out."""
    booking = booking_of(session, booking_id)
    check_may_change(reader.member, booking)
    check_standing(booking, reader.now)
    if booking.series_id is None:
        return None
    counts = {scope: len(affected(session, booking_id, scope, reader.member, reader.now).dates) for scope in Scope}
    counts[Scope.THIS] = 1
    if counts[Scope.ALL] <= 1:
        return None
    if counts[Scope.FOLLOWING] in (0, 1, counts[Scope.ALL]):
        del counts[Scope.FOLLOWING]
    return counts


def _what(session: Session, texts: Texts, booking_id: int) -> tuple[Html | None, ...]:
    found = meeting(session, booking_id)
    booking, series = found.booking, series_of(session, booking_id)
    return (
        texts.t("✏️ {title}", title=booking.title) if booking.title else None,
        texts.t("📅 {span} ({length})", span=texts.span(found.event.start, found.event.end),
                length=texts.length(found.event.length)),
        texts.t("📍 {room}", room=room_name(texts, found.spec)),
        texts.t("🔁 {rule}", rule=rule_words(texts, repeat_of(series), series.first_day)),
    )  # fmt: skip


def date_line(session: Session, texts: Texts, booking: Booking) -> Html | None:
    """Which date of which series the booking is; nothing where it stands alone."""
    if booking.series_id is None:
        return None
    standing = [each.id for each in bookings_in(session, booking.series_id) if each.cancelled_at is None]
    if booking.id not in standing:
        return None
    series = series_of(session, booking.id or 0)
    rule = rule_words(texts, repeat_of(series), series.first_day)
    number = standing.index(booking.id) + 1
    return texts.t("🔁 Date {number} of {count} · {rule}", number=number, count=len(standing), rule=rule)


def series_button(texts: Texts, booking: Booking) -> tuple[Button, ...]:
    """The way to the whole series."""
    return (button(texts.plain("🔁 The series"), "bk.series", booking.series_id),) if booking.series_id else ()
