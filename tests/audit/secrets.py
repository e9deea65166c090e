"""
Looks for tokens, keys and passwords that were written down: in every file of the tree, by whatever looks secret, and in
every line that any commit ever added, by the known shapes of secrets.

What is found and is none stands in ``known.toml`` by its digest, with the reason.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.settings import default_settings

_KNOWN = Path(__file__).with_name("known.toml")
_NO_SHAPE = "IPPublicDetector"  # an address is no secret


@dataclass(frozen=True)
class Found:
    """Something that looks like a secret. Its text is not kept, so that it does not appear in the next log."""

    kind: str
    path: str
    digest: str
    line: int | None = None  # none in the history

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"once in {self.path}"
        return f"{place}: {self.kind} ({self.digest})"


@dataclass(frozen=True)
class Search:
    """What was searched ("files", "commits"), how many of them, and what was found."""

    what: str
    count: int
    found: tuple[Found, ...]


def in_tree(root: Path) -> Search:
    """Every file that git keeps, or would keep, below ``root``."""
    paths = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    files = [path for path in paths if path and (root / path).is_file()]
    found = {each for path in files for each in _shaped(_lines(root / path), path)}
    with default_settings():
        found |= {
            Found(secret.type, path, digest_of(secret.secret_value or ""), secret.line_number)
            for path in files
            if not path.endswith(_KNOWN.name)  # digests look like keys
            for secret in scan_file(str(root / path))
        }
    return Search("files", len(files), tuple(sorted(found, key=str)))


def in_history(root: Path) -> Search:
    """Every line that a commit added."""
    commits = _git(root, "rev-list", "--all").split()
    added, path = set(), ""
    for line in _git(root, "log", "--all", "-p", "-U0", "--no-color", "--no-ext-diff").splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif line.startswith("+"):
            added.add((path, line[1:]))
    found = {each for path, line in added for each in _shaped([(None, line)], path)}
    return Search("commits", len(commits), tuple(sorted(found, key=str)))


def not_known(found: Iterable[Found], path: Path = _KNOWN) -> list[Found]:
    """What of it nobody has looked at yet."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["known"]
    known = {(digest, entry.get("only_in")) for entry in entries for digest in entry["digests"]}
    return [each for each in found if not known & {(each.digest, None), (each.digest, each.path)}]


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()[:16]


def summary(searches: Iterable[Search], found: Iterable[Found]) -> str:
    """What looks like a secret; how much was looked at."""
    if said := [f"looks like a secret: {each}" for each in found]:
        return "\n".join(
            [*said, "Take it back where it was given out, or say in tests/audit/known.toml why it is none."]
        )
    return f"no secret in {' and '.join(f'{each.count} {each.what}' for each in searches)}"


@cache
def _detectors() -> list[RegexBasedDetector]:
    kinds = get_mapping_from_secret_type_to_class().values()
    return [kind() for kind in kinds if issubclass(kind, RegexBasedDetector) and kind.__name__ != _NO_SHAPE]


def _shaped(numbered: Iterable[tuple[int | None, str]], path: str) -> Iterator[Found]:
    """What has the known shape of a secret."""
    for number, line in numbered:
        for detector in _detectors():
            for secret in detector.analyze_string(line):
                yield Found(detector.secret_type, path, digest_of(secret), number)


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        return list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    except UnicodeDecodeError:  # a picture, a font
        return []


def _git(root: Path, *arguments: str) -> str:
    run = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
    return run.stdout.decode(errors="replace")
