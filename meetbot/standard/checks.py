"""What a well-formed standard can still get wrong: names that lead nowhere, circles, conditions that come to nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal

from meetbot.standard.document import Anchor, Evidence, ItemRule, Phase, Worded
from meetbot.standard.mistakes import (
    BreakAmiss,
    Circle,
    CountMissing,
    DueBeforeTold,
    DueLater,
    HasPlaceholder,
    NotCounted,
    OtherPhase,
    StandsTwice,
    UnknownClause,
    UnknownItem,
    UnknownLayout,
    Unnamed,
    UsedTwice,
)
from meetbot.standard.nearest import nearest
from meetbot.standard.needs import Equipment
from meetbot.standard.order import EVERYTHING, circles, predecessors
from meetbot.standard.parts import Parts, Path
from meetbot.standard.trials import Trials
from meetbot.yamlfiles import Problem

# The layouts that ``layouts.catalogue`` can set out; the tests hold the two lists together.
LAYOUTS = ("classroom", "hollow_square", "oval")
# Nobody fills anything in: quantities, rooms and names are shown beside the words.
_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}|%\([a-z_]+\)s|%[sd]\b|\$\{?[a-z_]+\}?")


def problems(parts: Parts, layouts: Collection[str] = LAYOUTS) -> Iterator[Problem]:
    """Every mistake in the readable parts of a file."""
    yield from _used_twice(parts)
    yield from _types(parts, tuple(layouts))
    yield from _equipment(parts)
    yield from _placeholders(parts.document.tree, (), parts)
    trials = Trials(parts, tuple(layouts))
    for path, rule in (*parts.items, *parts.rounds):
        yield from _clauses(parts, path, rule)
        yield from trials.problems(path, rule)
    for path, item in parts.items:
        yield from _due(parts, path, item)
        yield from _after(parts, path, item)
        yield from _issued(parts, path, item)
    for path, card in parts.guide:
        yield from _unknown_clauses(
            parts, [((*path, "clauses", index), clause) for index, clause in enumerate(card.clauses)]
        )
    yield from _order(parts)


def _used_twice(parts: Parts) -> Iterator[Problem]:
    clauses = ((("clauses", path[1], "id"), clause.id) for path, clause in parts.clauses)
    keyed: Iterable[tuple[Path, Any]] = (*parts.items, *parts.rounds)
    keys = (((*path, "key"), rule.key) for path, rule in keyed)
    types = (((*path, "key"), kind.key) for path, kind in parts.types)
    cards = (((*path, "key"), card.key) for path, card in parts.guide)
    named: tuple[tuple[Literal["clause", "key", "type", "card"], Iterable[tuple[Path, str]]], ...] = (
        ("clause", clauses), ("key", keys), ("type", types), ("card", cards),
    )  # fmt: skip
    for what, places in named:
        first: dict[str, int] = {}
        for path, value in places:
            if value in first:
                yield parts.document.problem(path, UsedTwice(what, value, first[value]))
            first.setdefault(value, parts.document.line(path))


def _types(parts: Parts, layouts: tuple[str, ...]) -> Iterator[Problem]:
    for path, kind in parts.types:
        for index, layout in enumerate(kind.layouts):
            if layout not in layouts:
                mistake = UnknownLayout(layout, nearest(layout, layouts), layouts)
                yield parts.document.problem((*path, "layouts", index), mistake)
        for doubled in _doubled(kind.layouts):
            yield parts.document.problem((*path, "layouts"), StandsTwice(doubled))
        for doubled in _doubled(kind.needs.equipment):
            yield parts.document.problem((*path, "needs", "equipment"), StandsTwice(doubled.value))


def _equipment(parts: Parts) -> Iterator[Problem]:
    named = parts.document.tree.get("equipment")
    missing = [piece.value for piece in Equipment if isinstance(named, dict) and piece.value not in named]
    if missing:
        yield parts.document.problem(("equipment",), Unnamed(tuple(missing)))


def _placeholders(node: Any, path: Path, parts: Parts) -> Iterator[Problem]:
    """Every wording in the file, wherever it stands: a level with ``en`` and ``zh``."""
    if isinstance(node, dict):
        for key, inner in node.items():
            found = _PLACEHOLDER.search(inner) if key in ("en", "zh") and isinstance(inner, str) else None
            if found:
                yield parts.document.problem((*path, key), HasPlaceholder(found[0]))
            yield from _placeholders(inner, (*path, key), parts)
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _placeholders(inner, (*path, index), parts)


def _clauses(parts: Parts, path: Path, rule: Worded) -> Iterator[Problem]:
    cited = [((*path, "clause"), rule.clause)]
    cited += [((*path, "also", index), clause) for index, clause in enumerate(rule.also)]
    cited += [
        ((*path, "variants", index, "clause"), variant.clause)
        for index, variant in enumerate(rule.variants)
        if variant.clause is not None
    ]
    yield from _unknown_clauses(parts, cited)


def _unknown_clauses(parts: Parts, cited: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    for where, clause in cited:
        if clause not in parts.clause_ids:
            same = [known for known in parts.clause_ids if known.lower() == clause.lower()]
            yield parts.document.problem(where, UnknownClause(clause, same[0] if same else ""))


def _due(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    if (item.due.anchor is Anchor.BREAK) != (item.phase is Phase.BREAK):
        yield parts.document.problem((*path, "due"), BreakAmiss())
    if item.due.anchor is Anchor.TOLD and item.due.minutes < 0:
        yield parts.document.problem((*path, "due"), DueBeforeTold())


def _after(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    phases = {other.key: other.phase for _, other in parts.items}
    for index, key in enumerate(item.after):
        if key != EVERYTHING and key not in parts.item_keys:
            mistake = UnknownItem(key, nearest(key, parts.item_keys), parts.item_keys)
            yield parts.document.problem((*path, "after", index), mistake)
        elif phases.get(key, item.phase) is not item.phase:
            yield parts.document.problem((*path, "after", index), OtherPhase(key, phases[key].value))


def _issued(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    if item.issued is None:
        return
    where = (*path, "issued")
    counted = tuple(other.key for _, other in parts.items if other.quantity is not None)
    if item.issued not in parts.item_keys:
        yield parts.document.problem(where, UnknownItem(item.issued, nearest(item.issued, counted), counted))
    elif item.issued not in counted and item.issued in {other.key for _, other in parts.items}:
        yield parts.document.problem(where, NotCounted(item.issued))
    if item.evidence is not Evidence.COUNT:
        yield parts.document.problem(where, CountMissing())


def _order(parts: Parts) -> Iterator[Problem]:
    items = tuple(item for _, item in parts.items)
    paths = {item.key: path for path, item in parts.items}
    rules = {item.key: item for item in items}
    order = predecessors(items)
    for circle in circles(order):
        yield parts.document.problem((*paths[circle[0]], "after"), Circle(tuple(circle)))
    for key, befores in order.items():
        late = [rules[each] for each in befores if each in rules and _is_due_later(rules[each], rules[key])]
        if late:
            yield parts.document.problem((*paths[key], "after"), DueLater(late[0].key))


def _is_due_later(first: ItemRule, second: ItemRule) -> bool:
    return first.due.anchor is second.due.anchor and first.due.minutes > second.due.minutes


def _doubled(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]
