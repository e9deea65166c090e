"""The one font that pictures are lettered with, Latin and Chinese: it comes with the product, no system font is used."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from meetbot.texts import clean

FAMILY: Final = "Noto Sans SC"


@cache
def font_path() -> Path:
    """The font file: Noto Sans SC, under the SIL Open Font License."""
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path())


def missing_glyphs(text: str, extra: Path | None = None) -> list[str]:
    """The characters of ``text``, each once, that neither the packaged font nor the ``extra`` one can show."""
    fonts = [_advances(font_path()), *([_advances(extra)] if extra else [])]
    wanted = (each for each in dict.fromkeys(clean(text)) if not any(ord(each) in font for font in fonts))
    return [each for each in wanted if not _is_invisible(each)]


def printable(text: str, extra: Path | None = None) -> str:
    """``text`` on one line without what the fonts lack; ``missing_glyphs`` names what was left out."""
    lacking = frozenset(missing_glyphs(text, extra))
    shown = "".join(" " if each.isspace() else each for each in clean(text) if each not in lacking)
    return " ".join("".join(each for each in shown if each == " " or not _is_invisible(each)).split())


def text_width(text: str, size: float) -> float:
    """How wide a line in the packaged font is at this type size."""
    advances = _advances(font_path())
    return size * sum(advances.get(ord(each), 1.0) for each in text)


def fitted(text: str, size: float, width: float) -> str:
    """``text``, cut with an ellipsis where it is wider than ``width``."""
    if text_width(text, size) <= width:
        return text
    end, used = 0, text_width("…", size)
    while used <= width:
        used += text_width(text[end], size)
        end += 1
    return text[: end - 1].rstrip() + "…"


def _is_invisible(character: str) -> bool:
    """Spaces, line ends, controls, joiners and variation marks: nothing to see, so nothing to miss."""
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn"}


@cache
def _advances(path: Path) -> dict[int, float]:
    """How far each character of the font moves the pen, in parts of the type size; read once, the file is closed again."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=0) as font:
        # Numbers for names: the outlines' table, which holds the real names, then need not be unpacked (a third of the time).
        font.setGlyphOrder([str(glyph) for glyph in range(font["maxp"].numGlyphs)])
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        shared = {advance: advance / em for advance, _ in metrics.values()}
        return {code: shared[metrics[glyph][0]] for code, glyph in font.getBestCmap().items()}
