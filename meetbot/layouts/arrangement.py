"""
What a layout hands over: tables and chairs in the front's view (u along the screen wall, v away from it), and how they become a Plan.

Angles as on the plan, but seen from the front: 0 looks at the screen, 180 at the audience.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

from meetbot.layouts.boxes import Box
from meetbot.layouts.floor import Floor
from meetbot.layouts.front import Front
from meetbot.layouts.furniture import CHAIR, LECTERN, TABLE_DEPTH, TABLE_WIDTH
from meetbot.layouts.plan import Aisle, Extras, Fitting, Microphone, Plan, Point, Seat, SeatRole, Table

# The microphone stands this far inside the table's edge, the pot this far from the lectern's middle.
_MICROPHONE_REACH: Final = 0.30
_POT_ASIDE: Final = 0.20
_HEAD_ROLES: Final[tuple[SeatRole, ...]] = ("chair", "vice_chair", "speaker")


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table's centre and turn; ``outline`` in (u, v) for a curved one."""

    id: str
    u: float
    v: float
    angle: float = 0.0
    width: float = TABLE_WIDTH
    depth: float = TABLE_DEPTH
    outline: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Chair:
    """A chair's centre and where its guest looks."""

    id: str
    label: str
    u: float
    v: float
    facing: float
    at_rostrum: bool = False


@dataclass(frozen=True)
class Arrangement:
    """
    A layout's answer. ``chairs`` are in the order of their numbers; ``head`` are the ids of those who lead, in order of
    rank (chair, vice-chair, speaker); ``flowers`` is where pots stand when no lectern takes them.
    """

    front: Front
    tables: tuple[PlacedTable, ...]
    chairs: tuple[Chair, ...]
    head: tuple[str, ...]
    rostrum: Box | None = None
    aisles: tuple[Box, ...] = ()
    flowers: tuple[Point, ...] = ()


def by_rank(ids: Sequence[str]) -> tuple[str, ...]:
    """
    Those who sit in one line, in order of rank, given from the first one's right hand to his left hand.

    The first sits in the middle, the second on his left hand, the third on his right, and so on outwards; in an even
    line the first two share the middle.
    """
    middle = (len(ids) - 1) // 2
    steps = (step for distance in range(1, len(ids) + 1) for step in (distance, -distance))
    order = [middle, *(middle + step for step in steps)]
    return tuple(ids[index] for index in order if 0 <= index < len(ids))


def around_by_rank(ids: Sequence[str]) -> tuple[str, ...]:
    """Those who sit in a ring, in order of rank, given clockwise from the first: his left hand, his right hand, and so on."""
    right_hand = (len(ids) - 1) // 2
    return by_rank([*ids[len(ids) - right_hand :], *ids[: len(ids) - right_hand]])


def plan(floor: Floor, layout: str, extras: Extras, arrangement: Arrangement) -> Plan:
    """The arrangement on the room's own drawing, with roles, microphones and flowers as ``extras`` ask."""
    front = arrangement.front
    roles = dict(zip(arrangement.head, _HEAD_ROLES, strict=False))
    if front.lectern is not None:  # whoever speaks stands there
        roles = {id: role for id, role in roles.items() if role != "speaker"}
    return Plan(
        shape=floor.shape,
        layout=layout,
        extras=extras,
        tables=tuple(_table(floor, each) for each in arrangement.tables),
        seats=tuple(_seat(floor, each, number, roles) for number, each in enumerate(arrangement.chairs, start=1)),
        rostrum=_fitting(floor, arrangement.rostrum, 180),
        lectern=_fitting(floor, front.lectern, 180),
        microphones=tuple(_microphones(floor, arrangement, roles, frozenset(extras.microphones_at)))
        if extras.microphones
        else (),
        whiteboard=_fitting(floor, front.whiteboard, 180),
        flowers=tuple(floor.point(u, v) for u, v in _pots(arrangement)) if extras.flowers else (),
        side_table=_fitting(floor, front.side_table, front.side_table_facing),
        aisles=tuple(_aisle(floor, each) for each in arrangement.aisles),
        precedence=arrangement.head,
    )


def _table(floor: Floor, table: PlacedTable) -> Table:
    x, y = floor.point(table.u, table.v)
    outline = tuple(floor.point(u, v) for u, v in table.outline)
    return Table(table.id, x, y, round(table.width, 4), round(table.depth, 4), floor.turn(table.angle) % 180, outline)


def _seat(floor: Floor, chair: Chair, number: int, roles: dict[str, SeatRole]) -> Seat:
    x, y = floor.point(chair.u, chair.v)
    role = roles.get(chair.id, "")
    return Seat(chair.id, number, chair.label, x, y, floor.turn(chair.facing), chair.at_rostrum, role)


def _fitting(floor: Floor, box: Box | None, facing: float) -> Fitting | None:
    """A box as a fitting; its width runs across the direction it faces."""
    if box is None:
        return None
    x, y = floor.point(*box.centre)
    along, away = round(box.right - box.left, 4), round(box.bottom - box.top, 4)
    width, depth = (along, away) if facing % 180 == 0 else (away, along)
    return Fitting(x, y, width, depth, floor.turn(facing))


def _microphones(
    floor: Floor, arrangement: Arrangement, roles: dict[str, SeatRole], wanted: frozenset[str]
) -> Iterator[Microphone]:
    """At the chair's, the vice-chair's and the speaker's places, or at those that were asked for (P4)."""
    for chair in arrangement.chairs:
        role = roles.get(chair.id, "")
        if {role, chair.label} & wanted if wanted else role:
            yield Microphone(
                *floor.point(*ahead(chair.u, chair.v, chair.facing, CHAIR / 2 + _MICROPHONE_REACH)), role, chair.id
            )
    lectern = arrangement.front.lectern
    if lectern and (not wanted or "speaker" in wanted):
        u, v = lectern.centre
        yield Microphone(*floor.point(u, v), "speaker")


def _pots(arrangement: Arrangement) -> tuple[Point, ...]:
    """On the lectern where there is one (T3.2), else where the layout has room for them."""
    lectern = arrangement.front.lectern
    if lectern is None:
        return arrangement.flowers
    u, v = lectern.centre
    return ((u + _POT_ASIDE, v + LECTERN[1] / 5),)


def _aisle(floor: Floor, box: Box) -> Aisle:
    (x1, y1), (x2, y2) = floor.point(box.left, box.top), floor.point(box.right, box.bottom)
    return Aisle(min(x1, x2), min(y1, y2), round(abs(x2 - x1), 4), round(abs(y2 - y1), 4))


def ahead(u: float, v: float, facing: float, distance: float) -> Point:
    """The point so far in front of somebody at (u, v) who looks that way."""
    return u + distance * sin(radians(facing)), v - distance * cos(radians(facing))
