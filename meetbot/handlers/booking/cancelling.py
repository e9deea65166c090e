"""Cancelling a booking: asked once more, then done, with the file that takes it out of calendars."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.booking.series.scope import Scope
from meetbot.booking.series.service import series_of
from meetbot.checklists.cancelling import cancel, cancel_dates, is_being_set_up
from meetbot.checklists.service import takers
from meetbot.errors import NotFound
from meetbot.handlers.booking.card import facts
from meetbot.handlers.booking.series.question import which_to_cancel
from meetbot.handlers.calendar_file import send_file
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.texts import Html


async def ask(turn: Turn, booking_id: int) -> None:
    """Really?"""
    await turn.ask(await turn.read(_asked, booking_id, turn.reader))


def _asked(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Of a date of a series, which dates; else once more."""
    return which_to_cancel(session, booking_id, reader) or _question(session, booking_id, reader)


def _question(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    found = _standing(session, booking_id, reader)
    texts = reader.texts
    told = texts.plain(", ").join(taker.name for taker in takers(session, booking_id))
    text = lines(
        texts.t("<b>Cancel this booking?</b>"),
        texts.t("✏️ {title}", title=found.booking.title) if found.booking.title else None,
        *facts(texts, found),
        "",
        _free_again(session, reader, found),
        texts.t("{names} will be told.", names=told) if told else None,
    )
    yes = button(texts.plain("✖ Yes, cancel it"), "bk.cancel2", booking_id, style="danger")
    return Outgoing(text, ((yes,), (button(texts.plain("‹ Keep it"), "bk.card", booking_id),)))


def _free_again(session: Session, reader: Reader, found: Meeting) -> Html:
    """When others can have the room."""
    if is_being_set_up(session, found.booking, reader.now):
        return reader.texts.t(
            "The room is being set up: it is cleared first, and free again in a quarter of an hour or so; this cannot be taken back."
        )
    return reader.texts.t("The room is free again at once; this cannot be taken back.")


def _standing(session: Session, booking_id: int, reader: Reader) -> Meeting:
    found = meeting(session, booking_id)
    check_may_change(reader.member, found.booking)
    check_standing(found.booking, reader.now)
    return found


async def confirm_dates(turn: Turn, booking_id: int, name: str) -> None:
    """The dates of the scope, cancelled; again, it shows that they are and sends the file again."""
    if name not in set(Scope):
        raise NotFound
    scope = Scope(name)
    if scope is Scope.THIS:
        await confirm(turn, booking_id)
        return
    series_id = await turn.write(_cancelled, booking_id, scope, turn.me, turn.now)
    await turn.card("series", series_id)
    await send_file(turn, booking_id, turn.pressed_message_id)


def _cancelled(session: Session, booking_id: int, scope: Scope, by: Member, now: datetime) -> int:
    series_id = series_of(session, booking_id).id
    assert series_id is not None
    cancel_dates(session, booking_id, scope, by, now)
    return series_id


async def confirm(turn: Turn, booking_id: int) -> None:
    """Cancelled. Again, it shows that it is and sends the file again: the first may have been lost on its way."""
    await turn.act("booking", booking_id, cancel, booking_id, turn.me, turn.now)
    await send_file(turn, booking_id, turn.pressed_message_id)
