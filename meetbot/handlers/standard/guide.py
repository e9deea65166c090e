"""/guide: cards on appearance, courtesy and guests who need more, by part and by words (A, C, X5)."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, is_concluded, is_repeated
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.standard.browse import FROM_CHAPTER, FROM_SEARCH, Edition, in_force
from meetbot.handlers.turn import Turn
from meetbot.handlers.unclaimed import unclaimed
from meetbot.people.roles import STAFF
from meetbot.standard.document import GuideCard, GuidePart
from meetbot.standard.guide import guide_card, guide_parts, search_guide
from meetbot.texts import Html, Texts, one_line, shorten

_LONGEST_SEARCH = 60
_MOST_FOUND = 8
_DRAFT = "gd.find"


async def guide_command(turn: Turn, words: str) -> None:
    """The parts, or what the words find."""
    if words:
        await _find(turn, await turn.write(_begin, turn), words)
    else:
        await home(turn)


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
    await turn.show(Outgoing(text, (*in_rows(buttons, 2), (_search(texts), check))))


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
    await turn.show(Outgoing(text, (*_titles(texts, cards, FROM_CHAPTER), (to_guide(texts), _search(texts)))))


def _titles(texts: Texts, cards: tuple[GuideCard, ...], origin: str) -> Rows:
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
        return button(texts.plain("‹ Found"), "gd.found")
    return button(texts.plain("‹ {part}", part=part_name(texts, found.part)), "gd.part", found.part.value)


# -- searching ---------------------------------------------------------------------------------------------------------------


async def ask_words(turn: Turn) -> None:
    """For which words?"""
    await turn.write(_begin, turn)
    texts = turn.texts
    text = lines(
        texts.t("<b>🔎 Search the guide</b>"), texts.t("Type a word or two, for example “angry” or “handshake”.")
    )
    await turn.show(Outgoing(text, ((to_guide(texts),),)))


def _begin(session: Session, turn: Turn) -> Draft:
    return drafts.start(session, turn.user.id, _DRAFT, {}, "words", turn.now)


async def words_typed(turn: Turn, draft: Draft) -> None:
    """What the typed words find."""
    if is_concluded(draft) and not is_repeated(turn, draft):
        await turn.write(drafts.finish, draft)
        await unclaimed(turn)
        return
    if not one_line(turn.text):
        sentence = turn.texts.t("I search by words. Please type a word or two.")
        await turn.reply(Outgoing(sentence, ((to_guide(turn.texts),),)))
        return
    await _find(turn, draft, turn.text)


async def _find(turn: Turn, draft: Draft, words: str) -> None:
    wanted = shorten(one_line(words), _LONGEST_SEARCH)
    if not is_concluded(draft):
        await turn.write(conclude, draft, turn, {"words": wanted})
    await turn.show(_found_page(turn.texts, await turn.read(in_force), wanted))


async def found_again(turn: Turn) -> None:
    """What was searched for last, once more; the parts where that is forgotten."""
    words, current = await turn.read(_searched, turn)
    if words:
        await turn.show(_found_page(turn.texts, current, words))
    else:
        await home(turn)


def _searched(session: Session, turn: Turn) -> tuple[str, Edition]:
    draft = drafts.draft(session, turn.user.id, _DRAFT)
    return str(draft.fields.get("words", "")) if draft else "", in_force(session)


def _found_page(texts: Texts, current: Edition, words: str) -> Outgoing:
    found = search_guide(current.standard, words)[:_MOST_FOUND]
    head = texts.t("<b>🔎 {words}</b>", words=words)
    ways = (button(texts.plain("🔎 Search again"), "gd.find"), to_guide(texts))
    if not found:
        return Outgoing(lines(head, texts.t("No card speaks of it. Try another word or a shorter one.")), (ways,))
    counted = texts.n("{count} card found.", "{count} cards found.", len(found))
    return Outgoing(lines(head, counted), (*_titles(texts, found, FROM_SEARCH), ways))


def _search(texts: Texts) -> Button:
    return button(texts.plain("🔎 Search"), "gd.find")


def to_guide(texts: Texts) -> Button:
    """Back to where /guide begins."""
    return button(texts.plain("‹ Guide"), "gd.home")


COMMANDS = (Command("guide", guide_command, "How we look, speak and help: guide cards", STAFF),)
PRESSES = (
    Press("gd.home", home, (), STAFF),
    Press("gd.part", part, (str,), STAFF),
    Press("gd.card", card, (str, str), STAFF),
    Press("gd.find", ask_words, (), STAFF),
    Press("gd.found", found_again, (), STAFF),
)
ANSWERS = (Answer(_DRAFT, words_typed, STAFF),)
