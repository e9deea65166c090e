"""
The machinery of the reader: a line is a row of items, and rules rewrite neighbours into fewer, richer items.

At first an item is a word or a number; then a clock time, a day, a length; at last a span of time. Rules are written as
the kinds they join ("number month", "at? number"), so that each can be read on its own and none looks further than its
own pattern: the time is bounded by the length of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

# Understood as words, but not as an answer: shown to the writer as not understood.
VOID = "void"


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the line with what it is (``kind``) and says (``value``); ``text[start:end]`` is how it was written."""

    kind: str
    value: Any
    start: int
    end: int


# What a rule makes of the items that its pattern matched; none: nothing after all, another rule may try.
Outcome = tuple[str, Any] | None
Rule = tuple[tuple[str, ...], Callable[..., Outcome]]
Rules = Mapping[str, Sequence[Rule]]


def grammar(*rules: tuple[str, Callable[..., Outcome]]) -> Rules:
    """
    Rules by the kind that they begin with, the longest pattern first.

    A pattern is a row of kinds; ``a|b`` is either, ``a?`` may be missing. The function is given the matched items, without
    those that are missing.
    """
    found: dict[str, list[Rule]] = {}
    for pattern, function in rules:
        for kinds in _expanded(pattern):
            found.setdefault(kinds[0], []).append((kinds, function))
    for alternatives in found.values():
        alternatives.sort(key=lambda rule: -len(rule[0]))
    return found


def _expanded(pattern: str) -> Iterable[tuple[str, ...]]:
    choices = [[*part.rstrip("?").split("|"), *([""] if part.endswith("?") else [])] for part in pattern.split()]
    for kinds in product(*choices):
        yield tuple(kind for kind in kinds if kind)


def rewrite(items: Sequence[Item], rules: Rules) -> list[Item]:
    """The items with every match of a rule replaced, from left to right."""
    made: list[Item] = []
    kinds = tuple(item.kind for item in items)
    place = 0
    while place < len(items):
        new, length = _first_match(items, kinds, place, rules)
        made.append(new)
        place += length
    return made


def _first_match(items: Sequence[Item], kinds: tuple[str, ...], place: int, rules: Rules) -> tuple[Item, int]:
    for pattern, function in rules.get(kinds[place], ()):
        end = place + len(pattern)
        if kinds[place:end] == pattern:
            matched = items[place:end]
            outcome = function(*matched)
            if outcome is not None:
                return Item(*outcome, matched[0].start, matched[-1].end), len(pattern)
    return items[place], 1


def void(*_items: Item) -> Outcome:
    """A rule's answer to what is seen but must be asked back."""
    return VOID, None


def values(items: Iterable[Item], kind: str) -> list[Any]:
    """What the items of one kind say."""
    return [item.value for item in items if item.kind == kind]
