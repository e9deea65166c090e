"""``bot.py check``: every mistake in settings, config and standard, by file and line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from meetbot.commands.environment import mistyped, unusable
from meetbot.settings import Settings, read_site
from meetbot.yamlfiles import ConfigProblems, Problem


def check(_options: argparse.Namespace) -> int:
    """1 where anything is wrong."""
    from meetbot.mistakes import line

    settings = Settings()
    folder = settings.config
    for hint in mistyped(os.environ):
        print(hint, file=sys.stderr)
    mistakes = [*unusable(settings), *(line(mistake) for mistake in sorted(_mistakes(folder)))]
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    if not mistakes:
        print(f"{folder}: everything is in order")
    return 1 if mistakes else 0


def _mistakes(folder: Path) -> list[Problem]:
    from meetbot.booking.rooms import read_rooms
    from meetbot.standard.loading import read_standards

    readers: tuple[tuple[Callable[[Path], object], Path], ...] = (
        (read_site, folder), (read_rooms, folder), (read_standards, folder / "standard"),
    )  # fmt: skip
    mistakes: list[Problem] = []
    for read, where in readers:
        try:
            read(where)
        except ConfigProblems as broken:
            mistakes.extend(broken.problems)
    return mistakes
