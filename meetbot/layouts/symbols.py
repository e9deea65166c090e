"""
How each thing looks, as SVG elements: shapes are drawn in centimetres around (0, 0), looking up the page, and placed by ``use``.

The plan and its legend use the same symbols, so the legend cannot tell of something that the plan shows otherwise.
"""

from __future__ import annotations

from typing import Final

from meetbot.layouts.furniture import CHAIR, LECTERN, WHITEBOARD
from meetbot.layouts.plan import Seat

INK: Final = "#22303c"
SOFT_INK: Final = "#5b6b78"
PAPER: Final = "#ffffff"
GROUND: Final = "#fdfcf9"
WOOD: Final = "#eeddbb"
WOOD_EDGE: Final = "#9a7740"
SCREEN: Final = "#1f6f9f"
AISLE: Final = "#edf3ee"
ROSTRUM: Final = "#fbeaea"
ROSTRUM_EDGE: Final = "#b4585a"

# Fill, edge, edge width and lettering of a chair. Roles differ in more than colour: dark, ringed twice, edged thickly.
_CHAIRS: Final = {
    "seat": ("#e3ebf2", "#5f7c95", 2, INK),
    "chair": ("#8f1d22", "#5c0f13", 2, "#ffffff"),
    "vice_chair": ("#ffffff", "#8f1d22", 4, "#8f1d22"),
    "speaker": ("#1f6f5c", "#0f4336", 2, "#ffffff"),
    "highlight": ("#ffd84d", "#7a5b00", 4, INK),
}


def chair_symbol(seat: Seat, *, is_highlighted: bool = False) -> str:
    """The name of the chair's symbol."""
    return "highlight" if is_highlighted else seat.role or "seat"


def lettering(symbol: str) -> str:
    """The colour that a number on this chair is legible in."""
    return _CHAIRS[symbol][3]


def definitions() -> str:
    """All symbols, to stand once in the drawing's ``defs``."""
    chairs = "".join(_chair(name, fill, edge, width) for name, (fill, edge, width, _) in _CHAIRS.items())
    return f"{chairs}{_microphone()}{_lectern()}{_whiteboard()}{_flowers()}{_cups()}{_ashtray()}{_fruit()}"


def _chair(name: str, fill: str, edge: str, width: float) -> str:
    """A seat with its back; a vice-chair's has a second ring inside."""
    side = CHAIR * 100
    half, inner = side / 2, side - width
    ring = (
        f'<rect x="{-half + 8:g}" y="{-half + 8:g}" width="{side - 16:g}" height="{side - 16:g}" rx="4" fill="none"'
        f' stroke="{edge}" stroke-width="1.5"/>'
        if name == "vice_chair"
        else ""
    )
    return (
        f'<g id="{name}"><rect x="{-inner / 2:g}" y="{-inner / 2:g}" width="{inner:g}" height="{inner:g}" rx="9"'
        f' fill="{fill}" stroke="{edge}" stroke-width="{width}"/>{ring}'
        f'<path d="M{-half + 6:g} {half - 2.5:g}H{half - 6:g}" stroke="{edge}" stroke-width="5" stroke-linecap="round"/></g>'
    )


def _microphone() -> str:
    return (
        f'<g id="microphone"><circle r="15" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>'
        f'<rect x="-4.5" y="-11" width="9" height="14" rx="4.5" fill="{INK}"/>'
        f'<path d="M-8 -2a8 8 0 0 0 16 0M0 6V11M-5 11H5" fill="none" stroke="{INK}" stroke-width="2.2"/></g>'
    )


def _lectern() -> str:
    """Broad towards the audience, which is up the page."""
    width, depth = LECTERN[0] * 50, LECTERN[1] * 50
    return (
        f'<g id="lectern"><path d="M{-width:g} {-depth:g}H{width:g}L{width - 9:g} {depth:g}H{9 - width:g}Z" fill="#c99b58"'
        f' stroke="#6d4a17" stroke-width="3" stroke-linejoin="round"/>'
        f'<path d="M{-width + 14:g} {depth - 12:g}H{width - 14:g}" stroke="#6d4a17" stroke-width="3"/></g>'
    )


def _whiteboard() -> str:
    width, depth = WHITEBOARD[0] * 50, WHITEBOARD[1] * 50
    feet = "".join(f"M{u:g} {-depth:g}V{depth:g}" for u in (15 - width, width - 15))
    return (
        f'<g id="whiteboard"><path d="{feet}" stroke="{SOFT_INK}" stroke-width="5" stroke-linecap="round"/>'
        f'<rect x="{-width:g}" y="-7" width="{2 * width:g}" height="14" rx="3" fill="{PAPER}" stroke="{INK}" stroke-width="3"/></g>'
    )


def _flowers() -> str:
    petals = "".join(f'<circle cy="-8.5" r="6.5" transform="rotate({turn})"/>' for turn in range(0, 360, 60))
    return (
        f'<g id="flowers"><circle r="17" fill="#4f8f4a"/><g fill="#e0559b" stroke="{PAPER}" stroke-width="1">{petals}</g>'
        '<circle r="5" fill="#ffd84d"/></g>'
    )


def _cups() -> str:
    """What stands on the side table: a water container and cups (T3.4)."""
    cups = "".join(f'<circle cx="{x}" r="7" fill="{PAPER}" stroke="{SCREEN}" stroke-width="2"/>' for x in (-5, 17, 39))
    return f'<g id="cups"><circle cx="-38" r="17" fill="#cfe6f3" stroke="{SCREEN}" stroke-width="3"/>{cups}</g>'


def _ashtray() -> str:
    """A bowl with a lit cigarette across its rim; larger than it is, or a phone would not show it."""
    return (
        f'<g id="ashtray"><circle r="11" fill="#b9c2ca" stroke="{INK}" stroke-width="2"/>'
        f'<circle r="6" fill="{SOFT_INK}"/><path d="M0 0L11 -11" stroke="{PAPER}" stroke-width="4.5" stroke-linecap="round"/>'
        '<path d="M10 -10L13 -13" stroke="#d9480f" stroke-width="4.5" stroke-linecap="round"/></g>'
    )


def _fruit() -> str:
    """A plate with three fruits."""
    fruits = zip(("#e8590c", "#c92a2a", "#5c940d"), ((-5, 3.5), (5, 3.5), (0, -5)), strict=True)
    laid = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="5.5" fill="{colour}"/>' for colour, (x, y) in fruits)
    return f'<g id="fruit"><circle r="15" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>{laid}</g>'
