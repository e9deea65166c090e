"""Words for conditions and quantities that cannot be used."""

from __future__ import annotations

from meetbot.standard import errors
from meetbot.standard.errors import ExpressionError
from meetbot.standard.grammar import FUNCTIONS, NAMES, Kind
from meetbot.standard.mistakes import BadExpression, NeverThatWord, WordNotName
from meetbot.texts import Texts
from meetbot.yamlfiles import Mistake


def expression_mistake(texts: Texts, mistake: Mistake) -> str:
    """The sentence, with the field that the expression stands in."""
    match mistake:
        case BadExpression(field, error, None):
            return texts.plain("'{field}': {advice}", field=field, advice=advice(texts, error))
        case BadExpression(field, error, meeting):
            return texts.plain(
                "'{field}': {advice} (for example with {meeting})",
                field=field, advice=advice(texts, error), meeting=_meeting(texts, meeting or ()),
            )  # fmt: skip
        case WordNotName(field, word, name):
            compared = f'"{word}" in equipment' if name == "equipment" else f'{name} == "{word}"'
            return texts.plain(
                "'{field}': '{word}' is a word, not a name; write {compared}", field=field, word=word, compared=compared
            )
        case NeverThatWord(field, name, word, near, known):
            return texts.plain(
                "'{field}': {name} is never '{word}'; {remedy}",
                field=field, name=name, word=word, remedy=suggestion(texts, near, known),
            )  # fmt: skip
    return ""


def suggestion(texts: Texts, near: str, known: tuple[str, ...]) -> str:
    """Points to the nearest known name, or to all of them."""
    if near:
        return texts.plain("did you mean '{name}'?", name=near)
    return texts.plain("known are: {names}", names=", ".join(known))


def _meeting(texts: Texts, meeting: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in meeting) or texts.plain("any meeting")


def advice(texts: Texts, error: ExpressionError) -> str:  # noqa: PLR0911  (one sentence for each error)
    """The mistake and its remedy in one sentence."""
    match error:
        case errors.NotAnExpression(text):
            return texts.plain("""'{text}' cannot be read; write it like places + 2 or drink == "tea\"""", text=text)
        case errors.UnknownName(_, name, near):
            remedy = suggestion(texts, near, (*NAMES, *FUNCTIONS))
            return texts.plain("nothing is called '{name}'; {remedy}", name=name, remedy=remedy)
        case errors.NotAvailable(_, what):
            return texts.plain(
                "'{what}' is not part of the language; use names, numbers, + - * / // %, comparisons, and, or, not",
                what=what,
            )
        case errors.WrongKind(_, part, wanted, found):
            return texts.plain(
                "'{part}' is {found} where {wanted} is expected; {remedy}",
                part=part, found=kind_name(texts, found), wanted=kind_name(texts, wanted), remedy=_remedy(texts, wanted, found),
            )  # fmt: skip
        case errors.WrongArguments(_, function) if function in ("ceil", "floor"):
            return texts.plain("{function} takes one number", function=function)
        case errors.WrongArguments(_, function):
            return texts.plain("{function} takes two numbers or more", function=function)
        case errors.TooLong(limit):
            return texts.plain("the expression has over {limit} characters; make two items of it", limit=limit)
        case errors.TooDeep(_, limit):
            return texts.plain("the expression is nested over {limit} levels; make two items of it", limit=limit)
    return _when_tried(texts, error)


def _when_tried(texts: Texts, error: ExpressionError) -> str:
    """What shows only with the numbers of a meeting."""
    match error:
        case errors.NumberTooLarge(_, limit):
            return texts.plain(
                "a number grows over {limit}; nothing in a building is counted so high", limit=f"{limit:,}"
            )
        case errors.DividesByZero():
            return texts.plain(
                "it divides by zero; write max(1, ...) under the line, or a `when` that leaves such meetings out"
            )
        case errors.BadAmount(_, value):
            return texts.plain(
                "it comes to {value}; write max(0, ...) around it, or a `when` that leaves such meetings out",
                value=f"{value:g}",
            )
        case errors.MissingFact(_, name):
            return texts.plain("nobody said what '{name}' is", name=name)
    raise AssertionError(error)


def kind_name(texts: Texts, kind: str) -> str:
    """What an expression comes to, in words."""
    return {
        Kind.WHOLE: texts.plain("a whole number"),
        Kind.NUMBER: texts.plain("a number"),
        Kind.SWITCH: texts.plain("yes or no"),
        Kind.WORD: texts.plain("a word"),
        Kind.WORDS: texts.plain("a list of words"),
    }[Kind(kind)]


def _remedy(texts: Texts, wanted: str, found: str) -> str:
    match Kind(wanted), Kind(found):
        case Kind.WHOLE, Kind.NUMBER:
            return texts.plain("round it with ceil(...) or floor(...)")
        case Kind.SWITCH, _:
            return texts.plain('compare it with something, as in places > 20 or drink == "tea"')
        case Kind.WORDS, _:
            return texts.plain('write it as in "projector" in equipment or type in ["training", "general"]')
        case Kind.WORD, _:
            return texts.plain("put the word in quotes")
    return texts.plain("only numbers can be counted with")
