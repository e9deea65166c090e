"""
The grammar of conditions and quantities: what an expression may say, and of what kind each part of it is.

One line of facts, numbers, comparisons and four functions; whatever is not listed here is refused when the file is read.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetbot.standard.errors import (
    NotAnExpression,
    NotAvailable,
    NumberTooLarge,
    TooDeep,
    TooLong,
    UnknownName,
    WrongArguments,
    WrongKind,
)
from meetbot.standard.nearest import nearest

# A condition that needs more than this should be two items.
MAX_LENGTH = 300
MAX_DEPTH = 25
# Beyond any count of things in a building; keeps every step short.
MAX_NUMBER = 1_000_000_000


class Kind(StrEnum):
    """What an expression, or a part of it, comes to."""

    WHOLE = "whole number"
    NUMBER = "number"
    SWITCH = "yes or no"
    WORD = "word"
    WORDS = "list of words"


NAMES: Mapping[str, Kind] = {
    "places": Kind.WHOLE,
    "heads": Kind.WHOLE,
    "audience": Kind.WHOLE,
    "rostrum_places": Kind.WHOLE,
    "spare_chairs": Kind.WHOLE,
    "ashtray_every": Kind.WHOLE,
    "layout": Kind.WORD,
    "type": Kind.WORD,
    "room_kind": Kind.WORD,
    "is_short_notice": Kind.SWITCH,
    "saucers": Kind.SWITCH,
    "drink": Kind.WORD,
    "fruit": Kind.SWITCH,
    "paper": Kind.SWITCH,
    "smoking": Kind.SWITCH,
    "rostrum": Kind.SWITCH,
    "lectern": Kind.SWITCH,
    "flowers": Kind.SWITCH,
    "side_table": Kind.SWITCH,
    "banner": Kind.SWITCH,
    "nameplates": Kind.SWITCH,
    "equipment": Kind.WORDS,
    "microphone_places": Kind.WHOLE,
    "audio_pieces": Kind.WHOLE,
    "flags": Kind.WHOLE,
    "wish": Kind.SWITCH,
}
# Name -> kind of the result when the arguments are not all whole.
FUNCTIONS: Mapping[str, Kind] = {"ceil": Kind.WHOLE, "floor": Kind.WHOLE, "min": Kind.NUMBER, "max": Kind.NUMBER}
CONSTANTS = {"true": True, "false": False}
OPERATORS: frozenset[type[ast.AST]] = frozenset(
    {
        ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.USub, ast.Not,
        ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
    }
)  # fmt: skip

_NUMBERS = (Kind.WHOLE, Kind.NUMBER)
# Yes counts as 1 and no as 0: "2 + lectern" microphones.
_COUNTABLE = (Kind.WHOLE, Kind.NUMBER, Kind.SWITCH)


@dataclass(frozen=True)
class Sentence:
    """An expression that was read: what it comes to, the names it uses, and the (name, word) pairs that it compares."""

    kind: Kind
    names: frozenset[str]
    words: frozenset[tuple[str, str]]
    tree: ast.expr


def read(text: str) -> Sentence:
    """The expression in ``text``, every name, kind and bound checked. Raises ExpressionError."""
    reader = _Reader(text)
    tree = _Constants().visit(_parsed(text))
    kind = reader.kind(tree, depth=1)
    return Sentence(kind, frozenset(reader.names), frozenset(reader.words), tree)


def _parsed(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise TooLong(MAX_LENGTH)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "1if x" and the like: what is wrong is said below, once
            return ast.parse(text.replace("\n", " ").strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise NotAnExpression(text) from None


class _Constants(ast.NodeTransformer):
    """Puts the values of ``true`` and ``false`` in their place, written as in YAML."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in CONSTANTS:
            return node
        return ast.copy_location(ast.Constant(CONSTANTS[node.id]), node)


class _Reader:
    """Works out the kind of each part of one expression, and refuses what the language does not have."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.words: set[tuple[str, str]] = set()

    def kind(self, node: ast.expr, depth: int) -> Kind:
        if depth > MAX_DEPTH:
            raise TooDeep(self.text, MAX_DEPTH)
        readers: Mapping[type[ast.expr], Callable[[Any, int], Kind]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.BoolOp: self._all_or_any,
            ast.UnaryOp: self._sign_or_not,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._comparison,
            ast.IfExp: self._choice,
            ast.Call: self._function,
            ast.List: self._list,
            ast.Tuple: self._list,
        }
        reader = readers.get(type(node))
        if reader is None:
            raise NotAvailable(self.text, self._part(node))
        return reader(node, depth + 1)

    def _constant(self, node: ast.Constant, _depth: int) -> Kind:
        match node.value:
            case bool():
                return Kind.SWITCH
            case str():
                return Kind.WORD
            case int() | float():
                if not abs(node.value) <= MAX_NUMBER:
                    raise NumberTooLarge(self.text, MAX_NUMBER)
                return Kind.WHOLE if isinstance(node.value, int) else Kind.NUMBER
        raise NotAvailable(self.text, self._part(node))

    def _name(self, node: ast.Name, _depth: int) -> Kind:
        found = NAMES.get(node.id)
        if found is None:
            raise UnknownName(self.text, node.id, nearest(node.id, (*NAMES, *FUNCTIONS, *CONSTANTS)))
        self.names.add(node.id)
        return found

    def _all_or_any(self, node: ast.BoolOp, depth: int) -> Kind:
        for value in node.values:
            self._expect(value, depth, Kind.SWITCH)
        return Kind.SWITCH

    def _sign_or_not(self, node: ast.UnaryOp, depth: int) -> Kind:
        self._known_operator(node, node.op)
        if isinstance(node.op, ast.Not):
            return self._expect(node.operand, depth, Kind.SWITCH)
        return self._expect(node.operand, depth, *_NUMBERS)

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Kind:
        self._known_operator(node, node.op)
        kinds = {self._expect(side, depth, *_COUNTABLE) for side in (node.left, node.right)}
        return Kind.NUMBER if Kind.NUMBER in kinds or isinstance(node.op, ast.Div) else Kind.WHOLE

    def _comparison(self, node: ast.Compare, depth: int) -> Kind:
        sides = [node.left, *node.comparators]
        for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
            self._known_operator(node, op)
            match op:
                case ast.In() | ast.NotIn():
                    self._expect(left, depth, Kind.WORD)
                    self._expect(right, depth, Kind.WORDS)
                case ast.Eq() | ast.NotEq():
                    found = self._expect(left, depth, Kind.WORD, Kind.SWITCH, *_NUMBERS)
                    self._expect(right, depth, *(_NUMBERS if found in _NUMBERS else (found,)))
                case _:
                    self._expect(left, depth, *_NUMBERS)
                    self._expect(right, depth, *_NUMBERS)
            self._remember(left, right)
        return Kind.SWITCH

    def _choice(self, node: ast.IfExp, depth: int) -> Kind:
        self._expect(node.test, depth, Kind.SWITCH)
        found = self.kind(node.body, depth)
        other = self._expect(node.orelse, depth, *(_NUMBERS if found in _NUMBERS else (found,)))
        return Kind.NUMBER if Kind.NUMBER in (found, other) else found

    def _function(self, node: ast.Call, depth: int) -> Kind:
        if not isinstance(node.func, ast.Name):
            raise NotAvailable(self.text, self._part(node.func))
        name = node.func.id
        if name not in FUNCTIONS:
            raise UnknownName(self.text, name, nearest(name, (*FUNCTIONS, *NAMES)))
        is_one = name in ("ceil", "floor")
        if node.keywords or not node.args or is_one != (len(node.args) == 1):
            raise WrongArguments(self.text, name)
        kinds = {self._expect(each, depth, *_NUMBERS) for each in node.args}
        return FUNCTIONS[name] if Kind.NUMBER in kinds else Kind.WHOLE

    def _list(self, node: ast.List | ast.Tuple, depth: int) -> Kind:
        for each in node.elts:
            self._expect(each, depth, Kind.WORD)
        return Kind.WORDS

    def _expect(self, node: ast.expr, depth: int, *wanted: Kind) -> Kind:
        found = self.kind(node, depth)
        if found not in wanted:
            raise WrongKind(self.text, self._part(node), wanted[-1], found)
        return found

    def _known_operator(self, node: ast.expr, op: ast.AST) -> None:
        if type(op) not in OPERATORS:
            raise NotAvailable(self.text, self._part(node))

    def _remember(self, left: ast.expr, right: ast.expr) -> None:
        for name in _names(left, right):
            self.words.update((name, word) for word in _literals(left, right))

    def _part(self, node: ast.AST) -> str:
        return ast.unparse(node)


def _names(*nodes: ast.expr) -> Iterator[str]:
    return (node.id for node in nodes if isinstance(node, ast.Name))


def _literals(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.List | ast.Tuple):
            yield from _literals(*node.elts)
