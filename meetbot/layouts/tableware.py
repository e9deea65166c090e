"""
Where ashtrays and fruit plates stand on the tables of a plan (P8, T1.6, T2.4, T2.5).

Both are counted through the places in the order of their numbers: an ashtray for every second one (or from the main guest on for
every fourth), a fruit plate for every four. An ashtray stands between its place and the next, at the far edge; a fruit plate in
the middle of its four. Where the next place is around a corner or in another row, the thing stands beside its own. How many there
are is said by the checklist, never worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, dist
from typing import Final

from meetbot.layouts.arrangement import ahead
from meetbot.layouts.furniture import CHAIR, PLACE, TABLE_DEPTH
from meetbot.layouts.plan import Plan, Point, Seat

PLACES_TO_AN_ASHTRAY: Final = 2
PLACES_TO_A_FRUIT_PLATE: Final = 4

# From the middle of a chair, which touches the table's edge: a bowl at the far edge of the place, a plate in its middle.
_FAR: Final = CHAIR / 2 + TABLE_DEPTH - 0.15
_MIDDLE: Final = CHAIR / 2 + TABLE_DEPTH / 2
# Beside a place, and still on its table; the second where something stands at the first.
_ASIDE: Final = (0.21, 0.30)
# Two guests whose chairs are no farther apart, and look nearly the same way, sit side by side, also at a curved table.
_SIDE_BY_SIDE: Final = PLACE * 1.4
_MOST_TURN: Final = 60
# What stands nearer to each other would be one blot on the drawing.
_CLEAR: Final = 0.27

Group = Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Tableware:
    """Centres on the room's drawing."""

    ashtrays: tuple[Point, ...] = ()
    fruit_plates: tuple[Point, ...] = ()


NOTHING: Final = Tableware()


def tableware(plan: Plan, ashtrays: int, fruit_plates: int, from_main_guest_every: int | None = None) -> Tableware:
    """So many of each; ``from_main_guest_every``: ashtrays are counted from the main guest on, one for every so many places."""
    taken = [(each.x, each.y) for each in plan.microphones]
    if from_main_guest_every is None:
        smoking = _neighbours(plan, ashtrays, PLACES_TO_AN_ASHTRAY)
    else:
        smoking = _in_groups(_from_main_guest(plan), ashtrays, from_main_guest_every)
    bowls = _placed(smoking, _FAR, taken, is_by_the_first=True)
    eating = _neighbours(plan, fruit_plates, PLACES_TO_A_FRUIT_PLATE)
    plates = _placed(eating, _MIDDLE, [*taken, *bowls], is_by_the_first=False)
    return Tableware(tuple(bowls), tuple(plates))


def _from_main_guest(plan: Plan) -> tuple[Seat, ...]:
    """All seats by number, the main guest's first."""
    first = next((place for place, seat in enumerate(plan.seats) if seat.id == plan.precedence[0]), 0)
    return (*plan.seats[first:], *plan.seats[:first])


def _neighbours(plan: Plan, count: int, size: int) -> list[Group]:
    """So many groups of ``size``: within each row where that makes the number, else apart at the rostrum only, else through all."""
    ways = (
        list(_rows(plan.seats)),
        [[seat for seat in plan.seats if seat.at_rostrum is there] for there in (True, False)],
    )
    for rows in ways:
        groups: list[Group] = [row[start : start + size] for row in rows for start in range(0, len(row), size)]
        if len(groups) == count:
            return groups
    return _in_groups(plan.seats, count, size)


def _rows(seats: Sequence[Seat]) -> Iterator[list[Seat]]:
    """Those who sit side by side, one after the other."""
    row = [*seats[:1]]
    for last, seat in pairwise(seats):
        if not _are_side_by_side(last, seat):
            yield row
            row = []
        row.append(seat)
    yield row


def _in_groups(seats: Sequence[Seat], count: int, size: int) -> list[Group]:
    """So many groups, of ``size`` where that makes the number."""
    if not count or not seats:
        return []
    size = size if ceil(len(seats) / size) == count else ceil(len(seats) / count)
    return [seats[start : start + size] for start in range(0, len(seats), size)][:count]


def _placed(groups: Sequence[Group], reach: float, taken: Sequence[Point], *, is_by_the_first: bool) -> list[Point]:
    """One thing for each group."""
    found: list[Point] = []
    for group in groups:
        choices = list(_choices(group, reach, is_by_the_first=is_by_the_first))
        free = (each for each in choices if all(dist(each, other) >= _CLEAR for other in (*taken, *found)))
        found.append(next(free, choices[0]))
    return found


def _choices(group: Group, reach: float, *, is_by_the_first: bool) -> Iterator[Point]:
    """Where the thing of these places may stand, the best first."""
    pairs = list(pairwise(group))
    middle = 0 if is_by_the_first else (len(group) - 1) // 2
    by_distance = sorted(range(len(pairs)), key=lambda place: abs(place - middle))
    for place in by_distance[:1] if is_by_the_first else by_distance:
        if _are_side_by_side(*pairs[place]):
            yield _between(*pairs[place], reach)
    for aside in _ASIDE:
        for seat in group[:1] if is_by_the_first else group:
            yield from (_beside(seat, hand * aside, reach) for hand in _hands(seat, group))


def _hands(seat: Seat, group: Group) -> tuple[int, int]:
    """The hand of the guest on which the others of the group sit first, as far as they can be seen: right (1) or left (-1)."""
    others = [each for each in group if each is not seat]
    if not others:
        return 1, -1
    right, left = (ahead(seat.x, seat.y, seat.facing + 90 * hand, 1) for hand in (1, -1))
    there = (others[0].x, others[0].y)
    return (1, -1) if dist(right, there) <= dist(left, there) else (-1, 1)


def _are_side_by_side(one: Seat, other: Seat) -> bool:
    turn = abs(one.facing - other.facing) % 360
    return dist((one.x, one.y), (other.x, other.y)) <= _SIDE_BY_SIDE and min(turn, 360 - turn) < _MOST_TURN


def _between(one: Seat, other: Seat, reach: float) -> Point:
    (x1, y1), (x2, y2) = (ahead(each.x, each.y, each.facing, reach) for each in (one, other))
    return (x1 + x2) / 2, (y1 + y2) / 2


def _beside(seat: Seat, aside: float, reach: float) -> Point:
    """So far to the guest's right hand (or left, below zero)."""
    x, y = ahead(seat.x, seat.y, seat.facing, reach)
    return ahead(x, y, seat.facing + 90, aside)
