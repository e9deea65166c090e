"""Who cleaned, where the staff recorded that it is done: a cleaner of the house, or a name that is typed (F3).

The draft "cleaned" waits for the name; its field names the ``call``.
"""

from __future__ import annotations

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.requests.answers import answer
from meetbot.handlers.requests.cleaning import place
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.people.service import members_with
from meetbot.requests import cleaning
from meetbot.requests.cleaning import CALLERS

DRAFT = "cleaned"
_MOST_NAMED = 8


async def ask(turn: Turn, call_id: int) -> None:
    """Who was it?"""
    out = await turn.read(_question, call_id, turn)
    message_id = await turn.ask(out)
    await turn.write(_await, call_id, message_id, turn)


def _question(session: Session, call_id: int, turn: Turn) -> Outgoing:
    found, texts = cleaning.seen_by(session, call_id, turn.me), turn.texts
    named = [
        button(each.name, "cl.was", call_id, each.id) for each in members_with(session, Role.CLEANER)[:_MOST_NAMED]
    ]
    own = (button(texts.plain("I did it myself"), "cl.was", call_id, turn.me.id),)
    question = lines(
        texts.t("<b>🧽 Who cleaned {room}?</b>", room=place(texts, found.room)), texts.t("Choose, or type the name.")
    )
    return Outgoing(question, (*in_rows(named, 2), own, (button(texts.plain("‹ Back"), "cl.show", call_id),)))


def _await(session: Session, call_id: int, message_id: int, turn: Turn) -> None:
    drafts.show_in(
        session, drafts.start(session, turn.user.id, DRAFT, {"call": call_id}, "words", turn.now), message_id
    )


async def choose(turn: Turn, call_id: int, person_id: int) -> None:
    """One of the house."""
    await answer(turn, "cleaning", call_id, _chosen, call_id, person_id, turn)


def _chosen(session: Session, call_id: int, person_id: int, turn: Turn) -> None:
    known = {each.id: each.name for each in (*members_with(session, Role.CLEANER), turn.me)}
    if person_id not in known:
        raise NotFound
    forget(session, turn.user.id, DRAFT)
    cleaning.note_cleaner(session, call_id, known[person_id], turn.me)


async def name(turn: Turn, draft: Draft) -> None:
    """Somebody who was typed."""
    if await is_about_something_else(turn, draft):
        return
    turn.answers_in = draft.message_id
    call_id = int(draft.fields["call"])
    if is_concluded(draft):
        await turn.card("cleaning", call_id)
        return
    await answer(turn, "cleaning", call_id, _named, call_id, draft, turn)


def _named(session: Session, call_id: int, draft: Draft, turn: Turn) -> None:
    cleaning.note_cleaner(session, call_id, turn.text, turn.me)
    conclude(session, draft, turn)


async def back(turn: Turn, call_id: int) -> None:
    """The card in place of the question."""
    await turn.write(forget, turn.user.id, DRAFT)
    await turn.card("cleaning", call_id)


PRESSES = (
    Press("cl.by", ask, (int,), CALLERS),
    Press("cl.was", choose, (int, int), CALLERS),
    Press("cl.show", back, (int,), CALLERS),
)
ANSWERS = (Answer(DRAFT, name, CALLERS),)
