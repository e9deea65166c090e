"""Names on the plan."""

from __future__ import annotations

import re

from meetbot.layouts.catalogue import arrange
from meetbot.layouts.drawing import png, svg
from meetbot.layouts.shape import RoomShape
from tests.layouts.test_drawing import LABELS

PLAN = arrange(RoomShape(width=9, depth=7), "hollow_square", 12)


def test_each_name_stands_at_its_place_and_in_the_list() -> None:
    drawn = svg(PLAN, LABELS, names={"s1": "王建国", "s2": "李红梅"})
    assert (drawn.count("王建国"), drawn.count("李红梅")) == (2, 2)


def test_a_plan_without_names_is_drawn_as_ever() -> None:
    assert svg(PLAN, LABELS, names={}) == svg(PLAN, LABELS)


def test_names_are_data() -> None:
    drawn = svg(PLAN, LABELS, names={"s1": "<script>&", "s2": "🎉", "nobody": "Ghost"})
    assert "<script>" not in drawn
    assert "Ghost" not in drawn
    assert png(drawn, 300).startswith(b"\x89PNG")


def test_no_name_stands_on_its_head() -> None:
    drawn = svg(PLAN, LABELS, names={seat.id: "王建国" for seat in PLAN.seats})
    turns = [float(turn) for turn in re.findall(r"rotate\(([-\d.]+) [\d.]+ [\d.]+\)[^>]*>王建国", drawn)]
    assert turns
    assert all(-90 < turn <= 90 for turn in turns)
