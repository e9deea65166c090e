"""Asks pip-audit about every version that a lock file pins: by its number alone, nothing is installed or resolved."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_ALLOWED = Path(__file__).with_name("allowed.toml")
_SECONDS = 600
_PINNED = re.compile(r"^[\w.\[\]-]+==", re.MULTILINE)


@dataclass(frozen=True)
class Hole:
    """An advisory about a locked version, and where it is mended."""

    id: str
    library: str
    version: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = f"mended in {', '.join(self.mended_in)}: make lock" if self.mended_in else "not mended yet"
        return f"{self.library} {self.version}: {self.id}, {mended}"


@dataclass(frozen=True)
class Report:
    """What became of one lock file: how many versions it pins, how many nobody could tell about, what is open."""

    lock: str
    pinned: int
    unanswered: int
    holes: tuple[Hole, ...] = ()


def asked_about(lock: Path) -> Report:
    """The service's answer about one lock file; no answer is a report with everything unanswered."""
    pinned = len(_PINNED.findall(lock.read_text(encoding="utf-8")))
    run = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", str(lock), "--require-hashes", "--disable-pip", "--format", "json",
         "--progress-spinner", "off"],
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    return read_report(lock.name, pinned, run.stdout)


def read_report(lock: str, pinned: int, answer: str) -> Report:
    """The report in what pip-audit printed; nothing readable means that the service was out of reach."""
    try:
        libraries = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return Report(lock, pinned, pinned)
    holes = tuple(
        Hole(hole["id"], library["name"], library["version"], tuple(hole["fix_versions"]))
        for library in libraries
        for hole in library.get("vulns", ())
    )
    return Report(lock, pinned, pinned - sum("vulns" in library for library in libraries), holes)


def allowed_on(today: date, path: Path = _ALLOWED) -> dict[str, str]:
    """The advisories that do not matter here, and why; each for a time only."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("allowed", [])
    return {entry["id"]: entry["why"] for entry in entries if today <= entry["until"]}


def summary(reports: Sequence[Report], holes: Sequence[Hole]) -> str:
    """What is to be done, and what could not be told."""
    pinned, unanswered = sum(each.pinned for each in reports), sum(each.unanswered for each in reports)
    said = [f"open: {hole}" for hole in dict.fromkeys(holes)]
    if unanswered:
        said.append(
            f"not told: the advisory service answered for {pinned - unanswered} of {pinned} locked versions; "
            "run this again where it can be reached"
        )
    if not holes and unanswered < pinned:
        said.append(f"no advisory about {pinned - unanswered} locked versions in {len(reports)} lock files")
    return "\n".join(said)
