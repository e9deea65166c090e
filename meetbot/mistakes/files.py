"""Words for what any YAML file can get wrong: no file, no YAML, a key or a value that does not belong."""

from __future__ import annotations

from meetbot.texts import Texts
from meetbot.yamlfiles import (
    FileMissing,
    MissingKey,
    Mistake,
    NoMapping,
    NotUtf8,
    NotYaml,
    Remark,
    TooFew,
    TooManyBytes,
    TooManyLines,
    UnknownKey,
    Unreadable,
    WrongValue,
)


def file_mistake(texts: Texts, mistake: Mistake) -> str:  # noqa: C901, PLR0911  (one sentence for each mistake)
    """The sentence; empty for a mistake that only a standard can have."""
    match mistake:
        case Remark(text):
            return text
        case TooManyBytes(limit):
            return texts.plain(
                "the file is over {limit} bytes; a standard is far smaller, send the right file", limit=f"{limit:,}"
            )
        case TooManyLines(limit):
            return texts.plain(
                "the file has over {limit} lines and commas; a standard is far shorter, send the right file",
                limit=f"{limit:,}",
            )
        case NotUtf8():
            return texts.plain("the file is not UTF-8; save it as UTF-8")
        case NotYaml(problem):
            return texts.plain(
                "this is not valid YAML: {problem}; look at the indents, quotes and brackets here and in the line above",
                problem=problem,
            )
        case NoMapping():
            return texts.plain("a mapping of keys to values is expected here")
        case FileMissing():
            return texts.plain("the file is missing; take the sample from config/ or set MEETBOT_CONFIG to your folder")
        case Unreadable(reason):
            return texts.plain("the file cannot be read: {reason}", reason=reason)
        case UnknownKey(name):
            return texts.plain("unknown key '{name}'; check its spelling or remove it", name=name)
        case MissingKey(name):
            return texts.plain("'{name}' is missing here; add it", name=name)
        case TooFew(name, least):
            return texts.plain("'{name}' is empty; write at least {least}", name=name, least=least)
        case WrongValue():
            return texts.plain("'{name}': {advice}", name=mistake.name or "?", advice=_wanted(texts, mistake))
    return ""


def _wanted(texts: Texts, mistake: WrongValue) -> str:  # noqa: C901, PLR0911, PLR0912  (one sentence for each kind)
    """What the value should be; pydantic's own words for a kind that a standard hardly meets."""
    bounds = dict(mistake.bounds)
    match mistake.kind:
        case "greater_than_equal":
            return texts.plain("it is too small; the least is {least}", least=bounds.get("ge", ""))
        case "less_than_equal":
            return texts.plain("it is too large; the most is {most}", most=bounds.get("le", ""))
        case "int_parsing" | "int_type" | "int_from_float":
            return texts.plain("a whole number is expected here")
        case "float_parsing" | "float_type" | "finite_number":
            return texts.plain("a number is expected here")
        case "bool_parsing" | "bool_type":
            return texts.plain("write true or false")
        case "string_type":
            return texts.plain("words are expected here; put quotes around what YAML takes for something else")
        case "string_too_short":
            return texts.plain("it is empty; write something")
        case "string_too_long":
            return texts.plain("it is longer than {most} characters", most=bounds.get("max_length", ""))
        case "enum" | "literal_error":
            return texts.plain("it should be one of: {expected}", expected=_listed(bounds.get("expected", "")))
        case "string_pattern_mismatch":
            return texts.plain("it is not written as it should be ({pattern})", pattern=bounds.get("pattern", ""))
        case "tuple_type" | "list_type":
            return texts.plain("a list is expected here")
        case "model_type" | "dict_type" | "model_attributes_type":
            return texts.plain("a mapping of keys to values is expected here")
        case "too_long":
            return texts.plain("the list is longer than {most}", most=bounds.get("max_length", ""))
        case "not_ordered":
            return texts.plain("write the smaller figure first, for example [3, 3.5]")
    return mistake.said


def _listed(expected: str) -> str:
    """Pydantic's "'a', 'b' or 'c'" as "a, b, c"."""
    return expected.replace(" or ", ", ").replace("'", "")
