"""
The words for mistakes in files that people edit, for the terminal (in English) and for chat (in the reader's language).

Every sentence says what is wrong and what would put it right.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from meetbot.mistakes.files import file_mistake
from meetbot.mistakes.standards import standard_mistake
from meetbot.texts import Texts
from meetbot.yamlfiles import Mistake, Problem

_TERMINAL = Texts("en", ZoneInfo("UTC"))


def said(texts: Texts, mistake: Mistake) -> str:
    """What is wrong and what would put it right, in one sentence."""
    return file_mistake(texts, mistake) or standard_mistake(texts, mistake)


def line(problem: Problem) -> str:
    """The mistake with its place, for a terminal."""
    return f"{problem.file}:{problem.line}:{problem.column}: {said(_TERMINAL, problem.mistake)}"


__all__ = ["line", "said"]
