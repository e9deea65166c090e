"""
The packing list: everything that is carried into the room for one meeting, with its quantity (P2, T1.1).

Quantities are the checklist's own, so that the two agree; what the checklist does not count (tables, cloths, pencils,
saucers) follows from the plan and from those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import hypot
from typing import Final

from meetbot.booking.meeting import Meeting, plan_of
from meetbot.checklists.facts import facts_of
from meetbot.checklists.rulebook import Asked, rulebook
from meetbot.layouts.arrangement import ahead
from meetbot.layouts.errors import DoesNotFit
from meetbot.layouts.furniture import CHAIR, TABLE_DEPTH
from meetbot.layouts.plan import Plan
from meetbot.standard.document import Phase
from meetbot.standard.needs import Drink
from meetbot.texts import Wording


class Group(StrEnum):
    """Where things are fetched from; the order of the list."""

    FURNITURE = "furniture"
    PLACES = "places"
    DRINKS = "drinks"
    EQUIPMENT = "equipment"
    DECORATION = "decoration"


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of one thing. ``title`` is set where the standard counts a thing that this list has no name for."""

    kind: str
    quantity: int
    group: Group
    title: Wording | None = None


# What an item of the checklist brings along, each in the item's own quantity.
_COUNTED: Final[Mapping[str, tuple[Group, tuple[str, ...]]]] = {
    "place.paper": (Group.PLACES, ("paper", "pencils")),
    "place.nameplates": (Group.PLACES, ("nameplates",)),
    "place.ashtrays": (Group.PLACES, ("ashtrays",)),
    "place.coasters": (Group.DRINKS, ("coasters",)),
    "place.bottles": (Group.DRINKS, ("bottles",)),
    "place.fruit": (Group.DRINKS, ("fruit_plates",)),
    "equip.microphones": (Group.EQUIPMENT, ("microphones",)),
    "equip.laser_pointer": (Group.EQUIPMENT, ("laser_pointer",)),
    "deco.flags": (Group.DECORATION, ("flags",)),
    "way.signs": (Group.DECORATION, ("signs",)),
}
# What an item brings along that is not counted, once.
_ONCE: Final[Mapping[str, tuple[Group, tuple[str, ...]]]] = {
    "equip.projector": (Group.EQUIPMENT, ("projector",)),
    "equip.screen": (Group.EQUIPMENT, ("screen",)),
    "equip.sound": (Group.EQUIPMENT, ("sound",)),
    "equip.video_call": (Group.EQUIPMENT, ("video_call",)),
    "equip.whiteboard": (Group.EQUIPMENT, ("whiteboard", "eraser")),
    "room.lectern": (Group.FURNITURE, ("lectern",)),
    "deco.banner": (Group.DECORATION, ("banner",)),
}
_SPECIAL: Final = frozenset(
    {"room.chairs", "room.cloths", "place.cups", "place.side_table", "place.lectern_cup", "deco.flowers"}
)
# "Markers of at least two colours", one of each.
_MARKERS: Final = 2
# With it comes the small dish for cigarettes.
_DISH_CLAUSE: Final = "T2.5"


def packing(meeting: Meeting) -> tuple[Piece, ...]:
    """Everything for ``meeting``, group by group; nothing is listed with 0."""
    asked = {each.rule.key: each for each in rulebook(meeting.standard).asked(facts_of(meeting))}
    pieces = [*_tables(meeting, asked), *_items(meeting, asked)]
    order = {group: number for number, group in enumerate(Group)}
    return tuple(sorted((each for each in pieces if each.quantity > 0), key=lambda each: order[each.group]))


def plan_if_it_fits(meeting: Meeting) -> Plan | None:
    """The plan; none where the room was measured anew since and the layout does not fit any more."""
    try:
        return plan_of(meeting)
    except DoesNotFit:
        return None


def _tables(meeting: Meeting, asked: Mapping[str, Asked]) -> Iterator[Piece]:
    plan = plan_if_it_fits(meeting)
    counts = plan.counts() if plan else {}
    yield Piece("tables", counts.get("tables", 0), Group.FURNITURE)
    yield Piece("curved_tables", counts.get("curved_tables", 0), Group.FURNITURE)
    yield from _chairs(meeting, asked)
    if plan and "room.cloths" in asked:
        covered = _covered_tables(meeting, plan)
        yield Piece("cloths", covered, Group.FURNITURE)
        yield Piece("skirts", covered, Group.FURNITURE)
    if "deco.flowers" in asked:
        yield Piece("flowers", counts.get("flowers", 0) or 1, Group.DECORATION)


def _chairs(meeting: Meeting, asked: Mapping[str, Asked]) -> Iterator[Piece]:
    """Those at the places, and the spare ones that the item counts beyond them (T1.3)."""
    places = meeting.booking.places
    total = (asked["room.chairs"].quantity if "room.chairs" in asked else None) or places
    yield Piece("chairs", min(places, total), Group.FURNITURE)
    yield Piece("spare_chairs", total - min(places, total), Group.FURNITURE)


def _covered_tables(meeting: Meeting, plan: Plan) -> int:
    """All tables where the standard wants cloths without a rostrum too; else those that the rostrum is made of."""
    facts = facts_of(meeting)
    needs = facts.needs.model_copy(update={"rostrum": False})
    without = rulebook(meeting.standard).asked(replace(facts, needs=needs, rostrum_places=0))
    if not meeting.needs.rostrum or any(each.rule.key == "room.cloths" for each in without):
        return len(plan.tables)
    return len(rostrum_tables(plan)) or len(plan.tables)


def rostrum_tables(plan: Plan) -> frozenset[str]:
    """The ids of the tables before the seats at the rostrum."""
    fronts = [ahead(seat.x, seat.y, seat.facing, (CHAIR + TABLE_DEPTH) / 2) for seat in plan.seats if seat.at_rostrum]
    return frozenset(min(plan.tables, key=lambda each: hypot(each.x - x, each.y - y)).id for x, y in fronts)


def _items(meeting: Meeting, asked: Mapping[str, Asked]) -> Iterator[Piece]:
    for key, each in asked.items():
        if each.rule.phase is Phase.PREPARE and key not in _SPECIAL:
            yield from _of_item(key, each)
    yield from _drinks(meeting, asked)


def _of_item(key: str, asked: Asked) -> Iterator[Piece]:
    if key in _COUNTED:
        group, kinds = _COUNTED[key]
        yield from (Piece(kind, asked.quantity or 1, group) for kind in kinds)
        if asked.words.clause == _DISH_CLAUSE:
            yield Piece("cigarette_dishes", asked.quantity or 1, group)
    elif key in _ONCE:
        group, kinds = _ONCE[key]
        yield from (Piece(kind, 1, group) for kind in kinds)
        if key == "equip.whiteboard":
            yield Piece("markers", _MARKERS, group)
    elif asked.quantity:
        yield Piece(key, asked.quantity, Group.EQUIPMENT, asked.words.title)


def _drinks(meeting: Meeting, asked: Mapping[str, Asked]) -> Iterator[Piece]:
    """Cups with their saucers, the lectern's own, and the side table with what stands on it (T3.4)."""
    if cups := asked.get("place.cups"):
        yield Piece("cups", cups.quantity or 0, Group.DRINKS)
        yield Piece("saucers", (cups.quantity or 0) if meeting.has_saucers else 0, Group.DRINKS)
    if "place.lectern_cup" in asked:
        yield Piece("lectern_cup" if meeting.needs.drink is Drink.TEA else "lectern_bottle", 1, Group.DRINKS)
    if side := asked.get("place.side_table"):
        yield Piece("side_table", 1, Group.FURNITURE)
        yield Piece("side_cups", side.quantity or 0, Group.DRINKS)
        yield Piece("water_container", 1, Group.DRINKS)
