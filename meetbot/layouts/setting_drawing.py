"""
A set place as a picture, to scale, with the standard's figures on dimension lines.

Words come in as ``SettingLabels``; shapes are drawn in centimetres and scaled as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final, NamedTuple

from meetbot.layouts.fonts import FAMILY, fitted, printable, text_width
from meetbot.layouts.lettering import figure, text
from meetbot.layouts.setting import Distance, Setting, pencil_ends
from meetbot.layouts.setting_symbols import SYMBOLS
from meetbot.layouts.symbols import INK, PAPER, SOFT_INK, WOOD, WOOD_EDGE

_WIDTH: Final = 1000.0
_MARGIN: Final = 40.0
_TOP: Final = 210.0
_TITLE: Final = 40
_SUBTITLE: Final = 27
_WORD: Final = 25
_NOTE: Final = 27
_LINE: Final = 42.0
_INDENT: Final = 26.0
_CHAIR_SHOWN: Final = 17.0
"""So many centimetres of the chair are on the drawing."""

_ARC: Final = 4.4
"""Centimetres from the pencil's end to the arc that shows its angle."""

_CLOTH: Final = "#f3e7cd"
_FIGURE: Final = "#b02a30"
_GUIDE: Final = "#1f6f9f"
_CHAIR: Final = "#d9e4ec"
_CHAIR_EDGE: Final = "#5f7c95"


@dataclass(frozen=True)
class SettingLabels:
    """The drawing's words: ``edges`` beside the far and the near edge, ``notes`` are whole lines below the drawing."""

    title: str
    subtitle: str
    far_edge: str
    near_edge: str
    chair: str
    centimetre: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Page:
    """Turns centimetres on the table into units on the sheet."""

    setting: Setting

    @property
    def scale(self) -> float:
        return (_WIDTH - 2 * _MARGIN) / self.setting.width

    def x(self, centimetres: float) -> float:
        return _MARGIN + centimetres * self.scale

    def y(self, centimetres: float) -> float:
        return _TOP + centimetres * self.scale

    @property
    def below(self) -> float:
        """Where the chair is cut off."""
        return self.y(self.setting.depth + _CHAIR_SHOWN)


def setting_svg(setting: Setting, labels: SettingLabels) -> str:
    """The places as an SVG document."""
    page = _Page(setting)
    notes = [line for note in labels.notes for line in _wrapped(note)]
    height = page.below + 66 + len(notes) * _LINE
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height:.0f}" width="{_WIDTH:g}"',
        f' height="{height:.0f}" font-family="{FAMILY}">',
        f'<rect width="{_WIDTH:g}" height="{height:.0f}" fill="{PAPER}"/>',
        *_header(labels),
        *_chairs(page, labels),
        *_table(page),
        f'<g transform="translate({page.x(0):.2f} {page.y(0):.2f}) scale({page.scale:.4f})">',
        *(SYMBOLS[thing.kind](thing) for thing in setting.laid),
        "</g>",
        *_guides(page),
        *_edges(page, labels),
        *(part for each in setting.distances for part in _dimension(page, each, labels)),
        *_angle(page),
        *_notes(notes, page.below + 62),
        "</svg>",
    )
    return "".join(parts)


def _header(labels: SettingLabels) -> Iterator[str]:
    width = _WIDTH - 2 * _MARGIN
    yield text(_MARGIN, 46, fitted(printable(labels.title), _TITLE, width), _TITLE, INK, is_strong=True)
    yield text(_MARGIN, 94, fitted(printable(labels.subtitle), _SUBTITLE, width), _SUBTITLE, SOFT_INK)


def _table(page: _Page) -> Iterator[str]:
    """The strip of the places, with a seam between two."""
    setting = page.setting
    width, depth = setting.width * page.scale, setting.depth * page.scale
    yield (
        f'<rect x="{page.x(0):.1f}" y="{page.y(0):.1f}" width="{width:.1f}" height="{depth:.1f}" fill="{_CLOTH}"/>'
        f'<path d="M{page.x(0):.1f} {page.y(0):.1f}H{page.x(setting.width):.1f}M{page.x(0):.1f} {page.y(setting.depth):.1f}'
        f'H{page.x(setting.width):.1f}" stroke="{WOOD_EDGE}" stroke-width="4"/>'
    )
    for place in range(1, setting.places):
        x = page.x(place * setting.pitch)
        yield (
            f'<path d="M{x:.1f} {page.y(0):.1f}V{page.y(setting.depth):.1f}" stroke="{WOOD}" stroke-width="3"'
            ' stroke-dasharray="3 9"/>'
        )


def _chairs(page: _Page, labels: SettingLabels) -> Iterator[str]:
    """Their front edges touch the line of the table's edge (P5); the sheet cuts them off."""
    for x, y in page.setting.chairs:
        half = page.setting.chair / 2
        left, top, right = page.x(x - half), page.y(y), page.x(x + half)
        yield (
            f'<path d="M{left:.1f} {page.below:.1f}V{top:.1f}H{right:.1f}V{page.below:.1f}" fill="{_CHAIR}"'
            f' stroke="{_CHAIR_EDGE}" stroke-width="3"/>'
        )
        yield text(right - 14, page.below - 28, labels.chair, _WORD, _CHAIR_EDGE, anchor="end")


def _guides(page: _Page) -> Iterator[str]:
    """From the chair's right edge up along the saucer's right edge (T1.5); and the sheet's centre line (T1.4)."""
    setting = page.setting
    drinks = (*setting.things("saucer"), *setting.things("coaster"))
    for thing in drinks:
        x = page.x(setting.chair_right(thing.place))
        yield _dashed(x, page.y(0) - 10, page.y(setting.depth) + 20, _GUIDE, "12 7")
    for sheet in setting.things("paper"):
        yield _dashed(page.x(sheet.x), page.y(sheet.far) - 16, page.y(setting.depth) + 14, _GUIDE, "14 6 3 6")


def _dashed(x: float, top: float, bottom: float, colour: str, dashes: str) -> str:
    return (
        f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"'
        ' fill="none"/>'
    )


def _edges(page: _Page, labels: SettingLabels) -> Iterator[str]:
    """Which edge is which, where nothing lies."""
    yield text(page.x(0) + 6, page.y(0) - 22, labels.far_edge, _WORD, SOFT_INK)
    yield text(page.x(0) + 6, page.y(page.setting.depth) - 24, labels.near_edge, _WORD, SOFT_INK)


def _dimension(page: _Page, distance: Distance, labels: SettingLabels) -> Iterator[str]:
    """Ticks at both ends, the line on through both, and the figure where there is room for it: beyond the edge."""
    (x, first), (_, last) = distance.start, distance.end
    is_far = first == 0
    x, first, last = page.x(x), page.y(first), page.y(last)
    words = f"{figure(distance.asked[0])}–{figure(distance.asked[1])} {labels.centimetre}"
    reach = 44
    tip = first - reach if is_far else last + reach
    line = f"M{x:.1f} {min(first, tip):.1f}V{max(last, tip):.1f}"
    for y in (first, last):
        line += f"M{x - 13:.1f} {y:.1f}h26"
    yield f'<path d="{line}" stroke="{_FIGURE}" stroke-width="2.5" fill="none"/>'
    for y, turn in ((first, 180), (last, 0)):
        yield (
            f'<path d="M0 0L-6 -11H6Z" fill="{_FIGURE}" transform="translate({x:.1f} {y:.1f}) rotate({180 + turn})'
            f' scale({_arrow(first, last):.2f})"/>'
        )
    at = tip - 18 if is_far else tip + 14
    yield text(x, at, words, _WORD + 3, _FIGURE, anchor="middle", halo=PAPER if is_far else _CHAIR, is_strong=True)


def _arrow(first: float, last: float) -> float:
    """Arrow heads shrink where the distance is short; they stand inside it, pointing outwards."""
    return min(1.0, abs(last - first) / 26)


def _angle(page: _Page) -> Iterator[str]:
    """The pencil's angle with the sheet's lower edge, at its end."""
    pencils = page.setting.things("pencil")
    if not pencils:
        return
    (x, y), _ = pencil_ends(pencils[0])
    radius, x, y = _ARC * page.scale, page.x(x), page.y(y)
    turn = radians(page.setting.pencil_angle)
    tip_x, tip_y = x - radius * cos(turn), y - radius * sin(turn)
    yield (
        f'<path d="M{x - radius - 14:.1f} {y:.1f}H{x:.1f}M{x - radius:.1f} {y:.1f}A{radius} {radius} 0 0 1 {tip_x:.1f} {tip_y:.1f}"'
        f' stroke="{_FIGURE}" stroke-width="2.5" fill="none"/>'
    )
    words = f"{figure(page.setting.pencil_angle)}°"
    yield text(x - radius - 10, y - 19, words, _WORD, _FIGURE, anchor="end", halo=PAPER, is_strong=True)


def _notes(notes: list[_Line], top: float) -> Iterator[str]:
    for number, line in enumerate(notes):
        y = top + number * _LINE
        if line.is_first:
            yield f'<circle cx="{_MARGIN + 7:g}" cy="{y:.1f}" r="5" fill="{_FIGURE}"/>'
        yield text(_MARGIN + _INDENT, y, line.words, _NOTE, INK)


class _Line(NamedTuple):
    words: str
    is_first: bool


def _wrapped(note: str) -> Iterator[_Line]:
    """The note in lines that fit; broken between words, or between Chinese characters."""
    line, is_first = "", True
    for piece in _pieces(printable(note)):
        if line and text_width(line + piece.rstrip(), _NOTE) > _WIDTH - 2 * _MARGIN - _INDENT:
            yield _Line(line.rstrip(), is_first)
            line, is_first = "", False
        line += piece
    yield _Line(line.rstrip(), is_first)


_NEVER_FIRST: Final = "，。；：、）！？—"


def _pieces(words: str) -> Iterator[str]:
    """Words with the space after them; Chinese characters one by one, with the punctuation that follows."""
    piece = ""
    for character in words:
        if character in _NEVER_FIRST or (piece and piece[-1] != " " and character.isascii() and piece[-1].isascii()):
            piece += character
        elif character == " ":
            yield piece + " "
            piece = ""
        else:
            if piece:
                yield piece
            piece = character
    if piece:
        yield piece
