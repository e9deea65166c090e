"""
PDF pages: the packaged font with only the glyphs that are used, lines of text that fit, and drawings as vectors.

fpdf2 is imported when the first document is made: it takes longer to import than the bot to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from xml.etree.ElementTree import Element, fromstring  # the SVG is our own

from meetbot.layouts.fonts import font_path, printable, text_width

if TYPE_CHECKING:
    from fpdf import FPDF

Align = Literal["left", "middle", "right"]
_FAMILY: Final = "plain"
_EXTRA: Final = "extra"
POINT: Final = 25.4 / 72
"""Millimetres."""

# From a line's foot up to the middle of its letters, in parts of the type size.
_RISE: Final = 0.36
_SVG: Final = "{http://www.w3.org/2000/svg}"
_ANCHORS: Final[dict[str, Align]] = {"start": "left", "middle": "middle", "end": "right"}


def document(title: str, *, landscape: bool = False, extra_font: Path | None = None) -> FPDF:
    """An A4 document without pages, in millimetres, that breaks no page by itself."""
    from fpdf import FPDF

    pdf = FPDF(orientation="landscape" if landscape else "portrait", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.set_title(printable(title))
    pdf.add_font(_FAMILY, fname=str(font_path()))
    if extra_font:
        pdf.add_font(_EXTRA, fname=str(extra_font))
        pdf.set_fallback_fonts([_EXTRA])
    pdf.set_font(_FAMILY, size=12)
    return pdf


def content(pdf: FPDF) -> bytes:
    """The finished document."""
    return bytes(pdf.output())


def write(
    pdf: FPDF, words: str, x: float, y: float, size: float, *, align: Align = "left", colour: str = "#22303c",
    turn: float = 0, weight: float = 0,
) -> None:  # fmt: skip
    """One line whose foot is at ``y``; ``size`` in points, ``weight`` is the width of an edge in the letters' own colour."""
    from fpdf.enums import TextMode

    if not words:
        return
    pdf.set_font(_FAMILY, size=size)
    pdf.set_text_color(*rgb(colour))
    left = x - pdf.get_string_width(words) * {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    mode = TextMode.FILL_STROKE if weight else TextMode.FILL
    with pdf.local_context(text_mode=mode, line_width=weight or 0.2, draw_color=rgb(colour)):
        if turn:
            with pdf.rotation(-turn, x, y):
                pdf.text(left, y, words)
        else:
            pdf.text(left, y, words)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour like #22303c."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def fitting_size(words: str, width: float, largest: float) -> float:
    """The type size, in points, at which the line is at most so many millimetres wide."""
    wide = text_width(words, largest) * POINT
    return largest if wide <= width else largest * width / wide


def wrapped(words: str, width: float, size: float) -> list[str]:
    """The words in lines at most so many millimetres wide: broken at spaces, or between Chinese characters."""
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and text_width(lines[-1] + piece.rstrip(), size) * POINT > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


_NEVER_FIRST: Final = "，。；：、）！？—”"
_WORD: Final = re.compile(r"[\x21-\u2e7f]+ ?|[\s\S]", re.ASCII)


@lru_cache(maxsize=512)
def _pieces(words: str) -> tuple[str, ...]:
    pieces: list[str] = []
    for found in _WORD.finditer(words):
        piece = found.group()
        if pieces and piece[0] in _NEVER_FIRST:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


# -- drawings --------------------------------------------------------------------------------------------------------------


def draw(pdf: FPDF, svg: str, x: float, y: float, width: float, height: float) -> None:
    """One of our own drawings in this box, in its middle: shapes as vectors, words as text that can be searched."""
    from fpdf.svg import SVGObject

    root = fromstring(svg)  # noqa: S314  (made by meetbot.layouts)
    _, _, across, down = map(float, root.attrib["viewBox"].split())
    scale = min(width / across, height / down)
    left, top = x + (width - across * scale) / 2, y + (height - down * scale) / 2
    shapes = SVGObject(_shapes(svg, across * scale, down * scale))
    shapes.draw_to_page(pdf, x=left, y=top)
    for word in _texts(root, {}):
        _write_text(pdf, word, left, top, scale)


def _shapes(svg: str, width: float, height: float) -> str:
    """The drawing without words, this large; a hatched block becomes a plain one."""
    bare = re.sub(r"<text[ >].*?</text>|<pattern.*?</pattern>", "", svg, flags=re.DOTALL)
    bare = bare.replace("url(#hatch)", "#c9ced3")
    return re.sub(r' width="[\d.]+" height="[\d.]+"', f' width="{width:.3f}mm" height="{height:.3f}mm"', bare, count=1)


def _texts(element: Element, inherited: dict[str, str]) -> Iterator[dict[str, str]]:
    """Every line of text with its attributes, those of the groups around it included."""
    kept: dict[str, str] = {
        name: element.attrib[name] for name in ("font-size", "text-anchor", "fill") if name in element.attrib
    }
    for child in element:
        if child.tag == f"{_SVG}text":
            yield {**inherited, **kept, **child.attrib, "words": child.text or ""}
        elif child.tag != f"{_SVG}defs":
            yield from _texts(child, {**inherited, **kept})


def _write_text(pdf: FPDF, text: dict[str, str], left: float, top: float, scale: float) -> None:
    x, y, size = left + float(text["x"]) * scale, top + float(text["y"]) * scale, float(text["font-size"]) * scale
    turn = float(found.group(1)) if (found := re.match(r"rotate\(([-\d.]+)", text.get("transform", ""))) else 0.0
    align = _ANCHORS[text.get("text-anchor", "start")]
    if text.get("stroke") and text["stroke"] == text["fill"] and float(text["stroke-width"]) > 4:
        _blank(pdf, text["words"], (x, y), size, text["fill"], turn, align)
        return
    weight = float(text.get("stroke-width", 0)) * scale
    write(pdf, text["words"], x, y, size / POINT, align=align, colour=text["fill"], turn=turn, weight=weight)


def _blank(
    pdf: FPDF, words: str, foot: tuple[float, float], size: float, colour: str, turn: float, align: Align
) -> None:
    """The ground behind words that stand on a line."""
    x, y = foot
    width = text_width(words, size) + size * 0.6
    left = x - width * {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
    pdf.set_fill_color(*rgb(colour))
    with pdf.rotation(-turn, x, y):
        pdf.rect(left, y - size * (_RISE + 0.5), width, size, style="F")
