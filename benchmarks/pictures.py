"""
Row 10: a plan as a picture, from the room's measures to the PNG, against the drawing library alone drawing the same shapes
from an SVG as one would write it by hand: every shape at its place with its own colours, no symbols, no reuse.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from xml.etree import ElementTree as ET

from resvg_py import svg_to_bytes

from benchmarks.results import Row
from meetbot.layouts.catalogue import arrange
from meetbot.layouts.drawing import Labels, png, svg
from meetbot.layouts.fonts import font_path
from meetbot.layouts.plan import Extras
from meetbot.layouts.shape import Door, RoomShape, Wall

_SVG = "{http://www.w3.org/2000/svg}"
_WIDTH = 1600
_LABELS = Labels(
    title="临江厅 · Riverside Hall", subtitle="Classroom, 200 places · 2026-11-24", screen="Screen", door="Door",
    table="Table", seat="Seat", rostrum="主席台", chair="Chair", vice_chair="Vice-chair", speaker="Speaker",
    microphone="Microphone", lectern="Lectern", whiteboard="Whiteboard", flowers="Flowers", side_table="Side table",
    aisle="Aisle", column="Column", north="N", metre="m",
)  # fmt: skip
_EXTRAS = Extras(rostrum=True, lectern=True, microphones=True)
_ROOMS = {
    30: RoomShape(width=10, depth=12, screen_wall=Wall.NORTH, doors=(Door(wall=Wall.SOUTH, at=1, width=1.2),)),
    200: RoomShape(width=24, depth=20, screen_wall=Wall.NORTH, doors=(Door(wall=Wall.SOUTH, at=3, width=1.8),)),
}


def measure(runs: int) -> list[Row]:
    return [_row(seats, shape, runs) for seats, shape in _ROOMS.items()]


def _row(seats: int, shape: RoomShape, runs: int) -> Row:
    def draw() -> bytes:
        return png(svg(arrange(shape, "classroom", seats, _EXTRAS), _LABELS), _WIDTH)

    by_hand = flattened(svg(arrange(shape, "classroom", seats, _EXTRAS), _LABELS))

    def library() -> bytes:
        return svg_to_bytes(svg_string=by_hand, width=_WIDTH, font_files=[str(font_path())], skip_system_fonts=True)

    draw(), library()  # reads the font's measures, once a process
    pairs = [(_timed(draw), _timed(library)) for _ in range(3 * runs)]
    own, bound = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Row("10", f"plan picture, {seats} seats", "resvg, same shapes", "ms", own, bound, 1.5, "pictures")


def _timed(work: Callable[[], bytes]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def flattened(drawing: str) -> str:
    """The same picture without symbols: what ``use`` refers to stands where it is used."""
    ET.register_namespace("", _SVG[1:-1])
    root = ET.fromstring(drawing)
    symbols = {each.get("id"): each for each in root.iter(f"{_SVG}g") if each.get("id")}
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == f"{_SVG}use":
                copy = ET.Element(f"{_SVG}g", {"transform": child.get("transform", "")})
                copy.extend(symbols[child.get("href", "")[1:]])
                parent[place] = copy
    for defs in root.iter(f"{_SVG}defs"):
        for symbol in [each for each in defs if each.tag == f"{_SVG}g"]:
            defs.remove(symbol)
    return ET.tostring(root, encoding="unicode")
