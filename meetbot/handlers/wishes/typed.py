"""What is told in words: the banner's words, the flags, anything else (P2, T1.1, D8b)."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from meetbot.booking import telling
from meetbot.booking.meeting import Meeting
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import is_about_something_else
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.handlers.wishes.card import DRAFT, TELLS, to_wishes
from meetbot.handlers.wishes.questions import answered, ask, chosen
from meetbot.standard.needs import LONGEST_BANNER, LONGEST_WISH, MOST_FLAGS
from meetbot.texts import Html, Texts

_FLAGS_OFFERED = (1, 2, 4, 6)
_COUNT = re.compile(r"(\d{1,3})\s*(?:[x×*]|面|个|flags?\b)?\s*[:：,，]?\s*(.*)", re.IGNORECASE | re.DOTALL)


async def ask_words(turn: Turn, booking_id: int, about: str) -> None:
    """For the words of one of the wishes."""
    questions = {"banner": _banner, "flags": _flags, "wish": _wish}
    if about not in questions:
        raise NotFound
    await ask(turn, booking_id, about, partial(questions[about], turn.texts))


def _banner(texts: Texts, found: Meeting) -> tuple[Html, Rows]:
    said = found.needs.banner_words
    text = lines(
        texts.t("<b>🎏 What shall the banner say?</b>"),
        texts.t("Now: “{words}”", words=said) if said else None,
        texts.t("Type the words exactly as they shall stand there, at most {limit} characters.", limit=LONGEST_BANNER),
    )
    none = button(texts.plain("No banner"), "ws.none", found.id, "banner")
    return text, (((none,),) if found.needs.banner else ()) + ((to_wishes(texts, found.id),),)


def _flags(texts: Texts, found: Meeting) -> tuple[Html, Rows]:
    text = lines(
        texts.t("<b>🚩 How many flags, and which?</b>"),
        texts.t("Choose a number, or type it with what they are: “2 national flag, company flag”."),
    )
    counts: tuple[Button, ...] = tuple(button(str(each), "ws.flags", found.id, each) for each in _FLAGS_OFFERED)
    none = button(texts.plain("No flags"), "ws.none", found.id, "flags")
    return text, (counts, *(((none,),) if found.needs.flags else ()), (to_wishes(texts, found.id),))


def _wish(texts: Texts, found: Meeting) -> tuple[Html, Rows]:
    said = found.needs.wish
    text = lines(
        texts.t("<b>💬 What else is needed?</b>"),
        texts.t("Now: “{words}”", words=said) if said else None,
        texts.t("Type it in your own words; it stands on the attendants' list. At most {limit} characters.",
                limit=LONGEST_WISH),
    )  # fmt: skip
    none = button(texts.plain("✖ Not needed any more"), "ws.none", found.id, "wish")
    return text, (((none,),) if said else ()) + ((to_wishes(texts, found.id),),)


async def none(turn: Turn, booking_id: int, about: str) -> None:
    """Not wanted any more."""
    if about == "flags":
        await chosen(turn, booking_id, telling.tell_flags, 0, "", turn.me, turn.now)
        return
    tell = {"banner": telling.tell_banner, "wish": telling.tell_wish}.get(about)
    if tell is None:
        raise NotFound
    await chosen(turn, booking_id, tell, "", turn.me, turn.now)


async def flags(turn: Turn, booking_id: int, count: int) -> None:
    """So many flags; which they are may follow in words."""
    await chosen(turn, booking_id, telling.tell_flags, count, "", turn.me, turn.now)


async def words_typed(turn: Turn, draft: Draft) -> None:
    """The answer to one of the questions."""
    if await is_about_something_else(turn, draft):
        return
    about, texts = str(draft.fields["about"]), turn.texts
    if not turn.text:
        await turn.reply(Outgoing(texts.t("I wait for words. Please type them.")))
    elif about == "flags":
        count, which = flags_in(turn.text)
        if count is None:
            sentence = texts.t("How many flags? Please begin with the number, up to {most}.", most=MOST_FLAGS)
            await turn.reply(Outgoing(sentence))
            return
        await answered(turn, draft, telling.tell_flags, count, which, turn.me, turn.now)
    else:
        tell = telling.tell_banner if about == "banner" else telling.tell_wish
        await answered(turn, draft, tell, turn.text, turn.me, turn.now)


def flags_in(text: str) -> tuple[int | None, str]:
    """How many and which: "2 national flag" or "2面国旗"; no number where the words do not begin with one."""
    found = _COUNT.match(unicodedata.normalize("NFKC", text).strip())
    return (int(found[1]), found[2]) if found else (None, "")


PRESSES = (
    Press("ws.ask", ask_words, (int, str), TELLS),
    Press("ws.none", none, (int, str), TELLS),
    Press("ws.flags", flags, (int, int), TELLS),
)
ANSWERS = tuple(Answer(f"{DRAFT}.{about}", words_typed, TELLS) for about in ("banner", "flags", "wish"))
