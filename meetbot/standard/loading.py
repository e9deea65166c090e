"""A standard's file read and checked, every mistake by file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from meetbot.standard.document import Standard
from meetbot.yamlfiles import parse, validate


@dataclass(frozen=True)
class StandardFile:
    """One file of ``config/standard/``, checked."""

    path: Path
    text: str
    standard: Standard


def parse_standard(text: str, file: str) -> Standard:
    """The standard in ``text``; ``file`` is its name in mistakes. Raises ConfigProblems."""
    return validate(parse(text, file), Standard)


def read_standards(folder: Path) -> tuple[StandardFile, ...]:
    """The standards in ``folder`` (``<name>@<version>.yaml``), by file name. Raises ConfigProblems with every mistake."""
    files = []
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        files.append(StandardFile(path, text, parse_standard(text, str(path))))
    return tuple(files)
