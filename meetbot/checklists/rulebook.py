"""
A standard made ready for work: its items in an order that obeys every ``after``, and what of them applies to a meeting.

Made once per standard and process. What applies to one set of facts is remembered too, since evaluating the expressions
is most of the work and the same facts come again at every look at a booking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter

from meetbot.checklists.fingerprints import digest_of
from meetbot.standard.document import ItemRule, Phase, RoundRule, Standard, Words
from meetbot.standard.facts import Facts

# Standards in use at once: the newest, and those of the bookings that were made under older ones.
_KEPT_STANDARDS = 16
_KEPT_FACTS = 1_024


@dataclass(frozen=True, slots=True)
class Asked:
    """An item rule as it applies to a meeting; ``after`` are the keys, of those that apply, of all that is done before."""

    rule: ItemRule
    words: Words
    quantity: int | None
    after: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class AskedRound:
    """A round rule as it applies to a meeting."""

    rule: RoundRule
    words: Words
    digest: str


class Rulebook:
    """The rules of one standard. ``asked(facts)`` and ``rounds(facts)`` are those that apply, in working order."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self._predecessors = _predecessors(standard.items)
        self._rules = _in_working_order(standard.items)
        self.asked: Callable[[Facts], tuple[Asked, ...]] = lru_cache(_KEPT_FACTS)(self._asked)
        self.rounds: Callable[[Facts], tuple[AskedRound, ...]] = lru_cache(_KEPT_FACTS)(self._rounds)

    def _asked(self, facts: Facts) -> tuple[Asked, ...]:
        names = facts.names(self.standard.values)
        asked: dict[str, Asked] = {}
        for rule in self._rules:
            if rule.applies(names):
                quantity = _quantity(rule, names, asked)
                if quantity != 0:
                    asked[rule.key] = self._asked_of(rule, rule.words(names), quantity, facts, asked)
        return tuple(asked.values())

    def _asked_of(
        self, rule: ItemRule, words: Words, quantity: int | None, facts: Facts, asked: Mapping[str, Asked]
    ) -> Asked:
        after = tuple(key for key in asked if key in self._predecessors[rule.key])
        layout = facts.layout if _stands_in_the_room(rule) else ""
        digest = digest_of((*_said(rule.key, words), rule.evidence, rule.is_inspection, rule.thing, quantity, layout))
        return Asked(rule, words, quantity, after, digest)

    def _rounds(self, facts: Facts) -> tuple[AskedRound, ...]:
        names = facts.names(self.standard.values)
        applying = ((rule, rule.words(names)) for rule in self.standard.rounds if rule.applies(names))
        return tuple(AskedRound(rule, words, digest_of(_said(rule.key, words))) for rule, words in applying)


_rulebooks: dict[int, Rulebook] = {}


def rulebook(standard: Standard) -> Rulebook:
    """The rulebook of ``standard``, made at first use. A process holds each version's Standard once (standard.service)."""
    # Found by identity, since comparing two standards costs more than all the rest; the entry keeps its standard alive,
    # so its identity is not given to another object.
    found = _rulebooks.get(id(standard))
    if found is None:
        while len(_rulebooks) >= _KEPT_STANDARDS:
            _rulebooks.pop(next(iter(_rulebooks)), None)
        found = _rulebooks[id(standard)] = Rulebook(standard)
    return found


def _quantity(rule: ItemRule, names: Mapping[str, object], asked: Mapping[str, Asked]) -> int | None:
    """How many; none where nothing is counted, 0 where there is nothing to do (counted back: nothing was put out)."""
    if rule.quantity is not None:
        return rule.amount(names)
    if rule.issued is not None:
        return asked[rule.issued].quantity if rule.issued in asked else 0
    return None


def _said(key: str, words: Words) -> tuple[object, ...]:
    return (key, words.clause, words.title.en, words.title.zh, words.quality.en, words.quality.zh)


def _stands_in_the_room(rule: ItemRule) -> bool:
    """Whether the item sets out counted things, which stand elsewhere in another layout."""
    return rule.phase is Phase.PREPARE and rule.quantity is not None


def _in_working_order(rules: tuple[ItemRule, ...]) -> list[ItemRule]:
    """The rules, each behind those it comes after and what it counts back; else as the standard lists them."""
    by_key = {rule.key: rule for rule in rules}
    begun: set[str] = set()
    placed: dict[str, ItemRule] = {}

    def place(rule: ItemRule) -> None:
        begun.add(rule.key)
        for key in (*rule.after, *([rule.issued] if rule.issued else [])):
            if key in by_key and key not in begun:
                place(by_key[key])
        placed[rule.key] = rule

    TopologicalSorter({rule.key: rule.after for rule in rules}).prepare()  # raises CycleError, which place would not
    for rule in rules:
        if rule.key not in begun:
            place(rule)
    return list(placed.values())


def _predecessors(rules: tuple[ItemRule, ...]) -> dict[str, frozenset[str]]:
    """For every key all that is done before it, directly or not: the order holds when one in between does not apply."""
    direct = {rule.key: rule.after for rule in rules}
    found: dict[str, frozenset[str]] = {}
    for key in TopologicalSorter(direct).static_order():
        before = direct.get(key, ())
        found[key] = frozenset(before).union(*(found[each] for each in before))
    return found
