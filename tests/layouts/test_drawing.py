"""What a drawing says: every seat, the words it was given and nothing else; its geometry, not its pixels."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from meetbot.layouts.catalogue import LAYOUTS, arrange, capacity
from meetbot.layouts.drawing import Labels, missing_glyphs, png, svg
from meetbot.layouts.fonts import fitted, printable, text_width
from meetbot.layouts.plan import Extras, Plan
from meetbot.layouts.shape import RoomShape
from meetbot.layouts.tableware import tableware
from tests.layouts.rooms import EXTRAS, ROOMS

LABELS = Labels(
    title="三楼多功能厅", subtitle="课桌式", screen="屏幕", door="门", table="会议桌", seat="座位", rostrum="主席台",
    chair="主席", vice_chair="副主席", speaker="发言席", microphone="话筒", lectern="讲台", whiteboard="白板", flowers="鲜花",
    side_table="茶水桌", aisle="通道", column="柱子", north="北", metre="米", highlight="已选",
)  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


def drawn(plan: Plan, labels: Labels = LABELS, highlight: Collection[str] = ()) -> ET.Element:
    return ET.fromstring(svg(plan, labels, highlight))


def words(tree: ET.Element) -> list[str | None]:
    return [text.text for text in tree.iter(f"{SVG}text")]


def uses(tree: ET.Element, symbol: str) -> int:
    """How often a symbol stands in the room; the legend's samples are inside groups."""
    return sum(use.get("href") == f"#{symbol}" for use in tree.findall(f"{SVG}use"))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_of_the_plan_is_on_the_drawing(room, layout):
    extras = EXTRAS["everything"] if capacity(ROOMS[room], layout, EXTRAS["everything"]) else Extras()
    limit = capacity(ROOMS[room], layout, extras)
    if not limit:  # the long room is too narrow for a square with everything in front
        return
    plan = arrange(ROOMS[room], layout, limit, extras)

    tree = drawn(plan, highlight=(plan.seats[-1].id,))

    chairs = sum(uses(tree, symbol) for symbol in ("seat", "chair", "vice_chair", "speaker", "highlight"))
    assert chairs == plan.places
    assert uses(tree, "highlight") == 1
    assert {symbol: uses(tree, symbol) for symbol in ("lectern", "whiteboard", "microphone", "flowers")} == {
        "lectern": plan.counts()["lectern"],
        "whiteboard": plan.counts()["whiteboard"],
        "microphone": len(plan.microphones),
        "flowers": len(plan.flowers),
    }
    numbers = [text.text for group in tree.findall(f"{SVG}g") for text in group.findall(f"{SVG}text")]
    assert numbers == [re.sub(r"^[A-Z]+", "", seat.label) for seat in plan.seats]


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_drawn_off_the_sheet(room):
    tree = drawn(arrange(ROOMS[room], "oval", 8))
    _, _, width, height = map(float, tree.get("viewBox", "").split())

    for text in tree.iter(f"{SVG}text"):
        assert 0 < float(text.get("x", "nan")) < width
        assert 0 < float(text.get("y", "nan")) < height


def test_ashtrays_and_fruit_plates_are_drawn_and_told_of_where_there_are_any():
    plan, labels = arrange(RoomShape(width=9, depth=9), "oval", 12), replace(LABELS, ashtray="烟缸", fruit_plate="果盘")

    bare, served = drawn(plan, labels), ET.fromstring(svg(plan, labels, ware=tableware(plan, 6, 3)))

    assert (uses(bare, "ashtray"), uses(bare, "fruit"), {"烟缸", "果盘"} & set(words(bare))) == (0, 0, set())
    assert (uses(served, "ashtray"), uses(served, "fruit")) == (6, 3)
    assert {"烟缸", "果盘"} <= set(words(served))


def test_the_legend_tells_of_what_is_there_and_of_nothing_else():
    plain = words(drawn(arrange(RoomShape(width=6, depth=6), "hollow_square", 12)))

    assert {"会议桌", "座位", "主席", "副主席", "发言席", "屏幕", "北", "6 米"} <= set(plain)
    assert not {"讲台", "白板", "鲜花", "茶水桌", "话筒", "主席台", "通道", "柱子", "门", "已选"} & set(plain)


def test_text_from_people_stays_text():
    title = "<script>alert('x')</script> & \"quoted\" </text>"

    tree = drawn(arrange(ROOMS["bare"], "oval", 8), replace(LABELS, title=title))

    assert words(tree)[0] == title
    assert tree.find(f".//{SVG}script") is None


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("年会🎉 2026", "年会 2026"),
        ("龘𠮷㛃", "龘㛃"),
        ("two\nlines\tand\x00 \x1b a \u202eright-to-left mark", "two lines and a right-to-left mark"),
        ("", None),
        ("\ud800", None),
    ],
)
def test_what_cannot_be_lettered_is_left_out(title, shown):
    tree = drawn(arrange(ROOMS["bare"], "oval", 8), replace(LABELS, title=title, subtitle="x"))

    assert words(tree)[0] == (shown or "x")


def test_a_title_of_five_thousand_characters_is_cut_to_the_line():
    tree = drawn(arrange(ROOMS["bare"], "oval", 8), replace(LABELS, title="会" * 5000))

    title = words(tree)[0]
    assert title is not None
    assert title.endswith("…")
    assert text_width(title, 40) <= 1000


def test_the_font_names_what_it_lacks():
    assert missing_glyphs("王建国 龘㛃䶮 Zoë") == []
    assert missing_glyphs("𠮷野家 🎉🎉") == ["𠮷", "🎉"]
    assert missing_glyphs("") == []


@pytest.mark.parametrize(
    ("text", "width", "cut"), [("abc", 1000, "abc"), ("会议室", 25, "会…"), ("会议室", 30, "会议室"), ("会", 1, "…")]
)
def test_a_line_is_cut_where_it_is_too_long(text, width, cut):
    assert fitted(text, 10, width) == cut


def test_printable_keeps_one_line():
    assert printable("  A \u2028 B\r\n") == "A B"


@pytest.mark.parametrize("width", [400, 1600])
def test_a_picture_has_the_width_asked_for(width):
    picture = png(svg(arrange(ROOMS["with two columns"], "classroom", 48), LABELS), width)

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", picture[16:20]) == (width,)


def test_chinese_is_lettered_without_any_system_font():
    plan = arrange(ROOMS["bare"], "oval", 8)

    assert png(svg(plan, LABELS), 600) != png(svg(plan, replace(LABELS, title="二楼多功能厅")), 600)
