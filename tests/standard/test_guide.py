"""The guide's cards: complete, found by words, and checked when the file is read."""

from __future__ import annotations

import pytest

from meetbot.mistakes import line as told
from meetbot.standard.document import GuidePart
from meetbot.standard.guide import cards_on, guide_card, guide_parts, search_guide, self_check_cards
from meetbot.standard.loading import parse_standard
from meetbot.yamlfiles import ConfigProblems
from tests.standard.samples import SMALL, STANDARD

GUIDE = """\
guide:
  - key: hair
    part: appearance
    clauses: [P7]
    title: {en: Hair, zh: 头发}
    points:
      - {en: Combed, zh: 梳好}
"""


def test_every_clause_on_appearance_and_courtesy_has_its_card() -> None:
    wanted = [clause.id for clause in STANDARD.clauses if clause.id[0] in "AC"]

    assert len(wanted) == 15
    assert [id for id in wanted if not cards_on(STANDARD, id)] == []


def test_the_self_check_is_made_of_the_first_six_clauses_on_appearance() -> None:
    assert [card.clauses for card in self_check_cards(STANDARD)] == [(f"A{number}",) for number in range(1, 7)]


def test_the_guide_says_how_to_meet_an_anxious_an_angry_an_insistent_and_an_abusive_guest() -> None:
    assert [card.key for card in guide_parts(STANDARD)[GuidePart.GUESTS]] == [
        "anxious", "angry", "insistent", "abusive",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "key"), [("angry", "angry"), ("生气", "angry"), ("LEFT pocket", "handshake"), ("c6", "discreet")]
)
def test_a_card_is_found_by_words_in_either_language_or_by_its_clause(words: str, key: str) -> None:
    found = guide_card(STANDARD, key)

    assert found in search_guide(STANDARD, words)


@pytest.mark.parametrize("words", ["", "zebra", "%_"])
def test_words_of_no_card_find_nothing(words: str) -> None:
    assert search_guide(STANDARD, words) == ()


@pytest.mark.parametrize(
    ("broken", "line", "says"),
    [
        (GUIDE.replace("P7", "A7"), 4, "there is no clause 'A7'"),
        (GUIDE.replace("appearance", "manners"), 3, "'part'"),
        (GUIDE + "\n".join(GUIDE.splitlines()[1:]), 8, "guide card 'hair' is already used on line"),
        (GUIDE.replace("      - {en: Combed, zh: 梳好}\n", "      []\n"), 6, "'points' is empty"),
    ],
)
def test_a_mistake_in_a_card_is_named_by_its_line(broken: str, line: int, says: str) -> None:
    with pytest.raises(ConfigProblems) as refused:
        parse_standard(SMALL + broken, "small@1.yaml")

    first = refused.value.problems[0]
    assert (first.line, says in told(first)) == (len(SMALL.splitlines()) + line, True), first
