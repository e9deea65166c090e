"""/standard: the written standard by chapter and by words, for everybody who works by it or is served by it (X8)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.standard.editions import Edition, edition, in_force
from meetbot.handlers.standard.finding import PER_PAGE, Finder
from meetbot.handlers.standard.words import chapter_name, clause_label, paged, turning
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.standard.document import Clause, Standard
from meetbot.standard.lookup import Chapter, chapters, search
from meetbot.standard.proposals import count_open
from meetbot.texts import Html, Texts

# How the clause's page finds its way back: to its chapter, or to what was searched for.
FROM_CHAPTER, FROM_SEARCH = "c", "f"


# -- the chapters ------------------------------------------------------------------------------------------------------------


async def home(turn: Turn) -> None:
    """The chapters of the version in force."""
    current, waiting = await turn.read(_home)
    await turn.show(chapters_page(turn, current, waiting))


def _home(session: Session) -> tuple[Edition, int]:
    return in_force(session), count_open(session)


def chapters_page(turn: Turn, edition: Edition, waiting: int) -> Outgoing:
    """What /standard shows first; the office publishes from there, and finds the ``waiting`` proposals."""
    standard, texts = edition.standard, turn.texts
    buttons = [
        button(chapter_name(texts, chapter), "st.ch", edition.id, chapter.value, 0) for chapter in chapters(standard)
    ]
    text = lines(
        texts.t("<b>📖 {title}</b> · version {number}", title=title(texts, standard), number=standard.version),
        texts.n("{count} clause", "{count} clauses", len(standard.clauses)),
        "",
        texts.t("Choose a chapter, or search by words."),
    )
    changed = button(texts.plain("📣 What changed"), "st.news", edition.id, 0)
    ways = (FINDER.button(texts), *((changed,) if standard.version > 1 else ()))
    return Outgoing(
        text, (*in_rows(buttons, 2), ways, *(_office(texts, edition, waiting) if turn.me.has(Role.ADMIN) else ()))
    )


def _office(texts: Texts, edition: Edition, waiting: int) -> Rows:
    """What only the office does here."""
    publish = button(texts.plain("📤 Publish a new version"), "st.pub")
    readers = button(texts.plain("👁 Who has read it"), "st.who", edition.id, 0)
    proposed = texts.plain("💡 Proposals ({count})", count=waiting) if waiting else texts.plain("💡 Proposals")
    more = (button(proposed, "pr.list"), *((readers,) if edition.standard.version > 1 else ()))
    return ((publish,), more)


def title(texts: Texts, standard: Standard) -> str:
    """What the standard is called."""
    return standard.title.in_(texts.language)


async def chapter(turn: Turn, standard_id: int, code: str, page: int) -> None:
    """One page of a chapter's clauses."""
    found = await turn.read(edition, standard_id)
    clauses = chapters(found.standard).get(Chapter(code), ()) if code in set(Chapter) else ()
    if not clauses:
        await home(turn)
        return
    page, pages = paged(len(clauses), PER_PAGE, page)
    texts = turn.texts
    text = lines(
        texts.t("<b>📖 {chapter}</b>", chapter=chapter_name(texts, Chapter(code))),
        texts.n("{count} clause", "{count} clauses", len(clauses)),
    )
    rows = (
        *listed(texts, found.id, clauses[page * PER_PAGE : (page + 1) * PER_PAGE], FROM_CHAPTER),
        *turning(page, pages, "st.ch", found.id, code),
        (to_chapters(texts), FINDER.button(texts)),
    )
    await turn.show(Outgoing(text, rows))


def listed(texts: Texts, standard_id: int, clauses: Sequence[Clause], origin: str) -> Rows:
    """Clauses as buttons that open them."""
    return tuple((button(clause_label(texts, each), "st.c", standard_id, origin, 0, each.id),) for each in clauses)


# -- searching ---------------------------------------------------------------------------------------------------------------


def _question(texts: Texts) -> Html:
    return lines(
        texts.t("<b>🔎 Search the standard</b>"),
        texts.t("Type a word or two, for example “cups” or “air conditioning”, or a clause number such as P7."),
    )


def _counted(texts: Texts, count: int) -> Html:
    return texts.n("{count} clause found.", "{count} clauses found.", count)


def _none(texts: Texts) -> Html:
    return texts.t("No clause speaks of it. Try another word or a shorter one.")


def _found(texts: Texts, edition: Edition, clauses: Sequence[Clause]) -> Rows:
    return listed(texts, edition.id, clauses, FROM_SEARCH)


def to_chapters(texts: Texts) -> Button:
    """Back to where /standard begins."""
    return button(texts.plain("‹ Chapters"), "st.home")


FINDER = Finder(
    draft="st.find", ask="st.find", again="st.found", home=home, to_home=to_chapters, question=_question,
    search=lambda edition, words: search(edition.standard, words), counted=_counted, none=_none, listed=_found,
)  # fmt: skip
COMMANDS = (Command("standard", FINDER.command, "The written service standard"),)
PRESSES = (
    Press("st.home", home),
    Press("st.ch", chapter, (int, str, int)),
    Press("st.find", FINDER.ask_words),
    Press("st.found", FINDER.found_again, (int,)),
)
ANSWERS = (Answer(FINDER.draft, FINDER.words_typed),)
