"""/shift: the self-check at the beginning of a shift, ticked card by card (A1-A6)."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.explain import explains
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.standard.guide import to_guide
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.standard import self_checks
from meetbot.standard.document import GuideCard
from meetbot.standard.errors import NoSelfCheck
from meetbot.standard.self_checks import SelfCheckView
from meetbot.texts import Html, Texts

_OPEN, _TICKED = "0", "1"


async def shift_command(turn: Turn, _words: str) -> None:
    """The self-check of this shift; a new one where a shift begins."""
    check = await turn.write(self_checks.begin, turn.me, turn.now)
    await turn.card("selfcheck", check.id, anew=True)


async def begin(turn: Turn) -> None:
    """The same, in place of the guide."""
    check = await turn.write(self_checks.begin, turn.me, turn.now)
    await turn.card("selfcheck", check.id)


async def tick(turn: Turn, check_id: int, ticked: str, key: str) -> None:
    """One card is in order, or is to be looked at again."""
    await turn.act("selfcheck", check_id, self_checks.set_ticked, check_id, key, ticked == _TICKED, turn.me, turn.now)


@card("selfcheck", of="selfcheck")
def self_check_card(session: Session, check_id: int, reader: Reader) -> Outgoing:
    """The cards of one's own self-check as buttons. Raises NoSuchSelfCheck, NotAllowed for somebody else's."""
    check, texts = self_checks.look_up(session, check_id), reader.texts
    if check.person_id != reader.member.id:
        raise NotAllowed
    rows = tuple((_button(texts, check, each, ticked_at is not None),) for each, ticked_at in check.cards)
    text = lines(
        texts.t("<b>🪞 Self-check</b> · {when}", when=texts.moment(check.begun_at)),
        texts.t("Look in the mirror and tick what is in order."),
        "",
        *(_line(texts, each, ticked_at is not None) for each, ticked_at in check.cards),
        "",
        _outcome(texts, check),
    )
    return Outgoing(text, (*rows, (to_guide(texts),)))


def _line(texts: Texts, each: GuideCard, is_ticked: bool) -> Html:
    sign = "✅" if is_ticked else "⬜"
    return texts.t(
        "{sign} <b>{title}</b>: {point}",
        sign=sign,
        title=each.title.in_(texts.language),
        point=each.points[0].in_(texts.language),
    )


def _button(texts: Texts, check: SelfCheckView, each: GuideCard, is_ticked: bool) -> Button:
    sign = "✅" if is_ticked else "⬜"
    label = texts.plain("{sign} {title}", sign=sign, title=each.title.in_(texts.language))
    return button(label, "sh.t", check.id, _OPEN if is_ticked else _TICKED, each.key)


def _outcome(texts: Texts, check: SelfCheckView) -> Html:
    left = sum(ticked_at is None for _, ticked_at in check.cards)
    if left == 0:
        return texts.t("✅ All is in order. Have a good shift!")
    return texts.n(
        "{count} point left. What cannot be put right: tell your supervisor before the shift.",
        "{count} points left. What cannot be put right: tell your supervisor before the shift.",
        left,
    )


@explains(NoSelfCheck)
def _no_self_check(texts: Texts, error: NoSelfCheck) -> Outgoing:
    return Outgoing(texts.t("The standard in force has no self-check. The office can add one."))


COMMANDS = (Command("shift", shift_command, "Begin a shift: look yourself over", STAFF),)
PRESSES = (Press("sh.begin", begin, (), STAFF), Press("sh.t", tick, (int, str, str), STAFF))
