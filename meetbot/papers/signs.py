"""Signs for the lobby and the door (P9, T1.8): large, quiet, read from afar; the title only where the organiser agreed (C6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meetbot.layouts.fonts import printable
from meetbot.papers.pdf import POINT, content, document, fitting_size, rgb, wrapped, write

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN: Final = 24.0
_INK: Final = "#22303c"
_SOFT: Final = "#5b6b78"
_ACCENT: Final = "#8f1d22"
_ARROWS: Final = (None, 0.0, 180.0, 270.0)
"""The door's sign has none; the lobby's come with an arrow to the right, to the left and straight on."""


@dataclass(frozen=True)
class Sign:
    """The words of a sign, in the reader's language; without a title ``heading`` is the largest line after the room."""

    house: str
    heading: str
    room: str
    floor: str
    when: str


def signs_pdf(sign: Sign, extra_font: Path | None = None) -> bytes:
    """Four pages A4 landscape: for the door, and for the lobby with an arrow right, left, straight on."""
    shown = Sign(*(printable(words, extra_font) for words in vars(sign).values()))
    pdf = document(shown.room, landscape=True, extra_font=extra_font)
    for arrow in _ARROWS:
        pdf.add_page()
        _page(pdf, shown, arrow)
    return content(pdf)


def _page(pdf: FPDF, sign: Sign, arrow: float | None) -> None:
    width, middle = pdf.w - 2 * _MARGIN, pdf.w / 2
    _frame(pdf)
    write(pdf, sign.house, middle, 32, fitting_size(sign.house, width, 20), align="middle", colour=_SOFT)
    _heading(pdf, sign.heading, width, lower=0 if arrow is not None else 8)
    y = 128.0 if arrow is not None else 138.0
    size = fitting_size(sign.room, width, 60)
    write(pdf, sign.room, middle, y, size, align="middle", colour=_ACCENT, weight=size / 60)
    below = " · ".join(filter(None, (sign.floor, sign.when)))
    write(pdf, below, middle, y + 18, fitting_size(below, width, 28), align="middle", colour=_INK)
    if arrow is not None:
        _arrow(pdf, middle, 174, arrow)


def _frame(pdf: FPDF) -> None:
    pdf.set_draw_color(*rgb(_ACCENT))
    pdf.set_line_width(1.2)
    pdf.rect(10, 10, pdf.w - 20, pdf.h - 20)
    pdf.set_line_width(0.4)
    pdf.rect(12.5, 12.5, pdf.w - 25, pdf.h - 25)


def _heading(pdf: FPDF, words: str, width: float, lower: float) -> None:
    """One line, or two where one would be too small to read from afar."""
    size = fitting_size(words, width, 52)
    lines = [words] if size >= 34 else _two_lines(words, width)
    size = min(fitting_size(line, width, 52 if len(lines) == 1 else 38) for line in lines)
    first = 74 + lower - (len(lines) - 1) * size * POINT * 0.65
    for number, line in enumerate(lines):
        foot = first + number * size * POINT * 1.3
        write(pdf, line, pdf.w / 2, foot, size, align="middle", colour=_INK, weight=size / 90)


def _two_lines(words: str, width: float) -> list[str]:
    """Two lines of about the same length."""
    size = 38.0
    while len(lines := wrapped(words, width, size)) > 2 and size > 8:
        size *= 0.94
    return lines


def _arrow(pdf: FPDF, x: float, y: float, turn: float) -> None:
    """An arrow around (x, y); 0 points to the right."""
    pdf.set_fill_color(*rgb(_INK))
    points: list[tuple[float, float]] = [(-30, -5), (8, -5), (8, -14), (32, 0), (8, 14), (8, 5), (-30, 5)]
    if turn == 270:  # shorter, so that it stays inside the frame
        points = [(px * 0.62, py) for px, py in points]
    with pdf.rotation(-turn, x, y):
        pdf.polygon([(x + px, y + py) for px, py in points], style="F")
