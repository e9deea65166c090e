"""
On the organiser's booking card: every request in one tap, and what became of those that were made (D9, M3).

What has no button of its own is typed: the draft "ask_other" waits for it.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rules import check_may_change
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.cards import Reader
from meetbot.handlers.floor.live import act_on
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests import words
from meetbot.handlers.requests.answers import answer
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.requests import service as requests
from meetbot.requests.models import RequestKind, ServiceRequest
from meetbot.texts import Html

ASKS = frozenset({Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN})
DRAFT = "ask_other"
# On the card: everything open, and what was closed lately, so that the card stays readable.
_CLOSED_SHOWN = timedelta(minutes=30)
_MOST_SHOWN = 3


def ask_rows(reader: Reader, held: Meeting) -> Rows:
    """One button for each thing that can be asked for; none before the room is opened and after it was left."""
    if not requests.is_time_to_ask(held, reader.now):
        return ()
    asks = [button(words.kind_name(reader.texts, kind), "rq.ask", held.id, kind.value) for kind in RequestKind]
    report = button(reader.texts.plain("⚠️ Report"), "df.at", held.id)  # always in reach (C5)
    return (*in_rows(asks, 3), (report,))


def withdraw_rows(session: Session, reader: Reader, held: Meeting) -> Rows:
    """One button for each request that is still open, the newest ones: it is no longer needed."""
    if reader.now < requests.asks_from(held):
        return ()
    waiting = [each for each in requests.of_booking(session, held.id, reader.now) if each.is_open]
    return tuple(
        (
            button(
                reader.texts.plain("↩️ No longer: {what}", what=words.what(reader.texts, each, 24)), "rq.drop", each.id
            ),
        )
        for each in waiting[-_MOST_SHOWN:]
    )


def request_lines(session: Session, reader: Reader, held: Meeting) -> tuple[Html, ...]:
    """The newest requests of the meeting, each with what became of it."""
    if reader.now < requests.asks_from(held):
        return ()
    found = requests.of_booking(session, held.id, reader.now - _CLOSED_SHOWN)
    return tuple(words.line(reader, each) for each in found[-_MOST_SHOWN:])


async def ask(turn: Turn, booking_id: int, kind: str) -> None:
    """The attendants are called; what has no name of its own is asked for in words first."""
    if kind not in set(RequestKind):
        raise NotFound
    if kind == RequestKind.OTHER:
        await _ask_words(turn, booking_id)
        return
    await act_on(
        turn, "booking", booking_id, requests.ask, booking_id, RequestKind(kind), turn.me, turn.now, "", _update(turn)
    )


def _update(turn: Turn) -> int:
    return turn.update.update_id


async def _ask_words(turn: Turn, booking_id: int) -> None:
    room = await turn.read(_room_of, booking_id, turn)
    texts = turn.texts
    question = lines(
        texts.t("<b>💬 What do you need in {room}?</b>", room=room),
        texts.t("Type it in a few words; the attendants get it at once."),
    )
    message_id = await turn.ask(Outgoing(question, ((button(texts.plain("‹ Back"), "rq.back", booking_id),),)))
    await turn.write(_await_words, booking_id, message_id, turn)


def _room_of(session: Session, booking_id: int, turn: Turn) -> str:
    held = meeting(session, booking_id)
    check_may_change(turn.me, held.booking)
    return held.spec.name.in_(turn.texts.language)


def _await_words(session: Session, booking_id: int, message_id: int, turn: Turn) -> None:
    draft = drafts.start(session, turn.user.id, DRAFT, {"booking": booking_id}, "words", turn.now)
    drafts.show_in(session, draft, message_id)


async def ask_in_words(turn: Turn, draft: Draft) -> None:
    """Asked for in the organiser's own words."""
    if await is_about_something_else(turn, draft):
        return
    booking_id = int(draft.fields["booking"])
    turn.answers_in = draft.message_id
    if is_concluded(draft):
        await turn.card("booking", booking_id)
        return
    await turn.act("booking", booking_id, _ask_in_words, booking_id, draft, turn)


def _ask_in_words(session: Session, booking_id: int, draft: Draft, turn: Turn) -> ServiceRequest:
    made = requests.ask(session, booking_id, RequestKind.OTHER, turn.me, turn.now, turn.text, _update(turn))
    conclude(session, draft, turn)
    return made


async def back(turn: Turn, booking_id: int) -> None:
    """Nothing is asked for; the card in place of the question."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.card("booking", booking_id)


async def withdraw(turn: Turn, request_id: int) -> None:
    """No longer needed, pressed on the booking's card."""
    found = await turn.read(requests.seen_by, request_id, turn.me)
    await answer(turn, "booking", found.request.booking_id, requests.withdraw, request_id, turn.me, turn.now)


PRESSES = (
    Press("rq.ask", ask, (int, str), ASKS),
    Press("rq.back", back, (int,), ASKS),
    Press("rq.drop", withdraw, (int,), ASKS),
)
ANSWERS = (Answer(DRAFT, ask_in_words, ASKS),)
