"""How each thing on a set place looks from above, as SVG elements, in centimetres where it lies on the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from meetbot.layouts.setting import Laid


def _saucer(thing: Laid) -> str:
    r = thing.width / 2
    return (
        f'{_shadow(thing.x, thing.y, r)}<circle cx="{thing.x:g}" cy="{thing.y:g}" r="{r:g}" fill="#fdfefe" stroke="#7c8c99"'
        f' stroke-width="0.22"/><circle cx="{thing.x:g}" cy="{thing.y:g}" r="{r * 0.86:g}" fill="none" stroke="#2f6ca3"'
        ' stroke-width="0.28"/>'
    )


def _coaster(thing: Laid) -> str:
    return (
        f'<rect x="{thing.left:g}" y="{thing.far:g}" width="{thing.width:g}" height="{thing.depth:g}" rx="1" fill="#c9d9c4"'
        ' stroke="#6b8563" stroke-width="0.22"/>'
    )


def _cup(thing: Laid) -> str:
    """From above, with its lid; the handle to the right, the house's mark upwards."""
    x, y, r = thing.x, thing.y, thing.width / 2
    handle = f"M{x + r * 0.92:g} {y - 1.3:g}c2.7 -0.5 2.7 3.1 0 2.6"
    return (
        f'<path d="{handle}" fill="none" stroke="#7c8c99" stroke-width="1.15"/><path d="{handle}" fill="none"'
        f' stroke="#fdfefe" stroke-width="0.7"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="#ffffff" stroke="#7c8c99" stroke-width="0.25"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="{r * 0.8:g}" fill="#f2f6f9" stroke="#2f6ca3" stroke-width="0.22"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="0.95" fill="#ffffff" stroke="#7c8c99" stroke-width="0.22"/>'
        f"{_mark(x, y - r * 0.52)}"
    )


def _bottle(thing: Laid) -> str:
    x, y, r = thing.x, thing.y, thing.width / 2
    return (
        f'{_shadow(x, y, r)}<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="#d6ecf6" stroke="#1f6f9f" stroke-width="0.25"/>'
        f'<circle cx="{x:g}" cy="{y:g}" r="{r * 0.46:g}" fill="#1f6f9f"/>'
        f'<path d="M{x - r * 0.7:g} {y + r * 0.72:g}A{r:g} {r:g} 0 0 0 {x + r * 0.7:g} {y + r * 0.72:g}" fill="none"'
        ' stroke="#b02a30" stroke-width="0.5"/>'
    )


def _ashtray(thing: Laid) -> str:
    x, y, r = thing.x, thing.y, thing.width / 2
    notches = "".join(
        f'<rect x="{x - 0.5:g}" y="{y - r:g}" width="1" height="1.6" fill="#e9eef1" transform="rotate({turn} {x:g} {y:g})"/>'
        for turn in (45, 135, 225, 315)
    )
    return (
        f'{_shadow(x, y, r)}<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="#b9c4cc" stroke="#4d5b66" stroke-width="0.25"/>'
        f'{notches}<circle cx="{x:g}" cy="{y:g}" r="{r * 0.62:g}" fill="#e9eef1" stroke="#4d5b66" stroke-width="0.2"/>'
        f"{_mark(x, y + r * 0.8)}"
    )


def _dish(thing: Laid) -> str:
    x, y, r = thing.x, thing.y, thing.width / 2
    cigarettes = "".join(
        f'<rect x="{x - 2.4:g}" y="{y + dy:g}" width="4.8" height="0.7" fill="#ffffff" stroke="#9aa6ae" stroke-width="0.08"/>'
        f'<rect x="{x + 1.2:g}" y="{y + dy:g}" width="1.2" height="0.7" fill="#d9933f"/>'
        for dy in (-1.3, -0.35, 0.6)
    )
    return (
        f'{_shadow(x, y, r)}<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="#fdfefe" stroke="#7c8c99" stroke-width="0.22"/>'
        f"{cigarettes}"
    )


def _paper(thing: Laid) -> str:
    lines = "".join(
        f"M{thing.left + 1.6:g} {y:g}H{thing.right - 1.6:g}" for y in _steps(thing.far + 5.2, thing.near - 1.5, 1.6)
    )
    return (
        f'<rect x="{thing.left + 0.3:g}" y="{thing.far + 0.35:g}" width="{thing.width:g}" height="{thing.depth:g}"'
        ' fill="#000000" opacity="0.10"/>'
        f'<rect x="{thing.left:g}" y="{thing.far:g}" width="{thing.width:g}" height="{thing.depth:g}" fill="#ffffff"'
        f' stroke="#8a979f" stroke-width="0.16"/><path d="{lines}" stroke="#dbe3e8" stroke-width="0.12"/>'
        f'<path d="M{thing.left + 1.6:g} {thing.far + 4:g}H{thing.right - 1.6:g}" stroke="#b02a30" stroke-width="0.18"/>'
        f"{_mark(thing.x, thing.far + 2.2)}"
    )


def _steps(first: float, last: float, step: float) -> Iterator[float]:
    while first <= last:
        yield first
        first += step


def _pencil(thing: Laid) -> str:
    """Its tip to the left before it is turned."""
    half, r = thing.width / 2, thing.depth / 2
    return (
        f'<g transform="translate({thing.x:g} {thing.y:g}) rotate({thing.angle:g})">'
        f'<rect x="{-half + 1.8:g}" y="{-r:g}" width="{thing.width - 1.8:g}" height="{thing.depth:g}" fill="#e0a526"'
        f' stroke="#8d6512" stroke-width="0.1"/><path d="M{-half + 1.8:g} 0H{half:g}" stroke="#c48a14" stroke-width="0.1"/>'
        f'<path d="M{-half:g} 0L{-half + 1.8:g} {-r:g}V{r:g}Z" fill="#f0d9b0" stroke="#8d6512" stroke-width="0.08"/>'
        f'<path d="M{-half:g} 0L{-half + 0.7:g} {-r * 0.4:g}V{r * 0.4:g}Z" fill="#2b2b2b"/>'
        f'<rect x="{half - 0.8:g}" y="{-r:g}" width="0.8" height="{thing.depth:g}" fill="#c0392b"/></g>'
    )


def _nameplate(thing: Laid) -> str:
    return (
        f'<rect x="{thing.left:g}" y="{thing.far:g}" width="{thing.width:g}" height="{thing.depth:g}" fill="#ffffff"'
        f' stroke="#7c8c99" stroke-width="0.2"/><path d="M{thing.left:g} {thing.y:g}h{thing.width:g}" stroke="#7c8c99"'
        f' stroke-width="0.16"/><path d="M{thing.x - 4:g} {thing.y - thing.depth / 4:g}h8" stroke="#b02a30" stroke-width="1"/>'
        f'<path d="M{thing.x - 4:g} {thing.y + thing.depth / 4:g}h8" stroke="#e3b9bb" stroke-width="1"/>'
    )


def _mark(x: float, y: float) -> str:
    """The house's mark: a triangle that points up, away from the guest."""
    return f'<path d="M{x - 0.6:g} {y + 0.45:g}L{x:g} {y - 0.6:g}L{x + 0.6:g} {y + 0.45:g}Z" fill="#b02a30"/>'


def _shadow(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x + 0.3:g}" cy="{y + 0.4:g}" r="{radius:g}" fill="#000000" opacity="0.12"/>'


SYMBOLS: Final = {
    "saucer": _saucer,
    "coaster": _coaster,
    "cup": _cup,
    "bottle": _bottle,
    "ashtray": _ashtray,
    "dish": _dish,
    "paper": _paper,
    "pencil": _pencil,
    "nameplate": _nameplate,
}
