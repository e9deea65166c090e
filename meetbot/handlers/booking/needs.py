"""What a meeting asks for, as switches: defaults come from its type, each can be turned."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.errors import MeetbotError, NotFound
from meetbot.handlers.booking.frame import framed
from meetbot.handlers.booking.refusals import refusal
from meetbot.handlers.booking.sketch import Sketch, Step
from meetbot.handlers.booking.talk import Talk, screen
from meetbot.handlers.booking.words import SWITCHES, equipment_name, needs_line, signed
from meetbot.handlers.keyboards import Button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.standard.needs import Drink, Equipment, Needs
from meetbot.texts import Html


@screen(Step.NEEDS)
def needs_screen(session: Session, talk: Talk) -> Outgoing:
    """A drink, nine switches, and the way to the equipment."""
    texts, needs = talk.texts, talk.sketch.needs_in(talk.standard)
    drinks = tuple(_switch(talk, drink, needs.drink is drink) for drink in Drink)
    switches = in_rows([_switch(talk, name, bool(getattr(needs, name))) for name in SWITCHES], 2)
    count = len(needs.equipment)
    more = (talk.goes(texts.plain("🎛 Equipment ({count}) ›", count=count), Step.EQUIPMENT),)
    return framed(session, talk, _question(session, talk, needs), drinks, switches, more)


@screen(Step.EQUIPMENT)
def equipment_screen(session: Session, talk: Talk) -> Outgoing:
    """Everything that rooms of the house have."""
    texts, needs = talk.texts, talk.sketch.needs_in(talk.standard)
    buttons = [
        talk.press(_checked(equipment_name(texts, talk.standard, thing), thing in needs.equipment), "bk.need", thing)
        for thing in Equipment
    ]
    return framed(session, talk, _question(session, talk, needs), in_rows(buttons, 2))


def turned(sketch: Sketch, talk: Talk, need: str) -> Sketch:
    """The sketch with one switch turned. Raises NotFound for one that does not exist."""
    needs = sketch.needs_in(talk.standard)
    if need in set(Drink):
        return sketch.shown(needs=needs.model_copy(update={"drink": Drink(need)}))
    if need in set(Equipment):
        return sketch.shown(needs=needs.model_copy(update={"equipment": _with_or_without(needs, Equipment(need))}))
    if need not in SWITCHES:
        raise NotFound
    return sketch.shown(needs=needs.model_copy(update={need: not getattr(needs, need)}))


def _with_or_without(needs: Needs, thing: Equipment) -> tuple[Equipment, ...]:
    wanted = set(needs.equipment) ^ {thing}
    return tuple(each for each in Equipment if each in wanted)


def _question(session: Session, talk: Talk, needs: Needs) -> Html:
    """What is asked for now, and whether there is a room for it."""
    return lines(needs_line(talk.texts, talk.standard, needs), _in_the_way(session, talk))


def _in_the_way(session: Session, talk: Talk) -> Html | None:
    try:
        talk.offer(session, talk.wish)
    except MeetbotError as problem:
        return refusal(session, talk, problem)
    return None


def _switch(talk: Talk, need: str, is_on: bool) -> Button:
    return talk.press(_checked(signed(talk.texts, need), is_on), "bk.need", need)


def _checked(label: str, is_on: bool) -> str:
    return f"{'✅' if is_on else '⬜'} {label}"
