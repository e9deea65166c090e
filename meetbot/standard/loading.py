"""A standard's file read and checked: every mistake by file, line and column, with what would put it right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from meetbot.standard.checks import LAYOUTS, problems
from meetbot.standard.document import Standard
from meetbot.standard.mistakes import Endless, NoStandardHere, OtherFileName, TooManyEntries
from meetbot.standard.order import expanded
from meetbot.standard.parts import parts
from meetbot.standard.succession import reused
from meetbot.yamlfiles import ConfigProblems, Document, Problem, parse, text_of, validate

# A standard has some thousands of values; more means that YAML aliases multiply them.
MAX_NODES = 100_000
MAX_NESTING = 20
# Ten times what is shipped. More is no checklist that anybody ticks.
MAX_ENTRIES = 600
# Nobody reads more, and a file made to have many is not looked through to its end.
MAX_PROBLEMS = 200


@dataclass(frozen=True)
class StandardFile:
    """One file of ``config/standard/``, checked."""

    path: Path
    text: str
    standard: Standard
    document: Document = field(repr=False, compare=False)


def read_standards(folder: Path, layouts: Collection[str] = LAYOUTS) -> tuple[StandardFile, ...]:
    """The standards in ``folder``, by file name. Raises ConfigProblems with every mistake of every file."""
    found: list[StandardFile] = []
    mistakes: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found.append(_read(path, layouts))
        except ConfigProblems as broken:
            mistakes.extend(broken.problems)
    mistakes += [mistake for file in found for mistake in reused_in(file, [other.standard for other in found])]
    if not found and not mistakes:
        mistakes.append(Problem(str(folder), 1, 1, NoStandardHere()))
    if mistakes:
        raise ConfigProblems(tuple(mistakes))
    return tuple(found)


def reused_in(file: StandardFile, others: Iterable[Standard]) -> Iterator[Problem]:
    """What the file uses again of the earlier versions of its standard among ``others``."""
    earlier = [each for each in others if each.name == file.standard.name]
    yield from reused(file.document, file.standard, earlier)


def parse_standard(text: str, file: str, layouts: Collection[str] = LAYOUTS) -> Standard:
    """The standard in ``text``; ``file`` is its name in mistakes. Raises ConfigProblems with every mistake found."""
    return standard_in(parse(text, file), layouts)


def standard_in(document: Document, layouts: Collection[str] = LAYOUTS) -> Standard:
    """The standard in a parsed file. Raises ConfigProblems with every mistake found."""
    _refuse_endless(document)
    found: set[Problem] = set()
    standard = None
    try:
        standard = validate(document, Standard)
    except ConfigProblems as broken:
        found.update(broken.problems)
    # What can be read is checked further even when another part of the file cannot.
    found.update(islice(problems(parts(document), layouts), MAX_PROBLEMS))
    if found or standard is None:
        raise ConfigProblems(tuple(sorted(found)))
    return standard.model_copy(update={"items": expanded(standard.items)})


def _read(path: Path, layouts: Collection[str]) -> StandardFile:
    text = text_of(path)
    document = parse(text, str(path))
    standard = standard_in(document, layouts)
    mistake = OtherFileName(standard.name, standard.version)
    if path.name != mistake.file:
        raise ConfigProblems((Problem(str(path), 1, 1, mistake),))
    return StandardFile(path, text, standard, document)


def _refuse_endless(document: Document) -> None:
    """Aliases can make a small file endless; the walk counts what they multiply and stops in time."""
    for section, entries in document.tree.items():
        if isinstance(entries, list) and len(entries) > MAX_ENTRIES:
            raise ConfigProblems((document.problem((section,), TooManyEntries(section, MAX_ENTRIES)),))
    waiting: list[tuple[Any, int]] = [(document.tree, 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_NESTING:
            raise ConfigProblems((document.problem((), Endless()),))
        if isinstance(node, dict):
            waiting.extend((value, depth + 1) for value in node.values())
        elif isinstance(node, list):
            waiting.extend((value, depth + 1) for value in node)
