"""What an editor of the standard is told about an expression that cannot be used, and what would put it right."""

from __future__ import annotations

from meetbot.standard.errors import (
    BadAmount,
    DividesByZero,
    ExpressionError,
    MissingFact,
    NotAnExpression,
    NotAvailable,
    NumberTooLarge,
    TooDeep,
    TooLong,
    UnknownName,
    WrongArguments,
    WrongKind,
)
from meetbot.standard.expressions import FUNCTIONS, NAMES


def advice(error: ExpressionError) -> str:  # noqa: C901, PLR0911  (one line for each error)
    """The mistake and its remedy in one sentence."""
    match error:
        case NotAnExpression(text):
            return f'{text!r} cannot be read; write it like places + 2 or drink == "tea"'
        case UnknownName(_, name, near):
            return f"nothing is called {name!r}; {suggestion(near, (*NAMES, *FUNCTIONS))}"
        case NotAvailable(_, what):
            return f"{what!r} is not part of the language; use names, numbers, + - * / // %, comparisons, and, or, not"
        case WrongKind(_, part, wanted, found):
            return f"{part!r} is {found} where {wanted} is expected; {_remedy(wanted, found)}"
        case WrongArguments(_, function):
            return f"{function} takes {'one number' if function in ('ceil', 'floor') else 'two numbers or more'}"
        case TooLong(limit):
            return f"the expression has over {limit} characters; make two items of it"
        case TooDeep(_, limit):
            return f"the expression is nested over {limit} levels; make two items of it"
        case NumberTooLarge(_, limit):
            return f"a number grows over {limit:,}; nothing in a building is counted so high"
        case DividesByZero():
            return "it divides by zero; write max(1, ...) under the line, or a `when` that leaves such meetings out"
        case BadAmount(_, value):
            return f"it comes to {value:g}; write max(0, ...) around it, or a `when` that leaves such meetings out"
        case MissingFact(_, name):
            return f"nobody said what {name!r} is"
    raise TypeError(error)


def suggestion(near: str, known: tuple[str, ...]) -> str:
    """Points to the nearest known name, or to all of them."""
    return f"did you mean {near!r}?" if near else f"known are: {', '.join(known)}"


def _remedy(wanted: str, found: str) -> str:
    match wanted, found:
        case "a whole number", "a number":
            return "round it with ceil(...) or floor(...)"
        case "yes or no", _:
            return 'compare it with something, as in places > 20 or drink == "tea"'
        case "a list of words", _:
            return 'write it as in "projector" in equipment or type in ["training", "general"]'
        case "a word", _:
            return "put the word in quotes"
    return "only numbers can be counted with"
