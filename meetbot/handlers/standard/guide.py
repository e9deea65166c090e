"""/guide: cards on appearance, courtesy and guests who need more, by part and by words (A, C, X5)."""

from __future__ import annotations

from collections.abc import Sequence

from meetbot.errors import NotFound
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.standard.browse import FROM_CHAPTER, FROM_SEARCH
from meetbot.handlers.standard.editions import Edition, in_force
from meetbot.handlers.standard.finding import Finder
from meetbot.handlers.turn import Turn
from meetbot.people.roles import STAFF
from meetbot.standard.document import GuideCard, GuidePart
from meetbot.standard.guide import guide_card, guide_parts, search_guide
from meetbot.texts import Html, Texts


async def home(turn: Turn) -> None:
    """The parts of the guide."""
    current, texts = await turn.read(in_force), turn.texts
    parts = guide_parts(current.standard)
    buttons = [button(part_name(texts, part), "gd.part", part.value) for part in parts]
    if not parts:
        await turn.show(Outgoing(texts.t("The standard in force has no guide cards. The office can add some.")))
        return
    text = lines(
        texts.t("<b>📘 Guide</b>"),
        texts.t("How we look, how we speak, and what helps when a guest is upset."),
    )
    check = button(texts.plain("🪞 Self-check"), "sh.begin")
    await turn.show(Outgoing(text, (*in_rows(buttons, 2), (FINDER.button(texts), check))))


def part_name(texts: Texts, part: GuidePart) -> str:
    """What a part of the guide is called."""
    return {
        GuidePart.APPEARANCE: texts.plain("Appearance"),
        GuidePart.COURTESY: texts.plain("Courtesy"),
        GuidePart.GUESTS: texts.plain("Difficult moments"),
    }[part]


async def part(turn: Turn, code: str) -> None:
    """The cards of one part."""
    current, texts = await turn.read(in_force), turn.texts
    cards = guide_parts(current.standard).get(GuidePart(code), ()) if code in set(GuidePart) else ()
    if not cards:
        await home(turn)
        return
    text = lines(
        texts.t("<b>📘 {part}</b>", part=part_name(texts, GuidePart(code))), texts.t("Choose a card to read it.")
    )
    await turn.show(Outgoing(text, (*_titles(texts, cards, FROM_CHAPTER), (to_guide(texts), FINDER.button(texts)))))


def _titles(texts: Texts, cards: Sequence[GuideCard], origin: str) -> Rows:
    buttons = [button(card.title.in_(texts.language), "gd.card", origin, card.key) for card in cards]
    return in_rows(buttons, 2)


async def card(turn: Turn, origin: str, key: str) -> None:
    """One card in full, with the clauses that it explains."""
    current, texts = await turn.read(in_force), turn.texts
    found = guide_card(current.standard, key)
    if found is None:
        raise NotFound
    rows = (
        tuple(
            button(texts.plain("📖 {clause}", clause=each), "st.c", current.id, FROM_CHAPTER, 0, each)
            for each in found.clauses
        ),
        (_back(texts, origin, found), to_guide(texts)),
    )
    text = lines(
        texts.t("<b>{title}</b> · {part}", title=found.title.in_(texts.language), part=part_name(texts, found.part)),
        "",
        *points(texts, found),
    )
    await turn.show(Outgoing(text, rows))


def points(texts: Texts, card: GuideCard) -> list[Html]:
    """What a card says, a line each."""
    return [texts.t("• {point}", point=each.in_(texts.language)) for each in card.points]


def _back(texts: Texts, origin: str, found: GuideCard) -> Button:
    if origin == FROM_SEARCH:
        return button(texts.plain("‹ Found"), "gd.found", 0)
    return button(texts.plain("‹ {part}", part=part_name(texts, found.part)), "gd.part", found.part.value)


# -- searching ---------------------------------------------------------------------------------------------------------------


def _question(texts: Texts) -> Html:
    return lines(
        texts.t("<b>🔎 Search the guide</b>"), texts.t("Type a word or two, for example “angry” or “handshake”.")
    )


def _counted(texts: Texts, count: int) -> Html:
    return texts.n("{count} card found.", "{count} cards found.", count)


def _none(texts: Texts) -> Html:
    return texts.t("No card speaks of it. Try another word or a shorter one.")


def _found(texts: Texts, _edition: Edition, cards: Sequence[GuideCard]) -> Rows:
    return _titles(texts, cards, FROM_SEARCH)


def to_guide(texts: Texts) -> Button:
    """Back to where /guide begins."""
    return button(texts.plain("‹ Guide"), "gd.home")


FINDER = Finder(
    draft="gd.find", ask="gd.find", again="gd.found", home=home, to_home=to_guide, question=_question,
    search=lambda edition, words: search_guide(edition.standard, words), counted=_counted, none=_none, listed=_found,
)  # fmt: skip
COMMANDS = (Command("guide", FINDER.command, "How we look, speak and help: guide cards", STAFF),)
PRESSES = (
    Press("gd.home", home, (), STAFF),
    Press("gd.part", part, (str,), STAFF),
    Press("gd.card", card, (str, str), STAFF),
    Press("gd.find", FINDER.ask_words, (), STAFF),
    Press("gd.found", FINDER.found_again, (int,), STAFF),
)
ANSWERS = (Answer(FINDER.draft, FINDER.words_typed, STAFF),)
