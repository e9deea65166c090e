"""Tent cards to print: one A4 sheet each, folded in the middle, the upper half turned so that both sides can be read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meetbot.layouts.fonts import printable
from meetbot.papers.pdf import POINT, content, document, fitting_size, write

if TYPE_CHECKING:
    from fpdf import FPDF

Card = tuple[str, str]
"""Name and title; the title may be empty."""

_WIDTH: Final = 182.0
_LARGEST: Final = 110.0
_TITLE: Final = 26.0
_ONE_LINE: Final = 44.0
"""A name that would be smaller than this on one line is broken into two or three."""
_BROKEN: Final = 62.0
_CUT_AFTER: Final = " ·-"
_BELOW: Final = 0.75
"""The title never outgrows the name."""


def cards_pdf(cards: Sequence[Card], title: str, extra_font: Path | None = None) -> bytes:
    """A sheet for each card, in their order. What the fonts lack is left out: ``missing_glyphs`` names it before."""
    pdf = document(title, extra_font=extra_font)
    for name, below in cards:
        pdf.add_page()
        _card(pdf, printable(name, extra_font), printable(below, extra_font))
    return content(pdf)


def _card(pdf: FPDF, name: str, title: str) -> None:
    fold = pdf.h / 2
    _side(pdf, name, title, fold)
    with pdf.rotation(180, pdf.w / 2, fold):
        _side(pdf, name, title, fold)
    pdf.set_draw_color(0xB8, 0xC2, 0xCA)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern(dash=3, gap=3)
    for start in (0.0, pdf.w - 10):  # marks at the margins alone: nothing crosses a finished card
        pdf.line(start, fold, start + 10, fold)
    pdf.set_dash_pattern()


def _side(pdf: FPDF, name: str, title: str, fold: float) -> None:
    """The lower half, read upright; name and title in its middle."""
    lines = name_lines(name)
    size = _size(lines)
    height, below = len(lines) * size * POINT * 1.25, (16.0 if title else 0.0)
    foot = fold + (pdf.h - fold - height - below) / 2 + size * POINT * 0.98
    for number, line in enumerate(lines):
        y = foot + number * size * POINT * 1.25
        write(pdf, line, pdf.w / 2, y, size, align="middle", weight=size / 110)
    if title:
        y = foot + (len(lines) - 1) * size * POINT * 1.25 + 16 + size * POINT * 0.1
        write(
            pdf,
            title,
            pdf.w / 2,
            y,
            fitting_size(title, _WIDTH, min(_TITLE, size * _BELOW)),
            align="middle",
            colour="#5b6b78",
        )


def name_lines(name: str) -> list[str]:
    """The name on one line, or on two or three where one would be too small: whichever is largest."""
    if fitting_size(name, _WIDTH, _LARGEST) >= _ONE_LINE:
        return [name]
    return max((_broken(name, 2), _broken(name, 3)), key=_size)


def _size(lines: Sequence[str]) -> float:
    return min(_LARGEST if len(lines) == 1 else _BROKEN, *(fitting_size(line, _WIDTH, _LARGEST) for line in lines))


def _broken(name: str, count: int) -> list[str]:
    """On so many lines of about equal length: cut between words and the parts of a name, else anywhere."""
    cuts = [index for index in range(1, len(name)) if name[index - 1] in _CUT_AFTER]
    if len(cuts) < count - 1:
        cuts = [len(name) * part // count for part in range(1, count)]
    parts = (_cut(name, chosen) for chosen in combinations(cuts, count - 1))
    return min(parts, key=lambda lines: max(map(len, lines)))


def _cut(name: str, at: Sequence[int]) -> list[str]:
    ends = pairwise((0, *at, len(name)))
    return [part for first, last in ends if (part := name[first:last].strip())]
