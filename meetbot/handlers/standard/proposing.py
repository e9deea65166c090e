"""A change of a clause is proposed, in words, from the clause's page or from an item of a checklist (X8). A draft waits for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from meetbot.checklists import service as checklists
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.standard.browse import FROM_CHAPTER
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.standard import proposals
from meetbot.standard.document import Clause
from meetbot.standard.proposals import PROPOSES

_DRAFT = "st.words"
# A question that was left for so long is not what the next message answers.
WAITS = timedelta(hours=1)


async def ask_words(turn: Turn, standard_id: int, clause_id: str) -> None:
    """What should the clause say?"""
    clause = await turn.read(proposals.clause_of, standard_id, clause_id)
    back = button(turn.texts.plain("‹ Back"), "st.c", standard_id, FROM_CHAPTER, 0, clause_id)
    await _ask(turn, clause, {"standard": standard_id, "clause": clause_id}, back)


async def ask_words_on_item(turn: Turn, booking_id: int, view: str, item: str) -> None:
    """What should the clause of this item say?"""
    standard_id, clause = await turn.read(_of_item, booking_id, item, turn)
    back = button(turn.texts.plain("‹ Back to the item"), "ck.i", booking_id, view, item)
    await _ask(turn, clause, {"standard": standard_id, "clause": clause.id, "item": item}, back)


def _of_item(session: Session, booking_id: int, key: str, turn: Turn) -> tuple[int, Clause]:
    turn.me.require(*STAFF)
    found = checklists.checklist(session, booking_id, turn.now)
    standard_id = found.meeting.booking.standard_id
    return standard_id, proposals.clause_of(session, standard_id, found.entry(key).item.clause)


async def _ask(turn: Turn, clause: Clause, fields: dict[str, Any], back: Button) -> None:
    texts = turn.texts
    text = lines(
        texts.t("<b>💡 What should {clause} say instead?</b>", clause=clause.id),
        texts.t("<blockquote>{wording}</blockquote>", wording=clause.text.in_(texts.language)),
        texts.t("Type it in your own words, and why. The office answers you."),
    )
    message_id = await turn.ask(Outgoing(text, ((back,),)))
    await turn.write(await_words, _DRAFT, fields, message_id, turn)


async def take_words(turn: Turn, draft: Draft) -> None:
    """The proposal is with the office; its card takes the question's place."""
    if await is_about_something_else(turn, draft, WAITS):
        return
    turn.answers_in = draft.message_id
    made = await turn.write(_propose, draft, turn)
    await turn.card("proposal", made)


def _propose(session: Session, draft: Draft, turn: Turn) -> int:
    fields = draft.fields
    made = proposals.propose(
        session, int(fields["standard"]), str(fields["clause"]), turn.text, turn.me, turn.now,
        item_key=str(fields.get("item", "")), update_id=turn.update.update_id,
    )  # fmt: skip
    if not is_concluded(draft):
        conclude(session, draft, turn)
    assert made.id is not None
    return made.id


# -- waiting for words, here and for the reason against one -----------------------------------------------------------------


def await_words(session: Session, kind: str, fields: dict[str, Any], message_id: int, turn: Turn) -> None:
    """The sender's next message is what was asked for in this message."""
    draft = drafts.start(session, turn.user.id, kind, fields, "words", turn.now)
    drafts.show_in(session, draft, message_id)


PRESSES = (
    Press("st.prop", ask_words, (int, str), PROPOSES),
    Press("st.pi", ask_words_on_item, (int, str, str), STAFF),
)
ANSWERS = (Answer(_DRAFT, take_words, PROPOSES),)
