"""The known name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like ``name``; empty when none does."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")
