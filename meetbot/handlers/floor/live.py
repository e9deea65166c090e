"""
While the meeting runs: break, end, extend. The rows of buttons serve every card of a booking: the checklist of the staff, the
organiser's booking card, the question before the end.

A code names the card that it was pressed on: "b" the booking card, "e" the question, "c" the checklist with its view behind.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from meetbot.booking import service as booking
from meetbot.booking.bookings import booking_of
from meetbot.booking.errors import AlreadyCancelled, EndBeforeStart, MeetingOver, NextBookingInTheWay, NotStarted
from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.models import Booking
from meetbot.booking.rules import check_may_run
from meetbot.checklists.errors import NoSuchItem, NotInForce
from meetbot.errors import MeetbotError
from meetbot.handlers.calendar_file import send_file
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.explain import explain
from meetbot.handlers.floor import words
from meetbot.handlers.floor.views import View
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.members import Member
from meetbot.people.roles import STAFF, Role
from meetbot.texts import Html, Texts

RUNNERS = STAFF | {Role.ORGANISER}
_STEPS = (15, 30)
# The card shows an earlier state than the one that was found: tell, and show the present one.
_OUT_OF_DATE = (NoSuchItem, NotInForce, AlreadyCancelled, MeetingOver, NotStarted, EndBeforeStart)


def live_rows(texts: Texts, meeting: Meeting, now: datetime, card: str) -> Rows:
    """The buttons of a running meeting for ``card`` ("b", "e", "c..."); none before it, once it ended, or cancelled."""
    if not is_running(meeting, now):
        return ()
    extend = tuple(_more_button(texts, meeting, minutes, card) for minutes in _STEPS)
    return ((_break_button(texts, meeting, now, card), _end_button(texts, meeting, card)), extend)


def is_running(meeting: Meeting, now: datetime) -> bool:
    """Whether people may still be in the room: from the start until somebody says so, at the latest until it is cleared."""
    is_over = meeting.booking.ended_at is not None or meeting.is_cancelled
    return not is_over and meeting.start <= now < meeting.reserved.end


def _break_button(texts: Texts, meeting: Meeting, now: datetime, card: str) -> Button:
    if meeting.break_at(now):
        return button(texts.plain("▶️ End break"), "lv.back", meeting.id, card)
    return button(texts.plain("☕ Break"), "lv.break", meeting.id, card)


def _end_button(texts: Texts, meeting: Meeting, card: str) -> Button:
    return button(texts.plain("⏹ Meeting is over"), "lv.end", meeting.id, card)


def _more_button(texts: Texts, meeting: Meeting, minutes: int, card: str) -> Button:
    # The end itself stands in the code, not "15 more": pressed twice it is the same end.
    until = meeting.event.end + timedelta(minutes=minutes)
    return _until_button(texts.plain("+{minutes} min", minutes=minutes), meeting.id, until, card)


def _until_button(label: str, booking_id: int, until: datetime, card: str) -> Button:
    return button(label, "lv.more", booking_id, int(until.timestamp()) // 60, card)


def kind_of(card: str) -> str:
    """The kind of card that a code names."""
    if card.startswith("c"):
        return View.of(card[1:]).kind
    return "ending" if card == "e" else "booking"


async def act_on(turn: Turn, kind: str, booking_id: int, function: Callable[..., Any], *args: Any) -> Any:
    """``turn.act``; where the card turns out to be out of date, say so and show it as it is. None then."""
    try:
        return await turn.act(kind, booking_id, function, *args)
    except _OUT_OF_DATE as error:
        await refuse(turn, error)
        await turn.card(kind, booking_id)
        return None


async def refuse(turn: Turn, error: MeetbotError) -> None:
    """Say why not: over the pressed button, or in answer to a message."""
    if turn.query is None:
        await turn.reply(Outgoing(explain(turn.texts, error).html))
    await turn.toast(plain(explain(turn.texts, error).html), alert=True)


def plain(markup: str) -> str:
    """Telegram HTML as the plain text of a pop-up."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


async def begin_break(turn: Turn, booking_id: int, card: str) -> None:
    """The break begins."""
    await act_on(turn, kind_of(card), booking_id, booking.start_break, booking_id, turn.me, turn.now)


async def end_break(turn: Turn, booking_id: int, card: str) -> None:
    """The break is over."""
    await act_on(turn, kind_of(card), booking_id, booking.end_break, booking_id, turn.me, turn.now)


async def ask_end(turn: Turn, booking_id: int, card: str) -> None:
    """Ending cannot be taken back, so it is asked once more, unless the planned end has passed anyway."""
    found = await turn.read(_runnable, booking_id, turn.me)
    if turn.now >= found.event.end or not is_running(found, turn.now):
        await end(turn, booking_id, card)
        return
    texts = turn.texts
    yes = button(texts.plain("⏹ Yes, it is over"), "lv.over", booking_id, card, style="danger")
    question = lines(
        texts.t("<b>Is the meeting in {room} over?</b>", room=words.room(texts, found)),
        texts.t(
            "It was planned until {end}. Tea rounds stop and the inspection starts now.", end=texts.time(found.end)
        ),
    )
    await turn.ask(Outgoing(question, ((yes,), (_back_button(texts, booking_id, card),))))


def _runnable(session: Session, booking_id: int, by: Member) -> Meeting:
    """Raises UnknownBooking, NotYourBooking."""
    found = meeting(session, booking_id)
    check_may_run(by, found.booking)
    return found


def _back_button(texts: Texts, booking_id: int, card: str) -> Button:
    return button(texts.plain("‹ Back"), "lv.card", booking_id, card)


async def end(turn: Turn, booking_id: int, card: str) -> None:
    """The meeting is over."""
    await _run(turn, booking_id, card, booking.end, turn.now)


async def _run(turn: Turn, booking_id: int, card: str, function: Callable[..., Booking], *args: Any) -> None:
    """Do it; the organiser who did gets the calendar file with the new end. Who else did has them told by ``changed``."""

    def run(session: Session) -> bool:
        before = booking_of(session, booking_id).sequence
        row = function(session, booking_id, turn.me, *args)
        return row.sequence > before and row.organiser_id == turn.me.id

    if await act_on(turn, kind_of(card), booking_id, run):
        await send_file(turn, booking_id)
        await turn.card_below(kind_of(card), booking_id)


async def extend(turn: Turn, booking_id: int, minutes: int, card: str) -> None:
    """The meeting goes on until this minute since 1970."""
    until = datetime.fromtimestamp(min(max(minutes, 0), _LAST_MINUTE) * 60, UTC)
    try:
        await _run(turn, booking_id, card, booking.extend, until, turn.now, turn.parts.site)
    except NextBookingInTheWay as error:
        await _offer_less(turn, booking_id, error, card)


# The year 2200: a forged moment beyond it would not fit a datetime everywhere.
_LAST_MINUTE = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) // 60


async def _offer_less(turn: Turn, booking_id: int, error: NextBookingInTheWay, card: str) -> None:
    found = await turn.read(_runnable, booking_id, turn.me)
    if error.until <= max(found.event.end, turn.now):
        await refuse(turn, error)
        return
    less = turn.texts.plain("Extend until {end}", end=turn.texts.time(error.until))
    rows = ((_until_button(less, booking_id, error.until, card),), (_back_button(turn.texts, booking_id, card),))
    await turn.ask(Outgoing(explain(turn.texts, error).html, rows))


async def show_card(turn: Turn, booking_id: int, card: str) -> None:
    """Back from a question."""
    await turn.card(kind_of(card), booking_id)


@card("ending", of="booking")
def ending_card(session: Session, booking_id: int, reader: Reader) -> Outgoing:
    """Extend or end? And once it is answered, what was answered."""
    found = _runnable(session, booking_id, reader.member)
    texts, now = reader.texts, reader.now
    return Outgoing(
        lines(_ending_heading(texts, found, now), texts.t("{title}", title=words.subject(texts, found)), _ending(reader, found)),
        live_rows(texts, found, now, "e") if now < found.end else (),
    )  # fmt: skip


def _ending_heading(texts: Texts, found: Meeting, now: datetime) -> Html:
    room, end = words.room(texts, found), words.clock(texts, found.end, now)
    if found.is_cancelled:
        return texts.t("<b>❌ {room}: cancelled</b>", room=room)
    if now >= found.end:
        return texts.t("<b>⏹ {room}: ended at {end}</b>", room=room, end=end)
    return texts.t("<b>⏰ {room}: ends at {end}</b>", room=room, end=end)


def _ending(reader: Reader, found: Meeting) -> Html | None:
    texts = reader.texts
    if found.is_cancelled:
        return None
    if reader.now >= found.end:
        return texts.t("Thank you. The attendants inspect the room now.")
    asked_at = found.event.end - timedelta(minutes=found.standard.values.ending_soon_minutes)
    if asked_at > reader.now:
        return texts.t("It goes on. I ask again at {time}.", time=texts.time(asked_at))
    return texts.t("Do you need longer? Without an answer it ends as planned.")


PRESSES = (
    Press("lv.break", begin_break, (int, str), RUNNERS),
    Press("lv.back", end_break, (int, str), RUNNERS),
    Press("lv.end", ask_end, (int, str), RUNNERS),
    Press("lv.over", end, (int, str), RUNNERS),
    Press("lv.more", extend, (int, int, str), RUNNERS),
    Press("lv.card", show_card, (int, str), RUNNERS),
)
