"""The live card of one request: what is asked for, where, by whom, and who answers it; and what is sent about it unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.booking.rooms import spec_of
from meetbot.booking.rules import may_change
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, is_concluded, is_repeated
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.floor import words as floor_words
from meetbot.handlers.floor.live import refuse as say_why_not
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests import words
from meetbot.handlers.requests.offer import ASKS
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.reminders.dues import Due
from meetbot.requests import service as requests
from meetbot.requests.errors import AlreadyAnswered
from meetbot.requests.service import RequestView
from meetbot.texts import Html, Texts, shorten

DRAFT = "cannot"
_WAITS = timedelta(minutes=30)
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
    minutes = (reader.now - found.request.asked_at) // timedelta(minutes=1)
    if found.answers or minutes < held.standard.values.answer_request_minutes:
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
    return (_answering(texts, found) if member.is_staff else (), withdraw)


def _answering(texts: Texts, found: RequestView) -> tuple[Button, ...]:
    go = button(texts.plain("🚶 On my way"), "rq.go", found.id, style="primary")
    done = button(texts.plain("✅ Done"), "rq.done", found.id, style="success")
    cannot = button(texts.plain("🚫 Cannot…"), "rq.no", found.id)
    return (*(() if found.taken else (go,)), done, cannot)


@message_of("request_asked", "request_unanswered", "request_refused")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card: it says what is asked for, that nobody answers, or why it cannot be."""
    return replace(request_card(session, due.subject_id, reader), card=("request", due.subject_id))


# -- answering ---------------------------------------------------------------------------------------------------------------


async def show(turn: Turn, request_id: int) -> None:
    """The card in place of a question about it."""
    await turn.write(_forget, turn.user.id)
    await turn.card("request", request_id)


async def open_anew(turn: Turn, request_id: int) -> None:
    """The card below the list that stays."""
    await turn.card("request", request_id, anew=True)


async def take(turn: Turn, request_id: int) -> None:
    """On the way."""
    await _act(turn, request_id, requests.take, request_id, turn.me, turn.now)


async def done(turn: Turn, request_id: int) -> None:
    """Done."""
    await _act(turn, request_id, requests.done, request_id, turn.me, turn.now)


async def withdraw(turn: Turn, request_id: int) -> None:
    """No longer needed."""
    await _act(turn, request_id, requests.withdraw, request_id, turn.me, turn.now)


async def _act(turn: Turn, request_id: int, function: Callable[..., Any], *args: Any) -> None:
    """The outcome on the card; where somebody was faster, who it was, and the card as it is."""
    try:
        await turn.act("request", request_id, function, *args)
    except AlreadyAnswered as error:
        await say_why_not(turn, error)
        await turn.card("request", request_id)


# -- it cannot be done -------------------------------------------------------------------------------------------------------


async def ask_reason(turn: Turn, request_id: int) -> None:
    """Why not?"""
    out = await turn.read(_question, request_id, turn)
    if out is None:
        await turn.card("request", request_id)
        return
    message_id = await turn.ask(out)
    await turn.write(_await_reason, request_id, message_id, turn)


def _question(session: Session, request_id: int, turn: Turn) -> Outgoing | None:
    """None where it is answered already."""
    found, texts = requests.seen_by(session, request_id, turn.me), turn.texts
    if not found.is_open:
        return None
    reasons = [
        button(shown, "rq.why", request_id, number) for number, shown in enumerate(words.usual_reasons(texts).values())
    ]
    return Outgoing(
        lines(
            texts.t("<b>🚫 Why can it not be done: {what}?</b>", what=words.what(texts, found)),
            texts.t("Choose a reason, or type your own. {name} is told.", name=found.asker),
        ),
        (*in_rows(reasons, 1), (button(texts.plain("‹ Back"), "rq.show", request_id),)),
    )


def _await_reason(session: Session, request_id: int, message_id: int, turn: Turn) -> None:
    draft = drafts.start(session, turn.user.id, DRAFT, {"request": request_id}, "reason", turn.now)
    drafts.show_in(session, draft, message_id)


async def refuse(turn: Turn, request_id: int, number: int) -> None:
    """It cannot be done, for one of the usual reasons."""
    reason = words.reason_kept(turn.texts, number)
    if not reason:
        raise NotFound
    await _act(turn, request_id, _refuse, request_id, reason, turn, None)


async def refuse_in_words(turn: Turn, draft: Draft) -> None:
    """It cannot be done, for a reason of one's own."""
    from meetbot.handlers.unclaimed import unclaimed  # it knows the booking conversation, whose card shows requests

    request_id = int(draft.fields["request"])
    is_over = is_concluded(draft) or turn.now - draft.changed_at > _WAITS
    if is_over and not is_repeated(turn, draft):
        await turn.write(drafts.finish, draft)
        await unclaimed(turn)
        return
    turn.answers_in = draft.message_id
    if is_concluded(draft):
        await turn.card("request", request_id)
        return
    await _act(turn, request_id, _refuse, request_id, turn.text, turn, draft)


def _refuse(session: Session, request_id: int, reason: str, turn: Turn, draft: Draft | None) -> None:
    requests.refuse(session, request_id, turn.me, turn.now, reason)
    if draft is None:
        _forget(session, turn.user.id)
    else:
        conclude(session, draft, turn)


def _forget(session: Session, telegram_id: int) -> None:
    draft = drafts.draft(session, telegram_id, DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


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
    Press("rq.show", show, (int,)),
    Press("rq.card", open_anew, (int,), STAFF),
    Press("rq.go", take, (int,), STAFF),
    Press("rq.done", done, (int,), STAFF),
    Press("rq.no", ask_reason, (int,), STAFF),
    Press("rq.why", refuse, (int, int), STAFF),
    Press("rq.off", withdraw, (int,), ASKS),
)
ANSWERS = (Answer(DRAFT, refuse_in_words, STAFF),)
