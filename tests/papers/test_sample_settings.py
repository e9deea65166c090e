"""A set place is drawn for every clause that speaks of one, as the type of meeting has it."""

from __future__ import annotations

import pytest

from meetbot.papers.covers import drawn_words, sample_setting, types_drawn
from tests.standard.samples import STANDARD

EVERY_TYPE = ("leadership", "party_branch", "training", "general")


@pytest.mark.parametrize(
    ("clause", "kinds"),
    [
        ("P5", EVERY_TYPE),
        ("P6", EVERY_TYPE),
        ("P7", ("leadership", "party_branch", "general")),
        ("P8", EVERY_TYPE),
        ("T1.4", ("leadership",)),
        ("T1.5", ("leadership",)),
        ("T1.6", ("leadership",)),
        ("T2.3", ("party_branch",)),
        ("T2.5", ("party_branch",)),
        ("T3.3", ("training",)),
        ("B1", ()),
        ("F5", ()),
    ],
)
def test_a_clause_about_the_set_place_has_a_drawing_for_its_types(clause: str, kinds: tuple[str, ...]) -> None:
    assert tuple(kind.key for kind in types_drawn(STANDARD, clause)) == kinds


@pytest.mark.parametrize(
    ("kind", "clause", "laid"),
    [
        ("leadership", "T1.5", {"saucer", "cup", "paper", "pencil", "nameplate"}),
        ("leadership", "T1.6", {"saucer", "cup", "paper", "pencil", "ashtray", "nameplate"}),
        ("party_branch", "T2.5", {"saucer", "cup", "paper", "pencil", "ashtray", "dish"}),
        ("training", "T3.3", {"paper", "pencil"}),
        ("general", "P8", {"saucer", "cup", "paper", "pencil", "ashtray"}),
    ],
)
def test_the_drawing_of_a_type_shows_what_is_set_there(kind: str, clause: str, laid: set[str]) -> None:
    _, setting = sample_setting(STANDARD, kind, clause)

    assert {each.kind for each in setting.laid} == laid


def test_the_words_beside_the_drawing_are_those_of_the_type() -> None:
    assert [each.clause for each in drawn_words(STANDARD, "training", "T3.3")] == ["T3.3"]
    assert "1-1.5 cm" in drawn_words(STANDARD, "training", "T3.3")[0].quality.en
    assert drawn_words(STANDARD, "leadership", "T3.3") == ()
