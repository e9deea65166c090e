"""
Every condition and quantity of a file, compiled, compared with what is wanted of it, and tried on sample meetings.

However a file is written, the trials end within seconds: the more different expressions it has, the fewer meetings each is tried on.
"""

from __future__ import annotations

from collections.abc import Iterator

from meetbot.standard import expressions
from meetbot.standard.document import ItemRule, Worded
from meetbot.standard.errors import ExpressionError, UnknownName, WrongKind
from meetbot.standard.expressions import Expression, Kind
from meetbot.standard.mistakes import BadExpression, NeverThatWord, TooManyExpressions, WordNotName
from meetbot.standard.nearest import nearest
from meetbot.standard.needs import Drink, Equipment
from meetbot.standard.parts import Parts, Path
from meetbot.standard.samples import MAX_SAMPLES, samples
from meetbot.yamlfiles import Mistake, Problem

ROOM_KINDS = ("room", "public_area")
# Ten times what is shipped.
MAX_EXPRESSIONS = 1500
# Steps of trying for a whole file: some seconds.
_MOST_TRIALS = 400_000

# What an expression is tried with: its text, what is wanted of it, and the condition under which it is asked at all.
_Asked = tuple[str, Kind, str]


class Trials:
    """The trials of one file; the same expression is tried once."""

    def __init__(self, parts: Parts, layouts: tuple[str, ...]) -> None:
        self._parts = parts
        self._choices = {
            "layout": layouts,
            "type": parts.type_keys,
            "room_kind": ROOM_KINDS,
            "drink": tuple(each.value for each in Drink),
            "equipment": tuple(each.value for each in Equipment),
        }
        rules: tuple[tuple[Path, Worded], ...] = (*parts.items, *parts.rounds)
        count = len({asked for _, rule in rules for _, asked in _asked(rule)})
        self._is_too_much = count > MAX_EXPRESSIONS
        self._samples = min(MAX_SAMPLES, _MOST_TRIALS // max(1, count))
        self._known: dict[_Asked, tuple[Mistake, ...]] = {}

    def problems(self, path: Path, rule: Worded) -> Iterator[Problem]:
        """What is wrong with the expressions of one item or round."""
        if self._is_too_much:
            yield self._parts.document.problem((path[0],), TooManyExpressions(MAX_EXPRESSIONS))
            return
        for where, asked in _asked(rule):
            if asked not in self._known:
                self._known[asked] = tuple(self._mistakes(str(where[-1]), *asked))
            yield from (self._parts.document.problem((*path, *where), mistake) for mistake in self._known[asked])

    def _mistakes(self, field: str, text: str, wanted: Kind, when: str) -> Iterator[Mistake]:
        try:
            expression = expressions.compile(text)
            if expression.kind is not wanted:
                raise WrongKind(text, text, wanted, expression.kind)
        except ExpressionError as error:
            yield self._misunderstood(field, error)
            return
        never = [
            NeverThatWord(field, name, word, nearest(word, self._choices[name]), self._choices[name])
            for name, word in sorted(expression.words)
            if word not in self._choices[name]
        ]
        yield from never or self._failures(field, expression, when)

    def _misunderstood(self, field: str, error: ExpressionError) -> Mistake:
        if isinstance(error, UnknownName):
            of = next((name for name, words in self._choices.items() if error.name in words), None)
            if of is not None:
                return WordNotName(field, error.name, of)
        return BadExpression(field, error)

    def _failures(self, field: str, expression: Expression, when: str) -> Iterator[Mistake]:
        """The first sample meeting that the expression fails for."""
        only_when = _usable(when)
        asked = (expression,) if only_when is None else (expression, only_when)
        for meeting in samples(asked, self._choices, self._samples):
            try:
                if only_when is None or only_when.holds(meeting):
                    expression.value(meeting) if expression.kind is Kind.SWITCH else expression.amount(meeting)
            except ExpressionError as error:
                shown = tuple((name, _shown(value)) for name, value in sorted(meeting.items()))
                yield BadExpression(field, error, shown)
                return


def _asked(rule: Worded) -> Iterator[tuple[Path, _Asked]]:
    """The expressions of a rule, each with its place."""
    yield ("when",), (rule.when, Kind.SWITCH, "true")
    for index, variant in enumerate(rule.variants):
        yield ("variants", index, "when"), (variant.when, Kind.SWITCH, "true")
    if isinstance(rule, ItemRule) and rule.quantity is not None:
        yield ("quantity",), (rule.quantity, Kind.WHOLE, rule.when)


def _usable(when: str) -> Expression | None:
    """The condition; none where it always holds, or is itself a mistake that is named at its own place."""
    try:
        found = expressions.compile(when)
    except ExpressionError:
        return None
    return found if found.names and found.kind is Kind.SWITCH else None


def _shown(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
