"""Finding one's way in a standard: chapters, words, and where a clause is carried out (X8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from meetbot.standard.document import Clause, ItemRule, RoundRule, Standard, Variant, Words
from meetbot.texts import Wording

T = TypeVar("T")
# Words beyond these find nothing that the first did not.
_MOST_WORDS = 12


class Chapter(StrEnum):
    """The chapters in their order. The value is how the ids of a chapter's clauses begin; ``other`` holds the rest."""

    DUTIES = "D"
    APPEARANCE = "A"
    COURTESY = "C"
    PREPARATION = "P"
    BEFORE = "B"
    DURING = "M"
    AFTER = "F"
    LEADERSHIP = "T1."
    PARTY_BRANCH = "T2."
    TRAINING = "T3."
    OTHER = ""


@dataclass(frozen=True)
class CarriedOut:
    """An item or round that carries out a clause, in the words of the meetings where it does."""

    rule: ItemRule | RoundRule
    words: Words


def chapter_of(clause_id: str) -> Chapter:
    """The chapter that the clause belongs to."""
    return next(chapter for chapter in Chapter if clause_id.startswith(chapter.value))


def chapters(standard: Standard) -> dict[Chapter, tuple[Clause, ...]]:
    """The chapters that have clauses, in order, each with its clauses as the file lists them."""
    found = {
        chapter: tuple(clause for clause in standard.clauses if chapter_of(clause.id) is chapter) for chapter in Chapter
    }
    return {chapter: clauses for chapter, clauses in found.items() if clauses}


def carried_out(standard: Standard, clause_id: str) -> tuple[CarriedOut, ...]:
    """Everything that carries out the clause, in the order of the work."""
    rules: tuple[ItemRule | RoundRule, ...] = (*standard.items, *standard.rounds)
    return tuple(CarriedOut(rule, words) for rule in rules for words in _words(rule, clause_id))


def _words(rule: ItemRule | RoundRule, clause_id: str) -> Iterator[Words]:
    """The words under which the rule carries out the clause: the variants that name it, else its usual ones."""
    variants = [each for each in rule.variants if each.clause == clause_id]
    if variants and rule.clause != clause_id:
        yield from dict.fromkeys(_varied(rule, each) for each in variants)
    elif clause_id in (rule.clause, *rule.also):
        yield Words(clause=rule.clause, title=rule.title, quality=rule.quality)


def _varied(rule: ItemRule | RoundRule, variant: Variant) -> Words:
    return Words(
        clause=variant.clause or rule.clause,
        title=variant.title or rule.title,
        quality=variant.quality or rule.quality,
    )


def search(standard: Standard, words: str) -> tuple[Clause, ...]:
    """The clauses in which all of ``words`` stand, the best first: by id, by wording, by what carries them out."""
    return best(
        standard.clauses,
        words,
        lambda clause, wanted: _rank(standard, clause, wanted),
        lambda clause: _all_of(standard, clause),
    )


def best(
    things: Sequence[T], words: str, rank: Callable[[T, list[str]], int], text_of: Callable[[T], str]
) -> tuple[T, ...]:
    """
    The things that the words find, the best first: ``rank`` is 0 for what lacks a word, ``text_of`` is everything said of it.

    Both languages are looked at. Where nothing has all of the words, what has most of them; Chinese, which writes no
    spaces, is then taken apart into pairs of characters.
    """
    wanted = words.casefold().split()[:_MOST_WORDS]
    if not wanted:
        return ()
    ranked = [(rank(thing, wanted), thing) for thing in things]
    if not any(found for found, _ in ranked):
        parts = [part for word in wanted for part in _parts(word)][:_MOST_WORDS]
        counted = [(sum(part in text_of(thing) for part in parts), thing) for thing in things]
        most = max((count for count, _ in counted), default=0)
        ranked = [(count, thing) for count, thing in counted if count * 2 >= most]
    return tuple(thing for found, thing in sorted(ranked, key=lambda pair: -pair[0]) if found)


def _rank(standard: Standard, clause: Clause, wanted: list[str]) -> int:
    if wanted == [clause.id.casefold()]:
        return 3
    if all(word in spelt(clause.text) for word in wanted):
        return 2
    return int(all(word in _all_of(standard, clause) for word in wanted))


def _all_of(standard: Standard, clause: Clause) -> str:
    work = (f"{spelt(each.words.title)} {spelt(each.words.quality)}" for each in carried_out(standard, clause.id))
    return " ".join((clause.id.casefold(), spelt(clause.text), *work))


def spelt(wording: Wording) -> str:
    """The wording in both languages, as it is searched."""
    return f"{wording.en} {wording.zh}".casefold()


_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def _parts(word: str) -> Iterator[str]:
    """The word itself; of Chinese its pairs of characters."""
    if not _CHINESE.fullmatch(word) or len(word) < 3:
        yield word
        return
    for first in range(len(word) - 1):
        yield word[first : first + 2]
