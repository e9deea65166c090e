"""Tent cards: a sheet each, whatever somebody is called."""

from __future__ import annotations

import pytest

from meetbot.papers.cards import cards_pdf, name_lines
from tests.papers.test_prints import drawn, pages


def test_each_name_has_a_sheet_of_its_own_with_the_name_on_both_sides() -> None:
    printed = cards_pdf([("王建国", "局长"), ("Ann", "")], "x")
    assert pages(printed) == 2
    assert drawn(printed).count(b" Tj") == 4 + 2


@pytest.mark.parametrize(
    "name", ["W" * 80, "一" * 80, "<b>Bob</b>", "🎉", "بشار", "陈", "Jean-Pierre de la Fontaine-Montgomery"]
)
def test_a_card_is_made_of_any_name(name: str) -> None:
    assert pages(cards_pdf([(name, name)], name)) == 1


def test_a_hundred_cards_are_less_than_a_megabyte() -> None:
    people = [("".join(chr(0x4E00 + 97 * n + k * 31) for k in range(3)), "副局长") for n in range(100)]
    printed = cards_pdf(people, "x")
    assert pages(printed) == 100
    assert len(printed) < 1_000_000


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("王建国", ["王建国"]),
        (
            "Maximiliana Wilhelmina Konstantinopolskaya-Featherstonehaugh von und zu Hohenlohe",
            ["Maximiliana Wilhelmina", "Konstantinopolskaya-Featherstonehaugh", "von und zu Hohenlohe"],
        ),
        ("阿卜杜热合曼·阿卜杜克热木·吐尔逊江", ["阿卜杜热合曼·", "阿卜杜克热木·", "吐尔逊江"]),
        ("W" * 80, ["W" * 26, "W" * 27, "W" * 27]),
    ],
)
def test_a_long_name_is_cut_where_it_is_spoken_and_as_large_as_it_can_be(name: str, lines: list[str]) -> None:
    assert name_lines(name) == lines
