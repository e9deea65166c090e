"""
Searching by words, the same in the standard and in the guide: words after the command or asked for, one answer, and what they
found shown again page by page. A draft remembers the words, so that the way back to what was found survives a restart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.standard.editions import Edition, in_force
from meetbot.handlers.standard.words import paged, turning
from meetbot.handlers.turn import Turn
from meetbot.texts import Html, Texts, one_line, shorten

PER_PAGE = 8
_LONGEST = 60


@dataclass(frozen=True)
class Finder:
    """
    ``draft``: its kind of draft. ``ask`` and ``again``: the verbs of its buttons. ``home``: where it begins, and ``to_home`` the
    button to it. ``question`` asks for words; ``search`` finds things; ``counted`` and ``none`` say how many, or that there are
    none; ``listed`` are the buttons of one page's things.
    """

    draft: str
    ask: str
    again: str
    home: Callable[[Turn], Awaitable[None]]
    to_home: Callable[[Texts], Button]
    question: Callable[[Texts], Html]
    search: Callable[[Edition, str], Sequence[Any]]
    counted: Callable[[Texts, int], Html]
    none: Callable[[Texts], Html]
    listed: Callable[[Texts, Edition, Sequence[Any]], Rows]

    async def command(self, turn: Turn, words: str) -> None:
        """Where it begins, or what the words find."""
        if words:
            await self._find(turn, await turn.write(self._begin, turn), words)
        else:
            await self.home(turn)

    async def ask_words(self, turn: Turn) -> None:
        """For which words?"""
        await turn.write(self._begin, turn)
        await turn.show(Outgoing(self.question(turn.texts), ((self.to_home(turn.texts),),)))

    async def words_typed(self, turn: Turn, draft: Draft) -> None:
        """What the typed words find."""
        if await is_about_something_else(turn, draft, None):
            return
        if not one_line(turn.text):
            sentence = turn.texts.t("I search by words. Please type a word or two.")
            await turn.reply(Outgoing(sentence, ((self.to_home(turn.texts),),)))
            return
        await self._find(turn, draft, turn.text)

    async def found_again(self, turn: Turn, page: int) -> None:
        """What was searched for last, once more; where it begins when that is forgotten."""
        words, current = await turn.read(self._searched, turn)
        if words:
            await turn.show(self.page(turn.texts, current, words, page))
        else:
            await self.home(turn)

    def page(self, texts: Texts, edition: Edition, words: str, page: int) -> Outgoing:
        """One page of what the words find."""
        found = self.search(edition, words)
        head = texts.t("<b>🔎 {words}</b>", words=words)
        ways = (button(texts.plain("🔎 Search again"), self.ask), self.to_home(texts))
        if not found:
            return Outgoing(lines(head, self.none(texts)), (ways,))
        page, pages = paged(len(found), PER_PAGE, page)
        shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
        rows = (*self.listed(texts, edition, shown), *turning(page, pages, self.again), ways)
        return Outgoing(lines(head, self.counted(texts, len(found))), rows)

    def button(self, texts: Texts) -> Button:
        """Begins a search."""
        return button(texts.plain("🔎 Search"), self.ask)

    async def _find(self, turn: Turn, draft: Draft, words: str) -> None:
        wanted = shorten(one_line(words), _LONGEST)
        if not is_concluded(draft):
            await turn.write(conclude, draft, turn, {"words": wanted})
        await turn.show(self.page(turn.texts, await turn.read(in_force), wanted, 0))

    def _begin(self, session: Session, turn: Turn) -> Draft:
        return drafts.start(session, turn.user.id, self.draft, {}, "words", turn.now)

    def _searched(self, session: Session, turn: Turn) -> tuple[str, Edition]:
        draft = drafts.draft(session, turn.user.id, self.draft)
        return str(draft.fields.get("words", "")) if draft else "", in_force(session)
