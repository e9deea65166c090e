"""Outlines of what stands on a plan, and what they do to each other; written apart from the code under test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import cos, hypot, radians, sin

from meetbot.layouts.plan import Fitting, Plan, Seat, Table

CHAIR = 0.48
RING_POINTS = 18
Point = tuple[float, float]
Polygon = tuple[Point, ...]


def turned_box(x: float, y: float, width: float, depth: float, angle: float) -> Polygon:
    c, s = cos(radians(angle)), sin(radians(angle))
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return tuple(
        (x + dx * width / 2 * c - dy * depth / 2 * s, y + dx * width / 2 * s + dy * depth / 2 * c) for dx, dy in corners
    )


def outline(thing: Table | Seat | Fitting) -> Polygon:
    if isinstance(thing, Seat):
        return turned_box(thing.x, thing.y, CHAIR, CHAIR, thing.facing)
    if isinstance(thing, Table):
        return thing.outline or turned_box(thing.x, thing.y, thing.width, thing.depth, thing.angle)
    return turned_box(thing.x, thing.y, thing.width, thing.depth, thing.facing)


def pieces(plan: Plan) -> dict[str, Polygon]:
    """Everything that takes ground, by name, in convex pieces; the rostrum is its tables and chairs."""
    things = {f"{table.id}/{n}": part for table in plan.tables for n, part in enumerate(_convex_parts(table))}
    things |= {seat.id: outline(seat) for seat in plan.seats}
    for name in ("lectern", "whiteboard", "side_table"):
        fitting = getattr(plan, name)
        if fitting:
            things[name] = outline(fitting)
    return things


def _convex_parts(table: Table) -> list[Polygon]:
    """A table of a ring bends around the middle: its outline runs along the outer edge and back along the inner one."""
    points = table.outline
    if len(points) != RING_POINTS:
        return [outline(table)]
    return [(points[n], points[n + 1], points[-n - 2], points[-n - 1]) for n in range(RING_POINTS // 2 - 1)]


def columns(plan: Plan) -> dict[str, Polygon]:
    return {f"column {n}": turned_box(each.x, each.y, *each.size, 0) for n, each in enumerate(plan.shape.columns)}


def doors(plan: Plan) -> dict[str, Polygon]:
    """The ground that the doors sweep over."""
    boxes = {}
    for n, door in enumerate(plan.shape.doors):
        reach = door.width if door.width <= 1.2 else door.width / 2
        middle = door.at + door.width / 2
        x, y = {
            "north": (middle, reach / 2),
            "south": (middle, plan.shape.depth - reach / 2),
            "west": (reach / 2, middle),
            "east": (plan.shape.width - reach / 2, middle),
        }[door.wall]
        along = (door.width, reach) if door.wall in {"north", "south"} else (reach, door.width)
        boxes[f"door {n}"] = turned_box(x, y, *along, 0)
    return boxes


def overlaps(things: dict[str, Polygon]) -> list[tuple[str, str]]:
    """Every two that share more than a seam of two millimetres."""
    circles = {name: _circle(polygon) for name, polygon in things.items()}
    near = (
        (a, b)
        for a, b in combinations(things, 2)
        if hypot(circles[a][0] - circles[b][0], circles[a][1] - circles[b][1]) < circles[a][2] + circles[b][2]
    )
    return [(a, b) for a, b in near if do_overlap(things[a], things[b])]


def do_overlap(one: Polygon, other: Polygon, seam: float = 0.002) -> bool:
    """Whether no line separates the two."""
    for polygon in (one, other):
        for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            length = hypot(x2 - x1, y2 - y1)
            if length < 1e-9:
                continue
            nx, ny = (y2 - y1) / length, (x1 - x2) / length
            a = [x * nx + y * ny for x, y in one]
            b = [x * nx + y * ny for x, y in other]
            if max(a) <= min(b) + seam or max(b) <= min(a) + seam:
                return False
    return True


def outside(plan: Plan, things: dict[str, Polygon]) -> list[str]:
    """What sticks through a wall."""
    return [
        name
        for name, polygon in things.items()
        if any(
            not (-1e-6 <= x <= plan.shape.width + 1e-6 and -1e-6 <= y <= plan.shape.depth + 1e-6) for x, y in polygon
        )
    ]


def front_edge(seat: Seat) -> Point:
    """The middle of the chair's front edge."""
    return seat.x + CHAIR / 2 * sin(radians(seat.facing)), seat.y - CHAIR / 2 * cos(radians(seat.facing))


def distance_to_edge(point: Point, polygons: Iterable[Polygon]) -> float:
    """From the point to the nearest edge of any of the polygons."""
    return min(
        _to_segment(point, a, b)
        for polygon in polygons
        for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True)
    )


def contains(polygon: Polygon, point: Point) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _circle(polygon: Sequence[Point]) -> tuple[float, float, float]:
    x, y = (sum(values) / len(polygon) for values in zip(*polygon, strict=True))
    return x, y, max(hypot(px - x, py - y) for px, py in polygon)


def _to_segment(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    part = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy or 1)))
    return hypot(point[0] - a[0] - part * dx, point[1] - a[1] - part * dy)
