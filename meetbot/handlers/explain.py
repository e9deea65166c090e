"""
From a typed error to a sentence: what happened and what to do next, in the reader's language.

Each area registers the words for the errors of its feature with ``@explains(SlotTaken)``; an error without words of its
own uses those of its nearest base class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from meetbot.errors import MeetbotError, NotAllowed, NotFound
from meetbot.handlers.outgoing import FileTooLarge, Outgoing
from meetbot.texts import Texts

_Explain = Callable[[Texts, Any], Outgoing]
_WORDS: dict[type[MeetbotError], _Explain] = {}
_MEGABYTE = 1024 * 1024
Function = TypeVar("Function", bound=_Explain)


def explains(*errors: type[MeetbotError]) -> Callable[[Function], Function]:
    """Register ``function(texts, error) -> Outgoing`` as the words for these errors."""

    def register(function: Function) -> Function:
        _WORDS.update(dict.fromkeys(errors, function))
        return function

    return register


def explain(texts: Texts, error: MeetbotError) -> Outgoing:
    """The words for ``error``."""
    return next(_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS)(texts, error)


@explains(MeetbotError)
def _unforeseen(texts: Texts, error: MeetbotError) -> Outgoing:
    return Outgoing(texts.t("That did not work. Send /start for the current menu."))


@explains(NotAllowed)
def _not_allowed(texts: Texts, error: NotAllowed) -> Outgoing:
    return Outgoing(texts.t("This is not yours to use. If you think it should be, ask the office for the role."))


@explains(NotFound)
def _not_found(texts: Texts, error: NotFound) -> Outgoing:
    return Outgoing(texts.t("I cannot find that any more. Send /start for the current menu."))


@explains(FileTooLarge)
def _file_too_large(texts: Texts, error: FileTooLarge) -> Outgoing:
    return Outgoing(
        texts.t(
            "This file has {size} MB; Telegram takes at most {limit} MB from me. Ask whoever runs me to hand it to you.",
            size=-(-error.size // _MEGABYTE),
            limit=error.limit // _MEGABYTE,
        )
    )
