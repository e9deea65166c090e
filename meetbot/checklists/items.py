"""The items of a checklist: derived values, never rows. What was done about them are ticks (``checklists.models``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetbot.checklists.fingerprints import Fingerprint
from meetbot.standard.document import Evidence, ItemRule, Phase, RoundRule, Words
from meetbot.texts import Wording


class ItemState(StrEnum):
    """What became of an item. ``changed``: it was dealt with, but asks for something else since and must be seen again."""

    OPEN = "open"
    TICKED = "ticked"
    SKIPPED = "skipped"
    PROBLEM = "problem"
    CHANGED = "changed"

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do about the item."""
        return self is not ItemState.OPEN and self is not ItemState.CHANGED


@dataclass(frozen=True, slots=True)
class Item:
    """
    One thing to do for one meeting.

    ``key`` is stable while the booking changes: "prep.air", "break:4:tidy" (4 is the break's id), "refill:1.3" (schedule 1,
    round 3). ``after`` are the keys of every item that is done before this one. ``issued`` is the key of the item whose
    quantity is counted back here. ``card`` is the key of the round on whose card a round is shown ("" for items): its own,
    or that of another round at the same minute.
    """

    key: str
    rule: ItemRule | RoundRule
    words: Words
    phase: Phase
    due_at: datetime
    asks: Fingerprint
    quantity: int | None = None
    after: tuple[str, ...] = ()
    issued: str | None = None
    break_id: int | None = None
    number: int | None = None
    card: str = ""

    @property
    def clause(self) -> str:
        return self.words.clause

    @property
    def title(self) -> Wording:
        return self.words.title

    @property
    def quality(self) -> Wording:
        return self.words.quality

    @property
    def fingerprint(self) -> str:
        """What a tick of today keeps; compare with ``asks.still_holds``, not by ``==``."""
        return str(self.asks)

    @property
    def is_round(self) -> bool:
        return isinstance(self.rule, RoundRule)

    @property
    def evidence(self) -> Evidence:
        return self.rule.evidence if isinstance(self.rule, ItemRule) else Evidence.NONE

    @property
    def is_inspection(self) -> bool:
        """Answered pass or problem (F4)."""
        return isinstance(self.rule, ItemRule) and self.rule.is_inspection

    @property
    def thing(self) -> str:
        """What a problem found here is about: an Equipment, "chairs", "cups" ... or ""."""
        return self.rule.thing if isinstance(self.rule, ItemRule) else ""
