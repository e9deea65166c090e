"""
A plan as a picture: SVG text first, PNG from it.

No sentence is made here: words come in as ``Labels``, and text from people is escaped on its way into the SVG. Place-setting
drawings will be siblings of this module, with the same symbols, lettering and ``png``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from math import cos, radians, sin
from pathlib import Path
from typing import Final

from meetbot.layouts.boxes import Box
from meetbot.layouts.fonts import FAMILY, fitted, font_path, missing_glyphs, printable, text_width
from meetbot.layouts.labels import Labels
from meetbot.layouts.legend import legend
from meetbot.layouts.lettering import text, text_along
from meetbot.layouts.name_drawing import name_list, place_names
from meetbot.layouts.plan import Aisle, Fitting, Plan, Seat, Table
from meetbot.layouts.room_drawing import BELOW_ROOM, columns, measures, room
from meetbot.layouts.sheet import MARGIN, WIDTH, Sheet
from meetbot.layouts.symbols import (
    AISLE,
    INK,
    PAPER,
    ROSTRUM,
    ROSTRUM_EDGE,
    SOFT_INK,
    WOOD,
    WOOD_EDGE,
    chair_symbol,
    definitions,
    lettering,
)
from meetbot.layouts.tableware import NOTHING, Tableware

__all__ = ["Labels", "missing_glyphs", "png", "svg"]

_TITLE: Final = 40
_SUBTITLE: Final = 27
_NAME: Final = 24
_SCALE_FOR_NAME_BEHIND: Final = 56
_LETTER: Final = 0.16
_ROW_LETTER_AWAY: Final = 0.48
_NUMBER: Final = 0.27
"""Type size of a seat's number, in metres: three figures stay inside the chair."""


def svg(
    plan: Plan,
    labels: Labels,
    highlight: Collection[str] = (),
    names: Mapping[str, str] | None = None,
    ware: Tableware = NOTHING,
) -> str:
    """
    The plan as an SVG document; seats whose ids are in ``highlight`` stand out, ``names`` says who sits where by seat id.

    ``ware`` is what stands on the tables beside the places' own covers.
    """
    sheet = Sheet(plan.shape)
    key, bottom = legend(plan, labels, sheet.below + BELOW_ROOM, has_highlights=bool(highlight), ware=ware)
    listed, bottom = name_list(plan, names, bottom + MARGIN / 2) if names else ([], bottom)
    height = bottom + MARGIN / 2
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:.0f}" width="{WIDTH:g}"'
    parts = (
        f'{opening} height="{height:.0f}" font-family="{FAMILY}">',
        f"<defs>{definitions()}{_HATCH}</defs>",
        f'<rect width="{WIDTH:g}" height="{height:.0f}" fill="{PAPER}"/>',
        *_header(labels),
        *room(sheet, labels),
        *_furniture(sheet, plan, labels, frozenset(highlight)),
        *(_placed(sheet, "ashtray", x, y) for x, y in ware.ashtrays),
        *(_placed(sheet, "fruit", x, y) for x, y in ware.fruit_plates),
        *(place_names(sheet, plan, names) if names else ()),
        *measures(sheet, labels),
        *key,
        *listed,
        "</svg>",
    )
    return "".join(parts)


def png(svg: str, width_px: int = 1600, extra_font: Path | None = None) -> bytes:
    """The SVG as a PNG so many pixels wide, lettered with the packaged font (and the extra one) alone."""
    from resvg_py import svg_to_bytes

    fonts = [str(font_path()), *([str(extra_font)] if extra_font else [])]
    return svg_to_bytes(svg_string=svg, width=width_px, font_files=fonts, skip_system_fonts=True)


_HATCH: Final = (
    '<pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="8" height="8" fill="#c9ced3"/><path d="M0 0V8" stroke="{INK}" stroke-width="3"/></pattern>'
)


def _header(labels: Labels) -> Iterator[str]:
    room_for_words = WIDTH - 2 * MARGIN - 8
    yield text(MARGIN + 4, 42, fitted(printable(labels.title), _TITLE, room_for_words), _TITLE, INK, is_strong=True)
    yield text(MARGIN + 4, 90, fitted(printable(labels.subtitle), _SUBTITLE, room_for_words), _SUBTITLE, SOFT_INK)


def _furniture(sheet: Sheet, plan: Plan, labels: Labels, highlight: frozenset[str]) -> Iterator[str]:
    """From the ground up: aisles, columns, rostrum, tables, what stands on them, chairs, numbers."""
    yield from (_aisle(sheet, each) for each in plan.aisles)
    yield from columns(sheet)
    if plan.rostrum:
        yield from _rostrum(sheet, plan.rostrum, plan.lectern, labels.rostrum)
    yield f'<g fill="{WOOD}" stroke="{WOOD_EDGE}" stroke-width="1.5" stroke-linejoin="round">'
    yield from (_table(sheet, each) for each in plan.tables)
    if plan.side_table:
        yield _rectangle(sheet, plan.side_table, plan.side_table.facing)
    yield "</g>"
    yield from _fittings(sheet, plan)
    yield from _chairs(sheet, plan.seats, highlight)
    yield from _row_letters(sheet, plan)
    yield from (_placed(sheet, "flowers", x, y) for x, y in plan.flowers)
    yield from (_placed(sheet, "microphone", each.x, each.y) for each in plan.microphones)


def _aisle(sheet: Sheet, aisle: Aisle) -> str:
    width, depth = aisle.width * sheet.scale, aisle.depth * sheet.scale
    return f'<rect x="{sheet.x(aisle.x):.1f}" y="{sheet.y(aisle.y):.1f}" width="{width:.1f}" height="{depth:.1f}" fill="{AISLE}"/>'


def _rostrum(sheet: Sheet, rostrum: Fitting, lectern: Fitting | None, word: str) -> Iterator[str]:
    """A tinted ground under tables and chairs, with its name between it and the screen wall."""
    x, y, air = sheet.x(rostrum.x), sheet.y(rostrum.y), 0.10
    width, depth = (rostrum.width + 2 * air) * sheet.scale, (rostrum.depth + 2 * air) * sheet.scale
    yield (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({rostrum.facing:g})"><rect x="{-width / 2:.1f}" y="{-depth / 2:.1f}"'
        f' width="{width:.1f}" height="{depth:.1f}" rx="8" fill="{ROSTRUM}" stroke="{ROSTRUM_EDGE}" stroke-width="2"'
        ' stroke-dasharray="10 6"/></g>'
    )
    yield _rostrum_name(sheet, rostrum, lectern, word)


def _rostrum_name(sheet: Sheet, rostrum: Fitting, lectern: Fitting | None, word: str) -> str:
    """Between the rostrum and the screen wall, or at the end away from the lectern where that strip is too thin to read."""
    is_beside_wall = rostrum.facing % 180 != 0
    if sheet.scale < _SCALE_FOR_NAME_BEHIND:
        across, down = _unit(rostrum.facing - 90)
        if lectern and (lectern.x - rostrum.x) * across + (lectern.y - rostrum.y) * down > 0:
            across, down = -across, -down
        half = 20 if is_beside_wall else text_width(word, _NAME) / 2
        x, y = sheet.x(rostrum.x + across * rostrum.width / 2), sheet.y(rostrum.y + down * rostrum.width / 2)
        return text(
            x + across * (half + 16), y + down * (half + 16), word, _NAME, ROSTRUM_EDGE, anchor="middle", is_strong=True
        )
    across, down = _unit(rostrum.facing)
    back = rostrum.depth / 2 + 0.42
    x, y = sheet.x(rostrum.x - across * back), sheet.y(rostrum.y - down * back)
    if is_beside_wall:
        return text_along(x, y, word, _NAME, ROSTRUM_EDGE, 90 if rostrum.facing == 270 else -90)
    return text(x, y, word, _NAME, ROSTRUM_EDGE, anchor="middle", is_strong=True)


def _table(sheet: Sheet, table: Table) -> str:
    if table.outline:
        points = " ".join(f"{sheet.x(x):.1f},{sheet.y(y):.1f}" for x, y in table.outline)
        return f'<polygon points="{points}"/>'
    return _rectangle(sheet, table, table.angle)


def _rectangle(sheet: Sheet, box: Table | Fitting, turn: float) -> str:
    """A box with sides along the walls, as all straight tables are."""
    width, depth = (box.width, box.depth) if turn % 180 == 0 else (box.depth, box.width)
    left, top = sheet.x(box.x - width / 2), sheet.y(box.y - depth / 2)
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width * sheet.scale:.1f}" height="{depth * sheet.scale:.1f}" rx="2"/>'


def _fittings(sheet: Sheet, plan: Plan) -> Iterator[str]:
    fittings = (("lectern", plan.lectern), ("whiteboard", plan.whiteboard), ("cups", plan.side_table))
    for symbol, fitting in fittings:
        if fitting:
            yield _placed(sheet, symbol, fitting.x, fitting.y, fitting.facing)


def _chairs(sheet: Sheet, seats: tuple[Seat, ...], highlight: frozenset[str]) -> Iterator[str]:
    size = _NUMBER * sheet.scale
    looks = [(seat, chair_symbol(seat, is_highlighted=seat.id in highlight)) for seat in seats]
    yield from (_placed(sheet, symbol, seat.x, seat.y, seat.facing) for seat, symbol in looks)
    yield f'<g font-size="{size:.1f}" text-anchor="middle">'
    for seat, symbol in looks:
        foot = sheet.y(seat.y) + size * 0.36
        yield f'<text x="{sheet.x(seat.x):.1f}" y="{foot:.1f}" fill="{lettering(symbol)}">{_number(seat)}</text>'
    yield "</g>"


def _row_letters(sheet: Sheet, plan: Plan) -> Iterator[str]:
    """Before the first and after the last seat of each lettered row, unless a column stands there."""
    in_the_way = [Box.around(each.x, each.y, *each.size).grown(_LETTER) for each in plan.shape.columns]
    size = max(11.0, min(24.0, 0.32 * sheet.scale))
    for letter, row in groupby((seat for seat in plan.seats if not seat.at_rostrum), key=_row_letter):
        line = list(row)
        if not letter:
            return
        for seat, side in ((line[0], -1), (line[-1], 1)):
            across, down = _unit(seat.facing + 90)
            x, y = seat.x + side * across * _ROW_LETTER_AWAY, seat.y + side * down * _ROW_LETTER_AWAY
            if Box(x, y, x, y).is_clear_of(in_the_way):
                yield text(sheet.x(x), sheet.y(y), letter, size, SOFT_INK, anchor="middle")


def _row_letter(seat: Seat) -> str:
    return seat.label.rstrip("0123456789")


def _number(seat: Seat) -> str:
    return seat.label[len(_row_letter(seat)) :]


def _placed(sheet: Sheet, symbol: str, x: float, y: float, turn: float = 0) -> str:
    """A symbol, drawn in centimetres, at its place in the room."""
    turned = f" rotate({turn:g})" if turn else ""
    return f'<use href="#{symbol}" transform="translate({sheet.x(x):.1f} {sheet.y(y):.1f}) scale({sheet.scale / 100:.4f}){turned}"/>'


def _unit(facing: float) -> tuple[float, float]:
    """One metre in this direction: to the right and down the page."""
    return sin(radians(facing)), -cos(radians(facing))
