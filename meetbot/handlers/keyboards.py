"""
Buttons and the short codes behind them: ``verb:argument:argument``, at most 64 bytes.

A code says what was pressed, never who may press it: every press is authorised again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from unicodedata import category

from telegram.constants import InlineKeyboardButtonLimit

_SEPARATOR = ":"
# Telegram's own ids stay below it, and every database stores it.
_LARGEST_NUMBER = 2**53
Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True)
class Button:
    """One button: what it says and the code it sends; or an address to open, or a text to copy, instead of a code."""

    label: str
    code: str = ""
    style: Style | None = None
    url: str | None = None
    copies: str | None = None


Rows = tuple[tuple[Button, ...], ...]


def button(label: str, verb: str, *arguments: object, style: Style | None = None) -> Button:
    """A button that sends ``verb`` with its arguments."""
    return Button(label, encode(verb, *arguments), style)


def encode(verb: str, *arguments: object) -> str:
    """The code of a press. Raises ValueError when Telegram would refuse it or it could not be read back."""
    parts = [verb, *map(str, arguments)]
    code = _SEPARATOR.join(parts)
    if code.count(_SEPARATOR, 0, len(code) - len(parts[-1])) != len(parts) - 1:
        raise ValueError(f"only the last argument of a code may hold {_SEPARATOR!r}: {parts}")
    if not verb or len(code.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(f"a code has 1 to 64 bytes: {code!r}")
    return code


def decode(code: str, kinds: tuple[type[int | str], ...]) -> tuple[int | str, ...] | None:
    """
    The arguments of a code, converted to ``kinds``; none when they do not fit (an old or a forged code).

    Only what ``encode`` writes is read: one way to spell each number.
    """
    _verb, separator, rest = code.partition(_SEPARATOR)
    if not kinds or not separator:
        return None if kinds or separator else ()
    parts = rest.split(_SEPARATOR, len(kinds) - 1)
    if len(parts) != len(kinds):
        return None
    try:
        arguments = tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        return None
    return arguments if [*map(str, arguments)] == parts and all(map(_is_storable, arguments)) else None


def _is_storable(argument: int | str) -> bool:
    """Whether a database column can be asked for it: PostgreSQL knows no NUL, and neither stores half an emoji."""
    if isinstance(argument, str):
        return not any(category(each) in {"Cc", "Cs"} for each in argument)
    return abs(argument) <= _LARGEST_NUMBER


def verb_of(code: str) -> str:
    """The verb of a code."""
    return code.partition(_SEPARATOR)[0]


def markup(rows: Rows) -> dict[str, Any]:
    """
    The rows as a parameter of a Bot API method, for its ``api_kwargs``; empty where there are no buttons.

    Written as the JSON that they become: the library's objects for it take longer than all the rest of a request.
    """
    if not any(rows):
        return {}
    return {"reply_markup": {"inline_keyboard": [[_telegram(each) for each in row] for row in rows if row]}}


def _telegram(button: Button) -> dict[str, Any]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if button.copies:
        return {"text": button.label, "copy_text": {"text": button.copies}}
    styled = {"style": button.style} if button.style else {}
    return {"text": button.label, "callback_data": button.code} | styled


def in_rows(buttons: list[Button], per_row: int) -> Rows:
    """The buttons laid out, ``per_row`` side by side."""
    return tuple(tuple(buttons[first : first + per_row]) for first in range(0, len(buttons), per_row))
