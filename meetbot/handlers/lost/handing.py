"""
Handed over: one tap of those it goes to; the staff choose or type who has it. And where exactly it lay.

The drafts "receiver" and "spot" wait for the words; their fields name the ``find`` and the ``view`` of its card.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, forget, is_about_something_else, is_concluded
from meetbot.handlers.floor.live import refuse
from meetbot.handlers.keyboards import Button, button, in_rows
from meetbot.handlers.lost import words
from meetbot.handlers.lost.card import kind_of
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.lost import service as lost
from meetbot.lost.errors import AlreadyHandedOver, NothingSaid
from meetbot.lost.service import FindView
from meetbot.people.roles import STAFF
from meetbot.texts import Texts

RECEIVER, SPOT = "receiver", "spot"
_OWNER, _DEPARTMENT, _OFFICE = range(3)


async def we_have_it(turn: Turn, find_id: int, view: str) -> None:
    """The organiser has fetched it."""
    await _act(turn, find_id, view, lost.hand_over, find_id, turn.me, turn.now)


async def _act(turn: Turn, find_id: int, view: str, function: Callable[..., Any], *args: Any) -> None:
    """The outcome on the card; where somebody was faster, who it was, and the card as it is."""
    try:
        await turn.act(kind_of(view), find_id, function, *args)
    except AlreadyHandedOver as error:
        await refuse(turn, error)
        await turn.card(kind_of(view), find_id)


# -- to whom -----------------------------------------------------------------------------------------------------------------


async def ask_receiver(turn: Turn, find_id: int, view: str) -> None:
    """Who has it now?"""
    out = await turn.read(_who, find_id, view, turn)
    message_id = await turn.ask(out)
    await turn.write(_await, RECEIVER, find_id, view, message_id, turn)


def _who(session: Session, find_id: int, view: str, turn: Turn) -> Outgoing:
    found, texts = lost.seen_by(session, find_id, turn.me), turn.texts
    usual = [
        button(words.receiver_text(texts, receiver), "lf.to", find_id, number, view)
        for number, receiver in _receivers(found).items()
    ]
    question = lines(
        words.heading(texts, found), texts.t("Who has it now? Choose, or type a name. The organiser is told.")
    )
    return Outgoing(question, (*in_rows(usual, 1), _back(texts, find_id, view)))


def _receivers(found: FindView) -> dict[int, str]:
    """Who usually fetches it, by the number behind the button."""
    owner = found.owner
    named = {_OWNER: owner.name, _DEPARTMENT: owner.department} if owner else {}
    return {number: name for number, name in named.items() if name} | {_OFFICE: words.OFFICE}


def _back(texts: Texts, find_id: int, view: str) -> tuple[Button, ...]:
    return (button(texts.plain("‹ Back"), "lf.undo", find_id, view),)


async def give(turn: Turn, find_id: int, number: int, view: str) -> None:
    """To one of those who usually fetch it."""
    await _act(turn, find_id, view, _give, find_id, number, turn)


def _give(session: Session, find_id: int, number: int, turn: Turn) -> FindView:
    receiver = _receivers(lost.seen_by(session, find_id, turn.me)).get(number)
    if receiver is None:
        raise NotFound
    forget(session, turn.user.id, RECEIVER)
    return lost.hand_over(session, find_id, turn.me, turn.now, receiver)


async def give_in_words(turn: Turn, draft: Draft) -> None:
    """To somebody who was typed."""
    await _in_words(
        turn, draft, lambda session, find_id: lost.hand_over(session, find_id, turn.me, turn.now, _said(turn))
    )


def _said(turn: Turn) -> str:
    if not turn.text:
        raise NothingSaid
    return turn.text


# -- where it lay ------------------------------------------------------------------------------------------------------------


async def ask_spot(turn: Turn, find_id: int, view: str) -> None:
    """Where in the room did it lie?"""
    out = await turn.read(_where, find_id, view, turn)
    message_id = await turn.ask(out)
    await turn.write(_await, SPOT, find_id, view, message_id, turn)


def _where(session: Session, find_id: int, view: str, turn: Turn) -> Outgoing:
    found, texts = lost.seen_by(session, find_id, turn.me), turn.texts
    usual = [
        button(shown, "lf.at", find_id, number, view) for number, shown in enumerate(words.usual_spots(texts).values())
    ]
    question = lines(
        words.heading(texts, found), texts.t("Where did it lie? Choose, or type it: “seat 12”, “row 3 left”.")
    )
    return Outgoing(question, (*in_rows(usual, 2), _back(texts, find_id, view)))


async def put(turn: Turn, find_id: int, number: int, view: str) -> None:
    """In one of the usual spots."""
    await _act(turn, find_id, view, _put, find_id, number, turn)


def _put(session: Session, find_id: int, number: int, turn: Turn) -> FindView:
    spots = list(words.usual_spots(turn.texts))
    if not 0 <= number < len(spots):
        raise NotFound
    forget(session, turn.user.id, SPOT)
    return lost.set_spot(session, find_id, spots[number], turn.me)


async def put_in_words(turn: Turn, draft: Draft) -> None:
    """In a spot that was typed."""
    await _in_words(turn, draft, lambda session, find_id: lost.set_spot(session, find_id, _said(turn), turn.me))


# -- both --------------------------------------------------------------------------------------------------------------------


async def undo(turn: Turn, find_id: int, view: str) -> None:
    """Nothing is said; the card in place of the question."""
    await turn.write(forget, turn.user.id, RECEIVER, SPOT)
    await turn.card(kind_of(view), find_id)


async def _in_words(turn: Turn, draft: Draft, function: Callable[[Session, int], FindView]) -> None:
    """What was typed, on the card where the question stood."""
    find_id, view = int(draft.fields["find"]), str(draft.fields["view"])
    if await is_about_something_else(turn, draft):
        return
    turn.answers_in = draft.message_id

    def answered(session: Session) -> None:
        function(session, find_id)
        conclude(session, draft, turn)

    if is_concluded(draft):
        await turn.card(kind_of(view), find_id)
    else:
        await _act(turn, find_id, view, answered)


def _await(session: Session, kind: str, find_id: int, view: str, message_id: int, turn: Turn) -> None:
    draft = drafts.start(session, turn.user.id, kind, {"find": find_id, "view": view}, "words", turn.now)
    drafts.show_in(session, draft, message_id)


PRESSES = (
    Press("lf.have", we_have_it, (int, str)),
    Press("lf.give", ask_receiver, (int, str), STAFF),
    Press("lf.to", give, (int, int, str), STAFF),
    Press("lf.spot", ask_spot, (int, str)),
    Press("lf.at", put, (int, int, str)),
    Press("lf.undo", undo, (int, str)),
)
ANSWERS = (Answer(RECEIVER, give_in_words, STAFF), Answer(SPOT, put_in_words))
