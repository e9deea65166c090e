"""The live card of one request: what is asked for, where, by whom, and who answers it; and what is sent about it unasked."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rooms import spec_of
from meetbot.booking.rules import may_change
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.floor import words as floor_words
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests import words
from meetbot.handlers.requests.answers import answer, minutes_waited
from meetbot.handlers.requests.offer import ASKS
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF, Role
from meetbot.reminders.dues import Due
from meetbot.requests import service as requests
from meetbot.requests.pool import give_back_request
from meetbot.requests.service import RequestView
from meetbot.texts import Html, Texts, shorten

_LONGEST_ROOM = 20
# On the run sheet: as many as leave room for the work itself.
_MOST_ON_SHEET = 3


@card("request", of="request")
def request_card(session: Session, request_id: int, reader: Reader) -> Outgoing:
    """Raises NotFound for those whom it does not concern."""
    found = requests.seen_by(session, request_id, reader.member)
    held = meeting(session, found.request.booking_id)
    return Outgoing(_text(reader, found, held), _rows(reader, found, held))


def _text(reader: Reader, found: RequestView, held: Meeting) -> Html:
    texts = reader.texts
    asked = {"name": found.asker, "time": floor_words.clock(texts, found.request.asked_at, reader.now)}
    return lines(
        texts.t(
            "<b>{what} · {room}</b>",
            what=words.heading(texts, found.request.kind),
            room=floor_words.room(texts, held),
        ),
        texts.t("<blockquote>{words}</blockquote>", words=found.request.words) if found.request.words else None,
        texts.t(
            "{when} · {title}", when=floor_words.when(texts, held, reader.now), title=floor_words.subject(texts, held)
        ),
        texts.t("🙋 {name} asks ({time})", **asked),
        _waiting_long(reader, found, held) or words.status(reader, found),
        words.answered_after(texts, found),
    )


def _waiting_long(reader: Reader, found: RequestView, held: Meeting) -> Html | None:
    """Nobody answered within the standard's minutes."""
    since = found.request.returned_at or found.request.asked_at
    minutes = minutes_waited(reader, since, held.standard.values.answer_request_minutes)
    if found.answers or not minutes:
        return None
    return reader.texts.n(
        "❗ Nobody has answered for {count} minute", "❗ Nobody has answered for {count} minutes", minutes
    )


def _rows(reader: Reader, found: RequestView, held: Meeting) -> Rows:
    texts, member = reader.texts, reader.member
    if not found.is_open:
        return ()
    withdraw = (
        (button(texts.plain("↩️ No longer needed"), "rq.off", found.id),)
        if found.is_of(member) and may_change(member, held.booking)
        else ()
    )
    return (_answering(texts, found) if member.is_staff else (), _giving_back(reader, found), withdraw)


def _answering(texts: Texts, found: RequestView) -> tuple[Button, ...]:
    go = button(texts.plain("🚶 On my way"), "rq.go", found.id, style="primary")
    done = button(texts.plain("✅ Done"), "rq.done", found.id, style="success")
    cannot = button(texts.plain("🚫 Cannot…"), "rq.no", found.id)
    return (*(() if found.taken else (go,)), done, cannot)


def _giving_back(reader: Reader, found: RequestView) -> tuple[Button, ...]:
    """For who is on the way, and those in charge: somebody else is to come."""
    taken, member = found.taken, reader.member
    if taken is None or not (taken.by == member.id or member.has(Role.SUPERVISOR, Role.ADMIN)):
        return ()
    is_mine = taken.by == member.id
    label = reader.texts.plain("🔁 Not me after all") if is_mine else reader.texts.plain("🔁 Call somebody else")
    return (button(label, "rq.pool", found.id),)


@message_of("request_asked", "request_unanswered", "request_refused", "request_withdrawn")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card: it says what is asked for, that nobody answers, or why it cannot be."""
    return replace(request_card(session, due.subject_id, reader), card=("request", due.subject_id))


# -- answering ---------------------------------------------------------------------------------------------------------------


async def open_anew(turn: Turn, request_id: int) -> None:
    """The card below the list that stays."""
    await turn.card("request", request_id, anew=True)


async def take(turn: Turn, request_id: int) -> None:
    """On the way."""
    await answer(turn, "request", request_id, requests.take, request_id, turn.me, turn.now)


async def done(turn: Turn, request_id: int) -> None:
    """Done."""
    await answer(turn, "request", request_id, requests.done, request_id, turn.me, turn.now)


async def withdraw(turn: Turn, request_id: int) -> None:
    """No longer needed."""
    await answer(turn, "request", request_id, requests.withdraw, request_id, turn.me, turn.now)


async def give_back(turn: Turn, request_id: int) -> None:
    """Not me after all: it waits for somebody else."""
    await answer(turn, "request", request_id, give_back_request, request_id, turn.me, turn.now)


# -- on the run sheet --------------------------------------------------------------------------------------------------------


def waiting_rows(session: Session, reader: Reader) -> Rows:
    """For the run sheet: what somebody waits for, one button each, the longest waiting first."""
    texts = reader.texts
    return tuple(
        (
            button(
                texts.plain(
                    "{what} · {time} {room}",
                    what=words.what(texts, each, 16),
                    time=floor_words.clock(texts, each.request.asked_at, reader.now),
                    room=shorten(_room(texts, each), _LONGEST_ROOM),
                ),
                "rq.card",
                each.id,
                style=None if each.taken else "danger",
            ),
        )
        for each in requests.open_requests(session, reader.now)[:_MOST_ON_SHEET]
    )


def _room(texts: Texts, found: RequestView) -> str:
    return spec_of(found.room).name.in_(texts.language)


PRESSES = (
    Press("rq.card", open_anew, (int,), STAFF),
    Press("rq.go", take, (int,), STAFF),
    Press("rq.done", done, (int,), STAFF),
    Press("rq.pool", give_back, (int,), STAFF),
    Press("rq.off", withdraw, (int,), ASKS),
)
