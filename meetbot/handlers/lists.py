"""
Lists in the chat: so many entries on a page, and a search by words once there is more than one page.

An area registers its list with ``@listed("my", roles)``: a renderer that is handed the reader, the words that are looked for
("" for the whole list) and the page. It finds with ``matching``, cuts with ``part_of`` and ends with ``foot``. What is looked for is
kept in the reader's draft, so the pages of a search outlive a restart; a button names the list alone.

A list of something names it: "heirs/5" is the list "heirs", and its renderer finds "5" in ``reader.view``. A list may be a live card,
whose view is the page; what a search found stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers.answering import conclude, is_concluded, is_repeated
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Area, Press
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.reminders.cards import forget_message
from meetbot.texts import Html, Texts, one_line, shorten

T = TypeVar("T")
KIND = "search"
PER_PAGE = 8
_LONGEST = 60
_LAST_PAGE = 10_000
_LONGEST_NUMBER = 15

List = Callable[[Session, Reader, str, int], Outgoing]


@dataclass(frozen=True)
class _Known:
    """``card``: the kind of live card that the whole list is, about what the list is of, or else about its reader."""

    render: List
    roles: frozenset[Role]
    card: str | None


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of what was found."""

    entries: tuple[T, ...]
    page: int
    pages: int


_LISTS: dict[str, _Known] = {}
F = TypeVar("F", bound=List)


def listed(name: str, roles: frozenset[Role], card: str | None = None) -> Callable[[F], F]:
    """Register a list for who has any of ``roles``; every button of it is authorised again. ``card``: it is such a live card."""

    def register(render: F) -> F:
        if name in _LISTS:
            raise ValueError(f"there are two lists {name!r}")
        _LISTS[name] = _Known(render, roles, card)
        return render

    return register


def matching(found: Iterable[T], words: str, text: Callable[[T], str]) -> list[T]:
    """Those whose text holds every word, in their order; all of them where no word is said."""
    wanted = words.casefold().split()
    return [each for each in found if all(word in text(each).casefold() for word in wanted)]


def part_of(found: Sequence[T], page: int, size: int = PER_PAGE) -> Part[T]:
    """The page of the list, or its last page where it has fewer."""
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 0), pages - 1)
    return Part(tuple(found[page * size : (page + 1) * size]), page, pages)


def number_of(view: str) -> int:
    """The id in the name of a list of something. Raises NotFound for a forged one."""
    if not view.isdecimal() or len(view) > _LONGEST_NUMBER:
        raise NotFound
    return int(view)


def page_of(view: str) -> int:
    """The page that a live card shows."""
    return min(int(view), _LAST_PAGE) if view.isdecimal() else 0


def looked_for(texts: Texts, words: str, count: int) -> Html | None:
    """What the list is narrowed down to; nothing for the whole of it."""
    if not words:
        return None
    if not count:
        return texts.t("🔎 “{words}”: nothing is called so. Try a shorter word, or see the whole list.", words=words)
    return texts.n("🔎 “{words}”: {count} found", "🔎 “{words}”: {count} found", count, words=words)


def foot(texts: Texts, name: str, words: str, part: Part[T]) -> Rows:
    """Turning the pages, and the search."""
    rows: list[tuple[Button, ...]] = []
    page, pages = part.page, part.pages
    if pages > 1:
        rows.append(
            (
                button("‹", "ls.page", name, (page - 1) % pages),
                button(f"{page + 1}/{pages}", "ls.page", name, page),
                button("›", "ls.page", name, (page + 1) % pages),
            )
        )
    if words:
        rows.append(
            (
                button(texts.plain("✖ Whole list"), "ls.all", name),
                button(texts.plain("🔎 Search again"), "ls.find", name),
            )
        )
    elif pages > 1:
        rows.append((button(texts.plain("🔎 Search"), "ls.find", name),))
    return tuple(rows)


async def open_list(turn: Turn, name: str, words: str = "") -> None:
    """The list from its beginning, below everything else; with words what they find."""
    await turn.present(await turn.write(_opened, turn, name, _cleaned(words)), anew=True)


async def whole(turn: Turn, name: str) -> None:
    """The whole list again."""
    await turn.present(await turn.write(_opened, turn, name, "", turn.pressed_message_id))


async def page(turn: Turn, name: str, number: int) -> None:
    """Another page of what is looked for."""
    out = await turn.read(_paged, turn, name, min(max(number, 0), _LAST_PAGE))
    if out.card is None and _known(turn, name).card:
        await turn.ask(out)  # what was found is not overwritten with the whole list
    else:
        await turn.present(out)


async def ask(turn: Turn, name: str) -> None:
    """For which words?"""
    await turn.write(_asked, turn, name)
    texts = turn.texts
    out = lines(texts.t("<b>🔎 Search</b>"), texts.t("Write a word or a part of it: a name, a room, a day, a number."))
    await turn.ask(Outgoing(out, ((button(texts.plain("‹ Back"), "ls.all", name),),)))


async def answer(turn: Turn, draft: Draft) -> None:
    """What the words find."""
    name = str(draft.fields.get("list", ""))
    if is_concluded(draft) and not is_repeated(turn, draft):
        await turn.write(_forget_answer, draft)
        await turn.unclaimed()
        return
    words = _cleaned(turn.text)
    if not words:
        texts = turn.texts
        await turn.reply(
            Outgoing(
                texts.t("I search by words. Please write one."), ((button(texts.plain("‹ Back"), "ls.all", name),),)
            )
        )
        return
    await turn.reply(await turn.write(_found, turn, draft, name, words))


def _found(session: Session, turn: Turn, draft: Draft, name: str, words: str) -> Outgoing:
    if not is_concluded(draft):
        conclude(session, draft, turn, {"words": words})
    return _rendered(session, turn, name, words, 0)


def _forget_answer(session: Session, draft: Draft) -> None:
    """What comes now is no answer any more; the words stay for the pages of the list that is in sight."""
    row = session.get(Draft, draft.id)
    if row is not None:
        row.awaiting = None
        session.add(row)


def _asked(session: Session, turn: Turn, name: str) -> None:
    _known(turn, name)
    drafts.start(session, turn.user.id, KIND, {"list": name, "words": ""}, "words", turn.now)


def _opened(session: Session, turn: Turn, name: str, words: str, message_id: int | None = None) -> Outgoing:
    """The list from its beginning; ``message_id``: the message that it takes the place of, which is no other live card then."""
    _known(turn, name)
    if message_id is not None:
        forget_message(session, turn.chat_id, message_id)
    old = drafts.draft(session, turn.user.id, KIND)
    if words:
        drafts.start(session, turn.user.id, KIND, {"list": name, "words": words}, None, turn.now)
    elif old is not None:
        drafts.finish(session, old)
    return _rendered(session, turn, name, words, 0)


def _paged(session: Session, turn: Turn, name: str, number: int) -> Outgoing:
    draft = drafts.draft(session, turn.user.id, KIND)
    words = str(draft.fields.get("words", "")) if draft is not None and draft.fields.get("list") == name else ""
    return _rendered(session, turn, name, words, number)


def _rendered(session: Session, turn: Turn, name: str, words: str, number: int) -> Outgoing:
    known, view = _known(turn, name), name.partition("/")[2]
    out = known.render(session, replace(turn.reader, view=view), words, number)
    if known.card is None or words:
        return out
    return replace(
        out, card=(f"{known.card}/{number}" if number else known.card, number_of(view) if view else turn.me.id)
    )


def _known(turn: Turn, name: str) -> _Known:
    """Raises NotFound for a forged name, NotAllowed for a list that is not theirs."""
    known = _LISTS.get(name.partition("/")[0])
    if known is None:
        raise NotFound
    turn.me.require(*known.roles)
    return known


def _cleaned(words: str) -> str:
    return shorten(one_line(words), _LONGEST)


AREA = Area(
    presses=(Press("ls.page", page, (str, int)), Press("ls.all", whole, (str,)), Press("ls.find", ask, (str,))),
    answers=(Answer(KIND, answer),),
)
