"""Which part of a checklist a card shows: "" is the part that is now; "p1i" is page 1 of the phase prepare, in details."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from meetbot.standard.document import Phase

_LETTERS = {Phase.PREPARE: "p", Phase.BEFORE: "b", Phase.DURING: "d", Phase.BREAK: "k", Phase.AFTER: "a"}
_PHASES = {letter: phase for phase, letter in _LETTERS.items()}
_NOW = "-"
_CODE = re.compile(r"([-pbdka])(-|\d{1,2})(i?)", re.ASCII)


@dataclass(frozen=True)
class View:
    """``phase`` none: the phase that is now. ``page`` none: the page of the first open item. ``details``: taps open items."""

    phase: Phase | None = None
    page: int | None = None
    details: bool = False

    @classmethod
    def of(cls, code: str) -> View:
        """The view that a code names; the usual one for a code that names none."""
        found = _CODE.fullmatch(code)
        if found is None:
            return cls()
        phase, page, details = found.groups()
        return cls(_PHASES.get(phase), None if page == _NOW else int(page), bool(details))

    def __str__(self) -> str:
        if self == View():
            return ""
        phase = _LETTERS[self.phase] if self.phase else _NOW
        return f"{phase}{_NOW if self.page is None else self.page}{'i' if self.details else ''}"

    @property
    def kind(self) -> str:
        """The kind of card that shows it."""
        return f"checklist/{self}" if str(self) else "checklist"

    def at(self, phase: Phase | None, page: int | None = None) -> View:
        """The same way of looking, elsewhere."""
        return replace(self, phase=phase, page=page)

    def turned(self) -> View:
        """The other way of looking at the same place."""
        return replace(self, details=not self.details)
