"""What a well-formed standard can still get wrong: names that lead nowhere, circles, conditions that come to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from meetbot.standard import expressions
from meetbot.standard.advice import advice, suggestion
from meetbot.standard.document import Anchor, Evidence, ItemRule, Phase, Worded
from meetbot.standard.errors import ExpressionError, UnknownName, WrongKind
from meetbot.standard.expressions import Expression, Kind, nearest
from meetbot.standard.needs import Drink, Equipment
from meetbot.standard.order import EVERYTHING, circles, predecessors
from meetbot.standard.parts import Parts, Path
from meetbot.standard.samples import samples
from meetbot.yamlfiles import Problem

# The layouts that ``layouts.catalogue`` can set out; the tests hold the two lists together.
LAYOUTS = ("classroom", "hollow_square", "oval")
ROOM_KINDS = ("room", "public_area")


def problems(parts: Parts, layouts: Collection[str] = LAYOUTS) -> Iterator[Problem]:
    """Every mistake in the readable parts of a file."""
    yield from _used_twice(parts)
    yield from _types(parts, tuple(layouts))
    yield from _equipment(parts)
    for path, rule in (*parts.items, *parts.rounds):
        yield from _clauses(parts, path, rule)
        yield from _Tried(parts, path, tuple(layouts)).problems(rule)
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
    for name, places in (("clause id", clauses), ("key", keys), ("type", types), ("guide card", cards)):
        first: dict[str, int] = {}
        for path, value in places:
            problem = parts.document.problem(path, "")
            if value in first:
                message = f"{name} {value!r} is already used on line {first[value]}; give this one its own"
                yield parts.document.problem(path, message)
            first.setdefault(value, problem.line)


def _types(parts: Parts, layouts: tuple[str, ...]) -> Iterator[Problem]:
    for path, kind in parts.types:
        for index, layout in enumerate(kind.layouts):
            if layout not in layouts:
                message = f"there is no layout {layout!r}; {suggestion(nearest(layout, layouts), layouts)}"
                yield parts.document.problem((*path, "layouts", index), message)
        for doubled in _doubled(kind.layouts):
            yield parts.document.problem((*path, "layouts"), f"layout {doubled!r} stands here twice; take one out")
        for doubled in _doubled(kind.needs.equipment):
            message = f"{doubled.value!r} stands here twice; take one out"
            yield parts.document.problem((*path, "needs", "equipment"), message)


def _equipment(parts: Parts) -> Iterator[Problem]:
    named = parts.document.tree.get("equipment")
    missing = [piece.value for piece in Equipment if isinstance(named, dict) and piece.value not in named]
    if missing:
        message = f"there is no name for {', '.join(missing)}; add each with its en and zh"
        yield parts.document.problem(("equipment",), message)


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
            remedy = f"did you mean {same[0]!r}?" if same else "add it under clauses, or name one that is there"
            message = f"there is no clause {clause!r}; {remedy}"
            yield parts.document.problem(where, message)


def _due(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    if (item.due.anchor is Anchor.BREAK) != (item.phase is Phase.BREAK):
        message = "only items of the phase break are due by a break, and they by nothing else; change anchor or phase"
        yield parts.document.problem((*path, "due"), message)
    if item.due.anchor is Anchor.TOLD and item.due.minutes < 0:
        message = "nothing can be due before the meeting was told of; write 0 minutes or more"
        yield parts.document.problem((*path, "due"), message)


def _after(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    phases = {other.key: other.phase for _, other in parts.items}
    for index, key in enumerate(item.after):
        if key != EVERYTHING and key not in parts.item_keys:
            message = f"there is no item {key!r}; {suggestion(nearest(key, parts.item_keys), parts.item_keys)}"
            yield parts.document.problem((*path, "after", index), message)
        elif phases.get(key, item.phase) is not item.phase:
            message = f"{key!r} belongs to the phase {phases[key].value}; an order holds within one phase: take it out"
            yield parts.document.problem((*path, "after", index), message)


def _issued(parts: Parts, path: Path, item: ItemRule) -> Iterator[Problem]:
    if item.issued is None:
        return
    where = (*path, "issued")
    counted = tuple(other.key for _, other in parts.items if other.quantity is not None)
    if item.issued not in parts.item_keys:
        message = f"there is no item {item.issued!r}; {suggestion(nearest(item.issued, counted), counted)}"
        yield parts.document.problem(where, message)
    elif item.issued not in counted and item.issued in {other.key for _, other in parts.items}:
        yield parts.document.problem(where, f"{item.issued!r} has no quantity to count back; give it one")
    if item.evidence is not Evidence.COUNT:
        yield parts.document.problem(where, "what is counted back needs evidence: count; add it")


def _order(parts: Parts) -> Iterator[Problem]:
    items = tuple(item for _, item in parts.items)
    paths = {item.key: path for path, item in parts.items}
    rules = {item.key: item for item in items}
    order = predecessors(items)
    for circle in circles(order):
        told = ", ".join(
            f"{key} waits for {before}" for key, before in zip(circle, circle[1:] + circle[:1], strict=True)
        )
        yield parts.document.problem((*paths[circle[0]], "after"), f"a circle: {told}; take one of these out")
    for key, befores in order.items():
        late = [rules[each] for each in befores if each in rules and _is_due_later(rules[each], rules[key])]
        if late:
            message = f"this waits for {late[0].key!r}, which is due later; move one of the two"
            yield parts.document.problem((*paths[key], "after"), message)


def _is_due_later(first: ItemRule, second: ItemRule) -> bool:
    return first.due.anchor is second.due.anchor and first.due.minutes > second.due.minutes


def _doubled(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


class _Tried:
    """The expressions of one item or round: compiled, compared with what is wanted of them, tried on sample meetings."""

    def __init__(self, parts: Parts, path: Path, layouts: tuple[str, ...]) -> None:
        self.parts = parts
        self.path = path
        self.choices = {
            "layout": layouts,
            "type": parts.type_keys,
            "room_kind": ROOM_KINDS,
            "drink": tuple(each.value for each in Drink),
            "equipment": tuple(each.value for each in Equipment),
        }

    def problems(self, rule: Worded) -> Iterator[Problem]:
        when = yield from self._tried(("when",), rule.when, Kind.SWITCH)
        for index, variant in enumerate(rule.variants):
            yield from self._tried(("variants", index, "when"), variant.when, Kind.SWITCH)
        if isinstance(rule, ItemRule) and rule.quantity is not None:
            yield from self._tried(("quantity",), rule.quantity, Kind.WHOLE, only_when=when)

    def _tried(
        self, where: Path, text: str, wanted: Kind, only_when: Expression | None = None
    ) -> Any:  # a generator of Problems that returns the expression, or nothing when it cannot be used
        found: list[str] = []
        expression = None
        try:
            expression = expressions.compile(text)
            if expression.kind is not wanted:
                raise WrongKind(text, text, wanted, expression.kind)
            found += self._unknown_words(expression)
            if not found:
                self._try(expression, only_when)
        except _FailsForError as failure:
            found.append(f"{advice(failure.error)} (for example with {failure.meeting})")
        except ExpressionError as error:
            found.append(self._advice(error))
        for message in found:
            yield self.parts.document.problem((*self.path, *where), f"{where[-1]!r}: {message}")
        return None if found else expression

    def _advice(self, error: ExpressionError) -> str:
        if isinstance(error, UnknownName):
            of = next((name for name, words in self.choices.items() if error.name in words), None)
            if of is not None:
                compared = f'"{error.name}" in equipment' if of == "equipment" else f'{of} == "{error.name}"'
                return f"{error.name!r} is a word, not a name; write {compared}"
        return advice(error)

    def _unknown_words(self, expression: Expression) -> list[str]:
        return [
            f"{name} is never {word!r}; {suggestion(nearest(word, self.choices[name]), self.choices[name])}"
            for name, word in sorted(expression.words)
            if word not in self.choices[name]
        ]

    def _try(self, expression: Expression, only_when: Expression | None) -> None:
        asked = (expression,) if only_when is None else (expression, only_when)
        for meeting in samples(asked, self.choices):
            try:
                if only_when is None or only_when.holds(meeting):
                    expression.value(meeting) if expression.kind is Kind.SWITCH else expression.amount(meeting)
            except ExpressionError as error:
                raise _FailsForError(error, meeting) from None


class _FailsForError(Exception):
    """An expression fails for one of the sample meetings."""

    def __init__(self, error: ExpressionError, meeting: dict[str, object]) -> None:
        super().__init__()
        self.error = error
        self.meeting = (
            ", ".join(f"{name} = {_shown(value)}" for name, value in sorted(meeting.items())) or "any meeting"
        )


def _shown(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
