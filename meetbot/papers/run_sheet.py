"""The run sheet of a day on paper: every meeting with its items, when they are due, and boxes to tick."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from meetbot.layouts.fonts import fitted, printable
from meetbot.papers.pdf import POINT, content, document, wrapped, write

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN: Final = 14.0
_WIDTH: Final = 210 - 2 * _MARGIN
_TOP: Final = 16.0
_BOTTOM: Final = 297 - 16.0
_ITEM: Final = 10.5
_QUALITY: Final = 8.0
_HEAD: Final = 13.0
_TITLE: Final = 17.0
_SOFT: Final = "#5b6b78"
_BOX: Final = 3.6
_DUE: Final = 14.0


@dataclass(frozen=True)
class Row:
    """One item: when it is due, what it is with how many, how it should look; ticked where it is done already."""

    due: str
    title: str
    quality: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Part:
    """The items of one phase."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class SheetMeeting:
    """One meeting: its heading, a line of facts, its phases."""

    heading: str
    facts: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class RunSheet:
    """A day's work, in words of the reader's language; ``page`` holds "{number}" where the page's number goes."""

    title: str
    subtitle: str
    page: str
    meetings: tuple[SheetMeeting, ...]


def run_sheet_pdf(sheet: RunSheet, extra_font: Path | None = None) -> bytes:
    """The sheet on A4; a meeting's heading never stands alone at the foot of a page."""
    writer = _Writer(document(sheet.title, extra_font=extra_font), sheet, extra_font)
    writer.new_page()
    for meeting in sheet.meetings:
        writer.meeting(meeting)
    return content(writer.pdf)


class _Writer:
    """Writes down the page, and goes on on the next."""

    def __init__(self, pdf: FPDF, sheet: RunSheet, extra_font: Path | None) -> None:
        self.pdf, self.sheet, self.extra, self.y = pdf, sheet, extra_font, _TOP

    def new_page(self) -> None:
        self.pdf.add_page()
        number = self.pdf.page_no()
        self.y = _TOP
        if number == 1:
            self._line(self.sheet.title, _TITLE, weight=0.2)
            self._line(self.sheet.subtitle, 10, colour=_SOFT)
        write(self.pdf, self._shown(f"{self.sheet.title}"), _MARGIN, 290, 8, colour=_SOFT)
        page = self.sheet.page.replace("{number}", str(number))
        write(self.pdf, page, 210 - _MARGIN, 290, 8, align="right", colour=_SOFT)

    def meeting(self, meeting: SheetMeeting) -> None:
        self._need(34)
        self.y += 3
        self.pdf.set_fill_color(0xEE, 0xF3, 0xF7)
        self.pdf.rect(_MARGIN, self.y, _WIDTH, 14, style="F")
        heading = fitted(self._shown(meeting.heading), _HEAD, (_WIDTH - 6) / POINT)
        write(self.pdf, heading, _MARGIN + 3, self.y + 6, _HEAD, weight=0.15)
        facts = fitted(self._shown(meeting.facts), 9, (_WIDTH - 6) / POINT)
        write(self.pdf, facts, _MARGIN + 3, self.y + 11.4, 9, colour=_SOFT)
        self.y += 17
        for part in meeting.parts:
            self._part(part)

    def _part(self, part: Part) -> None:
        self._need(16)
        self._line(part.name, 10, colour="#1f6f9f", weight=0.1)
        for row in part.rows:
            self._row(row)
        self.y += 1.5

    def _row(self, row: Row) -> None:
        left = _MARGIN + _BOX + 3 + _DUE
        titles = wrapped(self._shown(row.title), _WIDTH - (left - _MARGIN), _ITEM)
        quality = wrapped(self._shown(row.quality), _WIDTH - (left - _MARGIN), _QUALITY) if row.quality else []
        self._need(len(titles) * 5 + len(quality) * 3.4 + 2)
        self._box(row.is_done)
        write(self.pdf, row.due, _MARGIN + _BOX + 3, self.y + 3.6, _ITEM, colour=_SOFT)
        for line in titles:
            write(self.pdf, line, left, self.y + 3.6, _ITEM)
            self.y += 5
        for line in quality:
            write(self.pdf, line, left, self.y + 2.4, _QUALITY, colour=_SOFT)
            self.y += 3.4
        self.y += 1.6

    def _box(self, is_done: bool) -> None:
        self.pdf.set_draw_color(0x22, 0x30, 0x3C)
        self.pdf.set_line_width(0.3)
        self.pdf.rect(_MARGIN, self.y, _BOX, _BOX)
        if is_done:
            self.pdf.set_line_width(0.5)
            self.pdf.polyline(
                [(_MARGIN + 0.7, self.y + 1.9), (_MARGIN + 1.6, self.y + 2.8), (_MARGIN + 3.0, self.y + 0.8)]
            )

    def _line(self, words: str, size: float, *, colour: str = "#22303c", weight: float = 0) -> None:
        self.y += size * POINT
        shown = fitted(self._shown(words), size, _WIDTH / POINT)
        write(self.pdf, shown, _MARGIN, self.y, size, colour=colour, weight=weight)
        self.y += 2.6

    def _need(self, height: float) -> None:
        """Go on on the next page where so many millimetres are not left."""
        if self.y + height > _BOTTOM:
            self.new_page()

    def _shown(self, words: str) -> str:
        return printable(words, self.extra)
