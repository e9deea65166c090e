"""
The shape of a standard's file: clauses, values, meeting types, items, rounds. ``docs/standard.md`` explains it to its editors.

Conditions (``when``) and quantities are expressions of ``standard.expressions`` over the facts of one meeting.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from meetbot.standard.needs import Equipment, Needs
from meetbot.texts import Wording
from meetbot.yamlfiles import Strict


class Phase(StrEnum):
    """The phases of a meeting's service, in their order."""

    PREPARE = "prepare"
    BEFORE = "before"
    DURING = "during"
    BREAK = "break"
    AFTER = "after"


class Evidence(StrEnum):
    """What shows that an item was done, beside the tick itself (X2)."""

    NONE = "none"
    COUNT = "count"
    PHOTO = "photo"


class Anchor(StrEnum):
    """The moment of a meeting that a due time is counted from."""

    TOLD = "told"  # when the booking was made or moved
    START = "start"
    BREAK = "break"  # the start of a break
    END = "end"  # the real end, else the planned one


class DueRule(Strict):
    """``minutes`` after ``anchor`` (before it when negative)."""

    anchor: Anchor
    minutes: int = 0


class Clause(Strict):
    """One clause of the written standard. Ids never change and are never used again."""

    id: str = Field(pattern=r"^[A-Z]+[0-9]+(\.[0-9]+)?[a-z]?$")
    text: Wording


class ItemRule(Strict):
    """How a clause becomes an item of a meeting's checklist."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=32)
    clause: str
    phase: Phase
    title: Wording
    quality: Wording
    due: DueRule
    when: str = "true"
    quantity: str | None = None
    evidence: Evidence = Evidence.NONE
    after: tuple[str, ...] = Field(
        default=(), description="keys of items of the same phase that are done first (B2, F5)"
    )
    is_inspection: bool = Field(default=False, description="answered pass or problem; a problem opens a defect (F4)")
    at_short_notice: bool = Field(default=False, description="due at once when told less than a day ahead (D8c)")
    issued: str | None = Field(
        default=None, description="key of the item whose quantity was put out and is counted back (F3)"
    )
    thing: str = Field(default="", description="what a problem found here is about: an Equipment, chairs, cups ...")


class RoundRule(Strict):
    """A call that comes again and again while the meeting runs (M4, M5)."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=16)
    clause: str
    title: Wording
    quality: Wording
    every_minutes: int = Field(ge=5, le=240)
    when: str = "true"


class MeetingType(Strict):
    """A kind of meeting: what it offers, and what it asks for unless the organiser says otherwise."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)
    name: Wording
    layouts: tuple[str, ...] = Field(min_length=1, description="the first is the default (T1.2, T2.2, T3.2)")
    needs: Needs = Needs()


class Rates(Strict):
    """Minutes of set-up work for one piece moved in or out, by two people; the changeover is the sum."""

    table: float = Field(ge=0)
    chair: float = Field(ge=0)
    rostrum: float = Field(ge=0)
    lectern: float = Field(ge=0)
    equipment: float = Field(ge=0)


class Values(Strict):
    """The figures of the standard that are no item's own; each names its clause in the file."""

    short_notice_hours: int = Field(ge=1, description="told less than this ahead: D8c")
    open_before_minutes: int = Field(ge=0, description="room open, equipment tested: D8b")
    ask_needs_before_minutes: int = Field(ge=0, description="the organiser is asked again for special needs: D8b")
    post_before_minutes: int = Field(ge=0, description="attendants at the door: B4")
    ending_soon_minutes: int = Field(ge=1, description="the organiser is asked: extend or end")
    later_minutes: int = Field(ge=1, description='"later" on a tea round')
    take_escalation_minutes: int = Field(ge=1, description="nobody took the meeting: the supervisor is called")
    spare_places_percent: int = Field(ge=0, le=50, description="places slightly more than attendees: T1.2")
    spare_chairs_percent: int = Field(ge=0, le=50, description="spare chairs ready: T1.3")
    smallest_setup_minutes: int = Field(ge=0)
    smallest_clearing_minutes: int = Field(ge=0)
    setup_rates: Rates

    @property
    def short_notice(self) -> timedelta:
        return timedelta(hours=self.short_notice_hours)


class Standard(Strict):
    """A whole standard, one version of it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)
    version: int = Field(ge=1)
    title: Wording
    values: Values
    clauses: tuple[Clause, ...]
    types: tuple[MeetingType, ...] = Field(min_length=1)
    items: tuple[ItemRule, ...]
    rounds: tuple[RoundRule, ...] = ()
    equipment: dict[Equipment, Wording] = Field(description="the names of the equipment, for items and buttons")

    def type_(self, key: str) -> MeetingType:
        """The meeting type called ``key``. Raises KeyError."""
        found = next((kind for kind in self.types if kind.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def clause(self, id_: str) -> Clause:
        """The clause with this id. Raises KeyError."""
        found = next((clause for clause in self.clauses if clause.id == id_), None)
        if found is None:
            raise KeyError(id_)
        return found
