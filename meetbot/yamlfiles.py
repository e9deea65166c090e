"""
YAML that people edit: read strictly, and every mistake named by file, line and column.

The schema is a pydantic model whose every level forbids unknown keys (``Strict``).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

from meetbot.errors import MeetbotError

# A hand-written file is far smaller; the bound keeps a wrong file from eating the memory.
MAX_BYTES = 2_000_000
# Lines and commas: what the parser, which is slow, takes some seconds for. Ten times what is shipped.
MAX_ENTRIES = 50_000
_LONGEST_PROBLEM = 200


class Strict(BaseModel):
    """A level of a config file: unchangeable, and a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Mistake:
    """What is wrong at one place of a file, as values; ``meetbot.mistakes`` finds the words."""


@dataclass(frozen=True)
class Remark(Mistake):
    """Said in English to who runs the bot, about a file that never comes through chat."""

    text: str


@dataclass(frozen=True)
class TooManyBytes(Mistake):
    """The file is larger than ``limit``."""

    limit: int


@dataclass(frozen=True)
class TooManyLines(Mistake):
    """The file has more lines and commas than ``limit``."""

    limit: int


@dataclass(frozen=True)
class NotUtf8(Mistake):
    """Written in another charset."""


@dataclass(frozen=True)
class NotYaml(Mistake):
    """``problem`` is the parser's own, in English."""

    problem: str


@dataclass(frozen=True)
class NoMapping(Mistake):
    """The file is a list or a word, or empty."""


@dataclass(frozen=True)
class FileMissing(Mistake):
    """There is no such file."""


@dataclass(frozen=True)
class Unreadable(Mistake):
    """The system does not hand it out: ``reason``."""

    reason: str


@dataclass(frozen=True)
class UnknownKey(Mistake):
    """A key that the level does not have."""

    name: str


@dataclass(frozen=True)
class MissingKey(Mistake):
    """A key that the level must have."""

    name: str


@dataclass(frozen=True)
class TooFew(Mistake):
    """A list with fewer entries than ``least``."""

    name: str
    least: int


@dataclass(frozen=True)
class WrongValue(Mistake):
    """The value of ``name`` is not what is asked for: pydantic's ``kind`` of error, its ``bounds``, and its English words."""

    name: str
    kind: str
    bounds: tuple[tuple[str, str], ...]
    said: str


@dataclass(frozen=True)
class Problem:
    """One mistake in a file that people edit, and where (1-based)."""

    file: str
    line: int
    column: int
    mistake: Mistake

    def __lt__(self, other: Problem) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[str, int, int, str]:
        return self.file, self.line, self.column, repr(self.mistake)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.mistake}"


@dataclass(unsafe_hash=True)
class ConfigProblems(MeetbotError):
    """A file, or several, cannot be used; ``problems`` names every mistake found."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True)
class Document:
    """A parsed file that still knows where each of its values stands."""

    file: str
    tree: Any

    def problem(self, path: tuple[str | int, ...], mistake: Mistake) -> Problem:
        """A mistake at the value that ``path`` leads to (or at the deepest part of the path that exists)."""
        line, column = _position(self.tree, path)
        return Problem(self.file, line, column, mistake)

    def line(self, path: tuple[str | int, ...]) -> int:
        """The line (1-based) of the value that ``path`` leads to."""
        return _position(self.tree, path)[0]


Model = TypeVar("Model", bound=BaseModel)


def parse(text: str, file: str) -> Document:
    """The document in ``text``; ``file`` is its name in mistakes. Raises ConfigProblems when it is no YAML mapping."""
    if len(text.encode()) > MAX_BYTES:
        raise too_big(file)
    if text.count("\n") + text.count(",") > MAX_ENTRIES:
        raise ConfigProblems((Problem(file, 1, 1, TooManyLines(MAX_ENTRIES)),))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # odd, but YAML allows it
            tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigProblems((Problem(file, line, column, NotYaml(_one_line(error.problem))),)) from None
    except TypeError:  # a mapping within a mapping as a key: the library does not say where
        raise ConfigProblems((Problem(file, 1, 1, NotYaml("found unhashable key")),)) from None
    except (LookupError, AttributeError, AssertionError):  # "+_" and the like: what the library did not think of itself
        raise ConfigProblems((Problem(file, 1, 1, NotYaml("found a value that cannot be read")),)) from None
    except (YAMLError, ValueError, RecursionError, NotImplementedError) as error:  # the last: comments in odd places
        raise ConfigProblems((Problem(file, 1, 1, NotYaml(_one_line(error))),)) from None
    if not isinstance(tree, CommentedMap):
        raise ConfigProblems((Problem(file, 1, 1, NoMapping()),))
    return Document(file, tree)


def _one_line(problem: object) -> str:
    """The parser's own words without what it explains to programmers below them."""
    return str(problem).strip().partition("\n")[0].partition("; ")[0][:_LONGEST_PROBLEM]


def too_big(file: str) -> ConfigProblems:
    """What is wrong with a file of more than MAX_BYTES."""
    return ConfigProblems((Problem(file, 1, 1, TooManyBytes(MAX_BYTES)),))


def decoded(content: bytes, file: str) -> str:
    """The text in ``content``, with or without the mark at its start that Windows writes. Raises ConfigProblems."""
    if len(content) > MAX_BYTES:
        raise too_big(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigProblems((Problem(file, line, 1, NotUtf8()),)) from None


def text_of(path: Path) -> str:
    """The text of a file; of one that is too big no more than shows that. Raises ConfigProblems when it cannot be read."""
    mistake: Mistake
    try:
        with path.open("rb") as file:
            return decoded(file.read(MAX_BYTES + 1), str(path))
    except FileNotFoundError:
        mistake = FileMissing()
    except OSError as error:
        mistake = Unreadable(error.strerror or "")
    raise ConfigProblems((Problem(str(path), 1, 1, mistake),))


def read(path: Path) -> Document:
    """The document in the file at ``path``. Raises ConfigProblems when it cannot be read."""
    return parse(text_of(path), str(path))


def validate(document: Document, model: type[Model]) -> Model:
    """The document as ``model``. Raises ConfigProblems with every mistake at its own line."""
    try:
        return model.model_validate(_plain(document.tree))
    except ValidationError as error:
        raise ConfigProblems(
            tuple(sorted(document.problem(each["loc"], _mistake(each)) for each in _roots(error.errors())))
        ) from None


def _roots(errors: list[Any]) -> list[Any]:
    """The errors without those that only follow: a list counts as too short when its one entry has a mistake."""
    inside = {each["loc"][:depth] for each in errors for depth in range(len(each["loc"]))}
    return [each for each in errors if not (each["type"] == "too_short" and each["loc"] in inside)]


def _mistake(error: Any) -> Mistake:
    name = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            return UnknownKey(name)
        case "missing":
            return MissingKey(name)
        case "too_short":
            return TooFew(name, error["ctx"]["min_length"])
    bounds = tuple((key, str(value)) for key, value in error.get("ctx", {}).items() if key != "error")
    said = str(error["msg"]).removeprefix("Value error, ")
    return WrongValue(name, error["type"], bounds, f"{said[:1].lower()}{said[1:]}")


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value) for value in node]
    return node


def _position(tree: Any, path: tuple[str | int, ...]) -> tuple[int, int]:
    node, line, column = tree, (getattr(tree, "lc", None) and tree.lc.line) or 0, 0
    for step in path:
        try:
            line, column = node.lc.value(step) if isinstance(node, CommentedMap) else node.lc.item(step)
            if isinstance(node, CommentedMap):
                line, column = node.lc.key(step)
            node = node[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break  # a union's branch name, or a key that is missing: the parent's place is the best there is
    return line + 1, column + 1
