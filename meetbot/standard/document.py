"""
The shape of a standard's file: clauses, values, meeting types, items, rounds, guide. ``docs/standard.md`` explains it to its editors.

Conditions (``when``) and quantities are expressions of ``standard.expressions`` over the facts of one meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from meetbot.people.roles import Role
from meetbot.standard import expressions
from meetbot.standard.needs import Equipment, Needs, Told
from meetbot.standard.place import PlaceFigures
from meetbot.texts import Wording
from meetbot.yamlfiles import Strict


def _written(value: Any) -> Any:
    """YAML's own ``true`` and ``12`` as the expressions that they are."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


# An expression of ``standard.expressions``, as it stands in the file.
ExpressionText = Annotated[str, BeforeValidator(_written)]


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
    roles: tuple[Role, ...] = Field(
        default=(Role.ATTENDANT, Role.SUPERVISOR), min_length=1,
        description="who works by it, and is told when it changes (X8)",
    )  # fmt: skip


class Variant(Strict):
    """Other words for the same item where ``when`` holds: another figure for a training, bottles instead of tea."""

    when: ExpressionText
    clause: str | None = Field(default=None, description="absent: the item's own")
    title: Wording | None = Field(default=None, description="absent: the item's own")
    quality: Wording | None = Field(default=None, description="absent: the item's own")


class Words(Strict):
    """The words of an item or round for one meeting."""

    clause: str
    title: Wording
    quality: Wording


class Worded(Strict):
    """What items and rounds share: the clause they carry out, their words, and the meetings they belong to."""

    clause: str
    also: tuple[str, ...] = Field(default=(), max_length=40, description="other clauses that are carried out here")
    title: Wording
    quality: Wording
    when: ExpressionText = "true"
    variants: tuple[Variant, ...] = Field(
        default=(), max_length=40, description="the first whose ``when`` holds gives the words"
    )

    def words(self, names: Mapping[str, object]) -> Words:
        """Clause, title and quality for the meeting that ``names`` describes (``facts.Facts.names``)."""
        found = next((each for each in self.variants if expressions.compile(each.when).holds(names)), None)
        return Words(
            clause=(found and found.clause) or self.clause,
            title=(found and found.title) or self.title,
            quality=(found and found.quality) or self.quality,
        )

    def applies(self, names: Mapping[str, object]) -> bool:
        """Whether the meeting that ``names`` describes has this at all."""
        return expressions.compile(self.when).holds(names)


class ItemRule(Worded):
    """How a clause becomes an item of a meeting's checklist."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=32)
    phase: Phase
    due: DueRule
    quantity: ExpressionText | None = None
    evidence: Evidence = Evidence.NONE
    after: tuple[str, ...] = Field(
        default=(),
        description="keys of items of the same phase that are done first (B2, F5); one that the meeting does not have "
        'is not waited for. The file may say "everything"; loading puts the keys in its place',
    )
    is_inspection: bool = Field(default=False, description="answered pass or problem; a problem opens a defect (F4)")
    at_short_notice: bool = Field(default=False, description="due at once when told less than a day ahead (D8c)")
    issued: str | None = Field(
        default=None, description="key of the item whose quantity was put out and is counted back (F3)"
    )
    tells: Told | None = Field(
        default=None,
        description="what the organiser said about this is shown with the item and is part of what it asks",
    )
    thing: str = Field(default="", description="what a problem found here is about: an Equipment, chairs, cups ...")

    def amount(self, names: Mapping[str, object]) -> int | None:
        """How many of the thing this meeting needs; nothing when the item is not counted."""
        return None if self.quantity is None else expressions.compile(self.quantity).amount(names)


class RoundRule(Worded):
    """A call that comes again and again while the meeting runs (M4, M5)."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=16)
    every_minutes: int = Field(ge=5, le=240)


class MeetingType(Strict):
    """A kind of meeting: what it offers, and what it asks for unless the organiser says otherwise."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)
    name: Wording
    layouts: tuple[str, ...] = Field(min_length=1, description="the first is the default (T1.2, T2.2, T3.2)")
    needs: Needs = Needs()


class GuidePart(StrEnum):
    """The parts of the guide, in their order (A, C, X5)."""

    APPEARANCE = "appearance"
    COURTESY = "courtesy"
    GUESTS = "guests"


class GuideCard(Strict):
    """What those who serve read and remember: it is no item of any meeting."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)
    part: GuidePart
    clauses: tuple[str, ...] = Field(default=(), description="the clauses that it explains")
    title: Wording
    points: tuple[Wording, ...] = Field(min_length=1)
    self_check: bool = Field(default=False, description="ticked when a shift begins (A1-A6)")


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
    answer_request_minutes: int = Field(default=3, ge=1, description="nobody answered a request: D9")
    answer_cleaners_minutes: int = Field(default=10, ge=1, description="no cleaner took a call: D13")
    spare_places_percent: int = Field(ge=0, le=50, description="places slightly more than attendees: T1.2")
    spare_chairs_percent: int = Field(ge=0, le=50, description="spare chairs ready: T1.3")
    has_saucers: bool = Field(default=True, description="else cups stand on coasters: T1.5, T2.3")
    ashtray_every_places: int = Field(default=4, ge=1, description="from the main guest on: T2.5")
    smallest_setup_minutes: int = Field(ge=0)
    smallest_clearing_minutes: int = Field(ge=0)
    setup_rates: Rates
    second_sits: Literal["left", "right"] = Field(
        default="left", description="on which hand of the first the second sits, where seats go by rank: T1.9"
    )
    place: PlaceFigures = Field(default=PlaceFigures(), description="where things lie on a set place: T1.4-T1.6")

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
    guide: tuple[GuideCard, ...] = ()
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
