"""Names on a plan: on the table before each seat, as large as it allows, and once more as a list that can be read on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, radians, sin
from typing import Final

from meetbot.layouts.fonts import fitted, printable, text_width
from meetbot.layouts.furniture import CHAIR, PLACE, TABLE_DEPTH
from meetbot.layouts.lettering import text
from meetbot.layouts.plan import Plan, Seat
from meetbot.layouts.sheet import MARGIN, WIDTH, Sheet
from meetbot.layouts.symbols import INK, SOFT_INK

_AIR: Final = 0.04
"""Metres between two neighbours' names."""

_TALLEST: Final = 0.24
_SMALLEST: Final = 7.0
_LISTED: Final = 23
_LINE: Final = 36.0
_COLUMNS: Final = 3
_LABEL: Final = 46.0


def place_names(sheet: Sheet, plan: Plan, names: Mapping[str, str]) -> Iterator[str]:
    """Each name on the table before its seat, along the table's edge and never upside down."""
    for seat in plan.seats:
        if words := printable(names.get(seat.id, "")):
            yield from _on_table(sheet, seat, words)


def _on_table(sheet: Sheet, seat: Seat, words: str) -> Iterator[str]:
    turn = seat.facing % 180
    turn = turn - 180 if turn > 90 else turn
    lines = _lines(words)
    size = min(_size(sheet, line) for line in lines)
    distance = CHAIR / 2 + TABLE_DEPTH / 2
    x = sheet.x(seat.x + distance * sin(radians(seat.facing)))
    y = sheet.y(seat.y - distance * cos(radians(seat.facing)))
    for number, line in enumerate(lines):
        aside = (number - (len(lines) - 1) / 2) * size * 1.12
        dx, dy = -aside * sin(radians(turn)), aside * cos(radians(turn))
        shown = fitted(line, size, (PLACE - _AIR) * sheet.scale)
        yield text(x + dx, y + dy, shown, round(size, 1), INK, anchor="middle", turn=turn)


def _lines(words: str) -> list[str]:
    """Two lines of about equal length for a name of several words, else one."""
    cuts = [index for index, letter in enumerate(words) if letter == " "]
    if not cuts or len(words) < 9:
        return [words]
    cut = min(cuts, key=lambda index: abs(index - len(words) / 2))
    return [words[:cut], words[cut + 1 :]]


def _size(sheet: Sheet, line: str) -> float:
    wide = text_width(line, 1) or 1
    return max(_SMALLEST, min(_TALLEST * sheet.scale, (PLACE - _AIR) * sheet.scale / wide))


def name_list(plan: Plan, names: Mapping[str, str], top: float) -> tuple[list[str], float]:
    """Seat by seat in columns from ``top`` down, and where the list ends."""
    listed = [seat for seat in plan.seats if names.get(seat.id)]
    rows, column = -(-len(listed) // _COLUMNS), (WIDTH - 2 * MARGIN) / _COLUMNS
    elements = []
    for index, seat in enumerate(listed):
        x, y = MARGIN + 8 + index // rows * column, top + (index % rows + 0.5) * _LINE
        shown = fitted(printable(names[seat.id]), _LISTED, column - _LABEL - 18)
        elements.append(text(x + _LABEL - 10, y, seat.label, _LISTED, SOFT_INK, anchor="end"))
        elements.append(text(x + _LABEL, y, shown, _LISTED, INK))
    return elements, top + rows * _LINE
