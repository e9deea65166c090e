"""/standard: the written standard by chapter and by words, for everybody who works by it or is served by it (X8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.standards import current_standard
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_concluded, is_repeated
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.standard.words import chapter_name, clause_label, paged, turning
from meetbot.handlers.turn import Turn
from meetbot.handlers.unclaimed import unclaimed
from meetbot.people.roles import Role
from meetbot.standard.document import Clause, Standard
from meetbot.standard.lookup import Chapter, chapters, search
from meetbot.standard.proposals import count_open
from meetbot.standard.service import standard_of
from meetbot.texts import Html, Texts, one_line, shorten

PER_PAGE = 8
# How the clause's page finds its way back: to its chapter, or to what was searched for.
FROM_CHAPTER, FROM_SEARCH = "c", "f"
_LONGEST_SEARCH = 60
_DRAFT = "st.find"


@dataclass(frozen=True)
class Edition:
    """A version of the standard with the id of its row."""

    id: int
    standard: Standard


# -- the chapters ------------------------------------------------------------------------------------------------------------


async def standard_command(turn: Turn, words: str) -> None:
    """The chapters, or what the words find."""
    if words:
        await _find(turn, await turn.write(_begin, turn), words)
    else:
        await home(turn)


async def home(turn: Turn) -> None:
    """The chapters of the version in force."""
    current, waiting = await turn.read(_home)
    await turn.show(chapters_page(turn, current, waiting))


def _home(session: Session) -> tuple[Edition, int]:
    return in_force(session), count_open(session)


def in_force(session: Session) -> Edition:
    """The version that new bookings are made under. Raises NoStandard."""
    current = current_standard(session)
    return Edition(current.id, current.standard)


def edition(session: Session, standard_id: int) -> Edition:
    """A published version. Raises NoSuchStandard."""
    return Edition(standard_id, standard_of(session, standard_id))


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
    ways = (_search(texts), *((changed,) if standard.version > 1 else ()))
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
        *listed(texts, found.id, clauses, page, FROM_CHAPTER),
        *turning(page, pages, "st.ch", found.id, code),
        (to_chapters(texts), _search(texts)),
    )
    await turn.show(Outgoing(text, rows))


def listed(texts: Texts, standard_id: int, clauses: Sequence[Clause], page: int, origin: str) -> Rows:
    """One page of clauses as buttons that open them."""
    shown = clauses[page * PER_PAGE : (page + 1) * PER_PAGE]
    return tuple((button(clause_label(texts, each), "st.c", standard_id, origin, 0, each.id),) for each in shown)


# -- searching ---------------------------------------------------------------------------------------------------------------


async def ask_words(turn: Turn) -> None:
    """For which words?"""
    await turn.write(_begin, turn)
    texts = turn.texts
    text = lines(
        texts.t("<b>🔎 Search the standard</b>"),
        texts.t("Type a word or two, for example “cups” or “air conditioning”, or a clause number such as P7."),
    )
    await turn.show(Outgoing(text, ((to_chapters(texts),),)))


def _begin(session: Session, turn: Turn) -> Draft:
    return drafts.start(session, turn.user.id, _DRAFT, {}, "words", turn.now)


async def words_typed(turn: Turn, draft: Draft) -> None:
    """What the typed words find."""
    if is_concluded(draft) and not is_repeated(turn, draft):
        await turn.write(drafts.finish, draft)
        await unclaimed(turn)
        return
    if not one_line(turn.text):
        await turn.reply(
            Outgoing(turn.texts.t("I search by words. Please type a word or two."), ((to_chapters(turn.texts),),))
        )
        return
    await _find(turn, draft, turn.text)


async def _find(turn: Turn, draft: Draft, words: str) -> None:
    wanted = shorten(one_line(words), _LONGEST_SEARCH)
    if not is_concluded(draft):
        await turn.write(conclude, draft, turn, {"words": wanted})
    await turn.show(found_page(turn.texts, await turn.read(in_force), wanted, 0))


async def found_again(turn: Turn, page: int) -> None:
    """What was searched for last, once more; the chapters where that is forgotten."""
    words, current = await turn.read(_searched, turn)
    if words:
        await turn.show(found_page(turn.texts, current, words, page))
    else:
        await home(turn)


def _searched(session: Session, turn: Turn) -> tuple[str, Edition]:
    draft = drafts.draft(session, turn.user.id, _DRAFT)
    return str(draft.fields.get("words", "")) if draft else "", in_force(session)


def found_page(texts: Texts, edition: Edition, words: str, page: int) -> Outgoing:
    """One page of what the words find."""
    found = search(edition.standard, words)
    head = texts.t("<b>🔎 {words}</b>", words=words)
    ways = (button(texts.plain("🔎 Search again"), "st.find"), to_chapters(texts))
    if not found:
        return Outgoing(lines(head, texts.t("No clause speaks of it. Try another word or a shorter one.")), (ways,))
    page, pages = paged(len(found), PER_PAGE, page)
    rows = (
        *listed(texts, edition.id, found, page, FROM_SEARCH),
        *turning(page, pages, "st.found"),
        ways,
    )
    return Outgoing(lines(head, _counted(texts, len(found))), rows)


def _counted(texts: Texts, count: int) -> Html:
    return texts.n("{count} clause found.", "{count} clauses found.", count)


def _search(texts: Texts) -> Button:
    return button(texts.plain("🔎 Search"), "st.find")


def to_chapters(texts: Texts) -> Button:
    """Back to where /standard begins."""
    return button(texts.plain("‹ Chapters"), "st.home")


COMMANDS = (Command("standard", standard_command, "The written service standard"),)
PRESSES = (
    Press("st.home", home),
    Press("st.ch", chapter, (int, str, int)),
    Press("st.find", ask_words),
    Press("st.found", found_again, (int,)),
)
ANSWERS = (Answer(_DRAFT, words_typed),)
