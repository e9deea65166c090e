"""It cannot be done: why not, by a button or in words. The draft "cannot" waits for the words; its field names the request."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests import words
from meetbot.handlers.requests.answers import answer
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.requests import service as requests

DRAFT = "cannot"


async def back(turn: Turn, request_id: int) -> None:
    """The card in place of the question."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.card("request", request_id)


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
    await answer(turn, "request", request_id, _refuse, request_id, reason, turn, None)


async def refuse_in_words(turn: Turn, draft: Draft) -> None:
    """It cannot be done, for a reason of one's own."""
    if await is_about_something_else(turn, draft):
        return
    request_id = int(draft.fields["request"])
    turn.answers_in = draft.message_id
    if is_concluded(draft):
        await turn.card("request", request_id)
        return
    await answer(turn, "request", request_id, _refuse, request_id, turn.text, turn, draft)


def _refuse(session: Session, request_id: int, reason: str, turn: Turn, draft: Draft | None) -> None:
    requests.refuse(session, request_id, turn.me, turn.now, reason)
    if draft is None:
        forget(session, turn.user.id, DRAFT)
    else:
        conclude(session, draft, turn)


PRESSES = (
    Press("rq.show", back, (int,)),
    Press("rq.no", ask_reason, (int,), STAFF),
    Press("rq.why", refuse, (int, int), STAFF),
)
ANSWERS = (Answer(DRAFT, refuse_in_words, STAFF),)
