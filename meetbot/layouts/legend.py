"""The legend: a sample and a word for everything that stands on this plan, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from meetbot.layouts.fonts import text_width
from meetbot.layouts.furniture import CHAIR, LECTERN, SIDE_TABLE, TABLE_DEPTH, TABLE_WIDTH, WHITEBOARD
from meetbot.layouts.labels import Labels
from meetbot.layouts.lettering import text
from meetbot.layouts.plan import Plan
from meetbot.layouts.room_drawing import column_symbol
from meetbot.layouts.sheet import MARGIN, WIDTH
from meetbot.layouts.symbols import AISLE, INK, ROSTRUM, ROSTRUM_EDGE, WOOD, WOOD_EDGE
from meetbot.layouts.tableware import NOTHING, Tableware

_WORD: Final = 25
_LINE: Final = 46.0
_GAP: Final = 34.0
_SAMPLE: Final = 0.62
"""Units for a centimetre in the samples, which are drawn larger than in most plans."""


class _Entry(NamedTuple):
    """``sample`` is drawn around (0, 0) in centimetres, ``width`` of them wide."""

    sample: str
    width: float
    word: str


def legend(
    plan: Plan, labels: Labels, top: float, *, has_highlights: bool, ware: Tableware = NOTHING
) -> tuple[list[str], float]:
    """The legend's elements from ``top`` down, and where it ends."""
    elements, x, y = [], MARGIN + 8, top + _LINE / 2
    for entry in _entries(plan, labels, ware, has_highlights=has_highlights):
        sample, word = entry.width * _SAMPLE, text_width(entry.word, _WORD)
        if x > MARGIN + 8 and x + sample + 10 + word > WIDTH - MARGIN:
            x, y = MARGIN + 8, y + _LINE
        elements.append(f'<g transform="translate({x + sample / 2:.1f} {y:.1f}) scale({_SAMPLE})">{entry.sample}</g>')
        elements.append(text(x + sample + 10, y, entry.word, _WORD, INK))
        x += sample + 10 + word + _GAP
    return elements, y + _LINE / 2


def _entries(plan: Plan, labels: Labels, ware: Tableware, *, has_highlights: bool) -> Iterator[_Entry]:
    yield _Entry(_block(TABLE_WIDTH, TABLE_DEPTH, WOOD, WOOD_EDGE), TABLE_WIDTH * 100, labels.table)
    yield from _seats(plan, labels, has_highlights=has_highlights)
    side_table = _block(*SIDE_TABLE, WOOD, WOOD_EDGE) + _use("cups")
    entries = (
        (plan.rostrum, _block(0.9, 0.5, ROSTRUM, ROSTRUM_EDGE, dash="9 6"), 0.9, labels.rostrum),
        (plan.lectern, _use("lectern"), LECTERN[0], labels.lectern),
        (plan.microphones, _use("microphone", 1.3), 0.4, labels.microphone),
        (plan.whiteboard, _use("whiteboard"), WHITEBOARD[0], labels.whiteboard),
        (plan.flowers, _use("flowers", 1.2), 0.42, labels.flowers),
        (ware.ashtrays, _use("ashtray", 1.4), 0.36, labels.ashtray),
        (ware.fruit_plates, _use("fruit", 1.3), 0.4, labels.fruit_plate),
        (plan.side_table, side_table, SIDE_TABLE[0], labels.side_table),
        (plan.aisles, _block(0.8, 0.5, AISLE, "#c3d3c6"), 0.8, labels.aisle),
        (plan.shape.columns, column_symbol(0, 0, 45, 45), 0.45, labels.column),
    )
    yield from (_Entry(sample, width * 100, word) for thing, sample, width, word in entries if thing)


def _seats(plan: Plan, labels: Labels, *, has_highlights: bool) -> Iterator[_Entry]:
    roles = {seat.role for seat in plan.seats}
    words = {"chair": labels.chair, "vice_chair": labels.vice_chair, "speaker": labels.speaker}
    yield _Entry(_use("seat"), CHAIR * 100, labels.seat)
    yield from (_Entry(_use(role), CHAIR * 100, word) for role, word in words.items() if role in roles)
    if has_highlights and labels.highlight:
        yield _Entry(_use("highlight"), CHAIR * 100, labels.highlight)


def _use(symbol: str, scale: float = 1) -> str:
    return f'<use href="#{symbol}" transform="scale({scale:g})"/>'


def _block(width: float, depth: float, fill: str, edge: str, dash: str = "") -> str:
    """A box in metres around (0, 0), drawn in centimetres."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{-width * 50:g}" y="{-depth * 50:g}" width="{width * 100:g}" height="{depth * 100:g}" rx="3"'
        f' fill="{fill}" stroke="{edge}" stroke-width="2.5"{dashes}/>'
    )
