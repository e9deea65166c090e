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


class Strict(BaseModel):
    """A level of a config file: unchangeable, and a key it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file that people edit: where (1-based), what is wrong and how to put it right."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


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

    def problem(self, path: tuple[str | int, ...], message: str) -> Problem:
        """A mistake at the value that ``path`` leads to (or at the deepest part of the path that exists)."""
        line, column = _position(self.tree, path)
        return Problem(self.file, line, column, message)


Model = TypeVar("Model", bound=BaseModel)


def parse(text: str, file: str) -> Document:
    """The document in ``text``; ``file`` is its name in mistakes. Raises ConfigProblems when it is no YAML mapping."""
    if len(text.encode()) > MAX_BYTES:
        raise ConfigProblems(
            (Problem(file, 1, 1, f"the file is over {MAX_BYTES:,} bytes; split it or send the right one"),)
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReusedAnchorWarning)  # odd, but YAML allows it
            tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ConfigProblems((Problem(file, line, column, f"this is not valid YAML: {error.problem}"),)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigProblems((Problem(file, 1, 1, f"this is not valid YAML: {error}"),)) from None
    if not isinstance(tree, CommentedMap):
        raise ConfigProblems((Problem(file, 1, 1, "a mapping of keys to values is expected here"),))
    return Document(file, tree)


def read(path: Path) -> Document:
    """The document in the file at ``path``. Raises ConfigProblems when it cannot be read."""
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        message = "the file is missing; take the sample from config/ or set MEETBOT_CONFIG to your folder"
    except UnicodeDecodeError:
        message = "the file is not UTF-8; save it as UTF-8"
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
    raise ConfigProblems((Problem(str(path), 1, 1, message),))


def validate(document: Document, model: type[Model]) -> Model:
    """The document as ``model``. Raises ConfigProblems with every mistake at its own line."""
    try:
        return model.model_validate(_plain(document.tree))
    except ValidationError as error:
        raise ConfigProblems(
            tuple(sorted(document.problem(each["loc"], _advice(each)) for each in _roots(error.errors())))
        ) from None


def _roots(errors: list[Any]) -> list[Any]:
    """The errors without those that only follow: a list counts as too short when its one entry has a mistake."""
    inside = {each["loc"][:depth] for each in errors for depth in range(len(each["loc"]))}
    return [each for each in errors if not (each["type"] == "too_short" and each["loc"] in inside)]


def _advice(error: Any) -> str:
    name = str(error["loc"][-1]) if error["loc"] else "the file"
    match error["type"]:
        case "extra_forbidden":
            return f"unknown key {name!r}; check its spelling or remove it"
        case "missing":
            return f"{name!r} is missing here; add it"
        case "too_short":
            return f"{name!r} is empty; write at least {error['ctx']['min_length']}"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{name!r}: {message[:1].lower()}{message[1:]}"


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
