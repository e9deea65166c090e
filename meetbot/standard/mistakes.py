"""What can be wrong in a standard's file, as values; ``meetbot.mistakes`` finds the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meetbot.standard.errors import ExpressionError
from meetbot.texts import Wording
from meetbot.yamlfiles import Mistake


@dataclass(frozen=True)
class UsedTwice(Mistake):
    """``value`` is the name of two things; the other stands on ``line``."""

    what: Literal["clause", "key", "type", "card"]
    value: str
    line: int


@dataclass(frozen=True)
class UnknownLayout(Mistake):
    """``nearest`` is the one probably meant, or empty."""

    layout: str
    nearest: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class StandsTwice(Mistake):
    """The same value twice in one list."""

    value: str


@dataclass(frozen=True)
class Unnamed(Mistake):
    """Equipment without a name."""

    pieces: tuple[str, ...]


@dataclass(frozen=True)
class UnknownClause(Mistake):
    """``nearest`` is the one that differs only in upper and lower case, or empty."""

    clause: str
    nearest: str


@dataclass(frozen=True)
class BreakAmiss(Mistake):
    """The phase "break" and the anchor "break" go together."""


@dataclass(frozen=True)
class DueBeforeTold(Mistake):
    """A due time before anybody knew of the meeting."""


@dataclass(frozen=True)
class UnknownItem(Mistake):
    """``nearest`` is the one probably meant, or empty."""

    key: str
    nearest: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class OtherPhase(Mistake):
    """An order that leads into another phase."""

    key: str
    phase: str


@dataclass(frozen=True)
class NotCounted(Mistake):
    """Counted back against an item that has no quantity."""

    key: str


@dataclass(frozen=True)
class CountMissing(Mistake):
    """Counted back without ``evidence: count``."""


@dataclass(frozen=True)
class Circle(Mistake):
    """Items that wait for each other, each for the next one, the last for the first."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class DueLater(Mistake):
    """An item waits for ``key``, which is due after it."""

    key: str


@dataclass(frozen=True)
class BadExpression(Mistake):
    """The expression in ``field`` cannot be used; ``meeting``: the sample meeting that it fails for, as names and values."""

    field: str
    error: ExpressionError
    meeting: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True)
class WordNotName(Mistake):
    """``word`` is one of the words that ``name`` can be, and was written as a name itself."""

    field: str
    word: str
    name: str


@dataclass(frozen=True)
class NeverThatWord(Mistake):
    """``name`` is compared with a ``word`` that it can never be."""

    field: str
    name: str
    word: str
    nearest: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class HasPlaceholder(Mistake):
    """Words with something in braces, which nobody fills in."""

    placeholder: str


@dataclass(frozen=True)
class NoStandardHere(Mistake):
    """A folder without any file."""


@dataclass(frozen=True)
class OtherFileName(Mistake):
    """The file is not called by the name and version that it states."""

    name: str
    version: int

    @property
    def file(self) -> str:
        return f"{self.name}@{self.version}.yaml"


@dataclass(frozen=True)
class TooManyEntries(Mistake):
    """A list that is longer than ``limit``."""

    section: str
    limit: int


@dataclass(frozen=True)
class TooManyExpressions(Mistake):
    """More different conditions and quantities than ``limit``."""

    limit: int


@dataclass(frozen=True)
class Endless(Mistake):
    """Nested, or repeated by aliases, beyond measure."""


@dataclass(frozen=True)
class OtherStandard(Mistake):
    """The house works by the standard called ``current``."""

    current: str


@dataclass(frozen=True)
class NotTheNext(Mistake):
    """The number is not higher than that of the version in force."""

    current: int


@dataclass(frozen=True)
class ReusedClause(Mistake):
    """The clause's id stood for something else in ``version``: ids are never used again."""

    clause: str
    version: int
    was: Wording


@dataclass(frozen=True)
class ReusedItem(Mistake):
    """The item's key stood for something else in ``version``: ticks are kept by it."""

    key: str
    version: int
    was: Wording
