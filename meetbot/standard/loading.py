"""A standard's file read and checked: every mistake by file, line and column, with what would put it right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meetbot.standard.checks import LAYOUTS, problems
from meetbot.standard.document import Standard
from meetbot.standard.order import expanded
from meetbot.standard.parts import parts
from meetbot.yamlfiles import ConfigProblems, Document, Problem, parse, validate

# A standard has some thousands of values; more means that YAML aliases multiply them.
MAX_NODES = 100_000
MAX_NESTING = 20
# Ten times what is shipped. More is no checklist that anybody ticks.
MAX_ENTRIES = 600


@dataclass(frozen=True)
class StandardFile:
    """One file of ``config/standard/``, checked."""

    path: Path
    text: str
    standard: Standard


def read_standards(folder: Path, layouts: Collection[str] = LAYOUTS) -> tuple[StandardFile, ...]:
    """The standards in ``folder``, by file name. Raises ConfigProblems with every mistake of every file."""
    found: list[StandardFile] = []
    mistakes: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(_read(path, layouts))
        except ConfigProblems as broken:
            mistakes.extend(broken.problems)
    if not found and not mistakes:
        advice = "there is no standard here; put conference-service@1.yaml from the sample config into this folder"
        mistakes.append(Problem(str(folder), 1, 1, advice))
    if mistakes:
        raise ConfigProblems(tuple(mistakes))
    return tuple(found)


def parse_standard(text: str, file: str, layouts: Collection[str] = LAYOUTS) -> Standard:
    """The standard in ``text``; ``file`` is its name in mistakes. Raises ConfigProblems with every mistake found."""
    document = parse(text, file)
    _refuse_endless(document)
    found: set[Problem] = set()
    standard = None
    try:
        standard = validate(document, Standard)
    except ConfigProblems as broken:
        found.update(broken.problems)
    # What can be read is checked further even when another part of the file cannot.
    found.update(problems(parts(document), layouts))
    if found or standard is None:
        raise ConfigProblems(tuple(sorted(found)))
    return standard.model_copy(update={"items": expanded(standard.items)})


def _read(path: Path, layouts: Collection[str]) -> StandardFile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigProblems((Problem(str(path), 1, 1, "the file is not UTF-8; save it as UTF-8"),)) from None
    except OSError as error:
        raise ConfigProblems((Problem(str(path), 1, 1, f"the file cannot be read: {error.strerror}"),)) from None
    standard = parse_standard(text, str(path), layouts)
    name = f"{standard.name}@{standard.version}.yaml"
    if path.name != name:
        advice = (
            f"the file says {standard.name!r}, version {standard.version}; rename it to {name} or put its version right"
        )
        raise ConfigProblems((Problem(str(path), 1, 1, advice),))
    return StandardFile(path, text, standard)


def _refuse_endless(document: Document) -> None:
    """Aliases can make a small file endless; the walk counts what they multiply and stops in time."""
    for section, entries in document.tree.items():
        if isinstance(entries, list) and len(entries) > MAX_ENTRIES:
            advice = f"{section!r} has over {MAX_ENTRIES} entries; take out what no meeting needs"
            raise ConfigProblems((document.problem((section,), advice),))
    waiting: list[tuple[Any, int]] = [(document.tree, 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_NESTING:
            advice = "the file is nested or repeated beyond measure; write it without aliases (& and *)"
            raise ConfigProblems((document.problem((), advice),))
        if isinstance(node, dict):
            waiting.extend((value, depth + 1) for value in node.values())
        elif isinstance(node, list):
            waiting.extend((value, depth + 1) for value in node)
