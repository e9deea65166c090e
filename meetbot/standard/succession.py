"""
What a version may not do to those before it: use an id again for something else.

People, ticks and the other versions know a clause by its id and an item by its key. A wording may be improved; one that shares
next to nothing with what the id stood for last is another clause, and has an id of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from meetbot.standard.document import ItemRule, Standard
from meetbot.standard.mistakes import ReusedClause, ReusedItem
from meetbot.texts import Wording
from meetbot.yamlfiles import Document, Problem

# Of the shipped clauses, 24 pairs out of 25 share less than this with each other in either language; an edited one keeps more.
_LEAST_ALIKE = 0.25


def reused(document: Document, standard: Standard, earlier: Sequence[Standard]) -> Iterator[Problem]:
    """Every clause id and item key that stood for something else in the last of the ``earlier`` versions that has it."""
    before = sorted((each for each in earlier if each.version < standard.version), key=lambda each: -each.version)
    for index, clause in enumerate(standard.clauses):
        version, was = next(((of.version, c.text) for of in before for c in of.clauses if c.id == clause.id), (0, None))
        if was is not None and not _is_alike(was, clause.text):
            yield document.problem(("clauses", index, "id"), ReusedClause(clause.id, version, was))
    for index, item in enumerate(standard.items):
        found = next(((of.version, i) for of in before for i in of.items if i.key == item.key), None)
        if found is not None and not _is_same_work(found[1], item):
            yield document.problem(("items", index, "key"), ReusedItem(item.key, found[0], found[1].title))


def _is_same_work(old: ItemRule, new: ItemRule) -> bool:
    if not _clauses(old).isdisjoint(_clauses(new)):
        return True
    return _is_alike(old.title, new.title) or _is_alike(old.quality, new.quality)


def _clauses(item: ItemRule) -> frozenset[str]:
    return frozenset((item.clause, *item.also, *(each.clause for each in item.variants if each.clause)))


def _is_alike(old: Wording, new: Wording) -> bool:
    """Word by word in English, sign by sign in Chinese; either will do, as one language may be put right alone."""
    english = SequenceMatcher(None, old.en.casefold().split(), new.en.casefold().split(), autojunk=False)
    chinese = SequenceMatcher(None, old.zh, new.zh, autojunk=False)
    return english.ratio() >= _LEAST_ALIKE or chinese.ratio() >= _LEAST_ALIKE
