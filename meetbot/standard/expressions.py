"""
The language of conditions and quantities in a standard (``docs/standard.md`` shows it to its editors), at work.

``places + spare_chairs``, ``drink == "tea" and not fruit``, ``ceil(places / 4) if smoking else 0``. Every name, kind and bound
is checked by the grammar when the file is read, so a compiled expression can only still divide by zero or grow too large.
simpleeval walks the checked tree; Python never runs it.
"""

from __future__ import annotations

import ast
import math
import operator
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from simpleeval import EvalWithCompoundTypes, NameNotDefined

from meetbot.standard import grammar
from meetbot.standard.errors import BadAmount, DividesByZero, ExpressionError, MissingFact, NumberTooLarge
from meetbot.standard.grammar import MAX_LENGTH, MAX_NUMBER, NAMES, Kind

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {"ceil": math.ceil, "floor": math.floor, "min": min, "max": max}


class _TooLargeError(Exception):
    """A step left the bounds; ``Expression.value`` says it with the expression."""


def _bounded(step: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def within(left: Any, right: Any) -> Any:
        result = step(left, right)
        if abs(result) > MAX_NUMBER:
            raise _TooLargeError
        return result

    return within


_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: _bounded(operator.truediv),
    ast.FloorDiv: _bounded(operator.floordiv),
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda word, words: word in words,
    ast.NotIn: lambda word, words: word not in words,
}


@dataclass(frozen=True)
class Expression:
    """A checked expression. ``words`` are the (name, word) pairs that it compares: ("type", "training")."""

    text: str
    kind: Kind
    names: frozenset[str]
    words: frozenset[tuple[str, str]]
    tree: ast.expr = field(compare=False, repr=False)

    def holds(self, names: Mapping[str, object]) -> bool:
        """The condition's answer for the meeting that ``names`` describes. Raises ExpressionError."""
        return bool(self.value(names))

    def amount(self, names: Mapping[str, object]) -> int:
        """The quantity for the meeting that ``names`` describes. Raises ExpressionError, BadAmount when below zero."""
        value: Any = self.value(names)
        if value < 0 or value != int(value):
            raise BadAmount(self.text, value)
        return int(value)

    def value(self, names: Mapping[str, object]) -> object:
        """What the expression comes to. Raises DividesByZero, NumberTooLarge, MissingFact."""
        if isinstance(self.tree, ast.Constant):
            return self.tree.value
        evaluator = _evaluator()
        evaluator.names = names
        try:
            return evaluator.eval(self.text, previously_parsed=self.tree)
        except ZeroDivisionError:
            raise DividesByZero(self.text) from None
        except _TooLargeError:
            raise NumberTooLarge(self.text, MAX_NUMBER) from None
        except NameNotDefined as missing:
            raise MissingFact(self.text, missing.name) from None
        finally:
            evaluator.names = {}


@lru_cache(maxsize=4096)
def compile(text: str) -> Expression:
    """The expression in ``text``, every name, kind and bound checked. Raises ExpressionError."""
    found = grammar.read(text)
    return Expression(text, found.kind, found.names, found.words, found.tree)


_thread = threading.local()


def _evaluator() -> Any:
    """The evaluator of the running thread: making one costs more than most expressions do."""
    if not hasattr(_thread, "evaluator"):
        _thread.evaluator = EvalWithCompoundTypes(operators=dict(_OPERATORS), functions={}, names={})
        # Set afterwards, so that the list, set and dict that simpleeval adds are not among them.
        _thread.evaluator.functions = dict(_FUNCTIONS)
    return _thread.evaluator


__all__ = ["MAX_LENGTH", "NAMES", "Expression", "ExpressionError", "Kind", "compile"]
