"""Words on a drawing: escaped for XML, without what the font lacks."""

from __future__ import annotations

import unicodedata
from typing import Literal
from xml.sax.saxutils import escape

from meetbot.layouts.fonts import printable

# From a line's middle down to its foot, in parts of the type size: figures and Chinese characters then look centred.
_FOOT = 0.36
_LEADING = 1.1


def text(
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str,
    *,
    anchor: Literal["start", "middle", "end"] = "start",
    turn: float = 0,
    halo: str = "",
    is_strong: bool = False,
) -> str:
    """One line whose middle is at the height ``y``; ``halo`` keeps lines behind it at a distance."""
    shown = escape(printable(words))
    if not shown:
        return ""
    turned = f' transform="rotate({turn:g} {x:.1f} {y:.1f})"' if turn else ""
    place = f'x="{x:.1f}" y="{y + size * _FOOT:.1f}" font-size="{size:g}" text-anchor="{anchor}"{turned}'
    behind = (
        f'<text {place} fill="{halo}" stroke="{halo}" stroke-width="14" stroke-linejoin="round">{shown}</text>'
        if halo
        else ""
    )
    # The packaged font has one weight: a thin edge in its own colour makes it stronger.
    strength = f' stroke="{colour}" stroke-width="{size / 32:.2f}"' if is_strong else ""
    return f'{behind}<text {place} fill="{colour}"{strength}>{shown}</text>'


def text_along(x: float, y: float, words: str, size: float, colour: str, turn: float) -> str:
    """Words along a side wall around (x, y): Latin turned, Chinese characters upright below each other."""
    shown = printable(words)
    if not all(unicodedata.east_asian_width(each) in "WF" for each in shown):
        return text(x, y, shown, size, colour, anchor="middle", turn=turn)
    first = y - (len(shown) - 1) * size * _LEADING / 2
    lines = enumerate(shown)
    return "".join(text(x, first + n * size * _LEADING, each, size, colour, anchor="middle") for n, each in lines)


def figure(metres: float) -> str:
    """Metres with as many decimals as they need, at most two: "12", "7.5"."""
    return f"{metres:.2f}".rstrip("0").rstrip(".")
