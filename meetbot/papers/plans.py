"""Drawings on printed pages: the seating plan and the place setting, as vectors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from meetbot.papers.pdf import content, document, draw

_MARGIN: Final = 10.0
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def drawings_pdf(drawings: Sequence[str], title: str, extra_font: Path | None = None) -> bytes:
    """Each drawing on a page of A4 of its own, upright or across, whichever shows it larger."""
    pdf = document(title, extra_font=extra_font)
    for svg in drawings:
        pdf.add_page(orientation="landscape" if _is_wide(svg) else "portrait")
        draw(pdf, svg, _MARGIN, _MARGIN, pdf.w - 2 * _MARGIN, pdf.h - 2 * _MARGIN)
    return content(pdf)


def _is_wide(svg: str) -> bool:
    found = _SIZE.search(svg)
    return found is not None and float(found.group(1)) > float(found.group(2))
