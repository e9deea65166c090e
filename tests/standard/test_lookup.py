"""Finding a clause in the standard: by chapter, by words in either language, by what carries it out."""

from __future__ import annotations

import pytest

from meetbot.standard.lookup import Chapter, carried_out, chapter_of, chapters, search
from tests.standard.samples import STANDARD


def test_every_clause_stands_in_exactly_one_chapter() -> None:
    listed = [clause.id for clauses in chapters(STANDARD).values() for clause in clauses]

    assert sorted(listed) == sorted(clause.id for clause in STANDARD.clauses)


@pytest.mark.parametrize(
    ("clause", "chapter"),
    [
        ("D8b", Chapter.DUTIES),
        ("B4", Chapter.BEFORE),
        ("T1.10", Chapter.LEADERSHIP),
        ("T2.1", Chapter.PARTY_BRANCH),
        ("T3.4", Chapter.TRAINING),
        ("T4.1", Chapter.OTHER),
        ("X8", Chapter.OTHER),
    ],
)
def test_a_clause_belongs_to_the_chapter_that_its_id_names(clause: str, chapter: Chapter) -> None:
    assert chapter_of(clause) is chapter


def test_a_standard_has_no_empty_chapters() -> None:
    assert Chapter.OTHER not in chapters(STANDARD)


def test_a_clause_number_finds_that_clause_first() -> None:
    assert search(STANDARD, "p7")[0].id == "P7"


@pytest.mark.parametrize("words", ["air conditioning mains", "空调 电源"])
def test_all_words_are_looked_for_in_either_language(words: str) -> None:
    assert search(STANDARD, words)[0].id == "B2"


def test_a_clause_is_found_by_what_its_item_says() -> None:
    # Only the item speaks of the remote control, the clause does not.
    assert {clause.id for clause in search(STANDARD, "remote control")} >= {"P1"}


def test_chinese_without_spaces_is_taken_apart_where_nothing_has_all_of_it() -> None:
    assert "P7" in [clause.id for clause in search(STANDARD, "茶杯杯柄")]


@pytest.mark.parametrize("words", ["", "   ", "xyzzy", "\x00", "%", "(" * 500])
def test_words_that_nobody_wrote_find_nothing(words: str) -> None:
    assert search(STANDARD, words) == ()


def test_what_carries_a_clause_out_speaks_in_the_words_of_its_meetings() -> None:
    assert [(each.rule.key, each.words.title.en) for each in carried_out(STANDARD, "T3.4")] == [
        ("place.lectern_cup", "Tea on the lectern"),
        ("place.side_table", "Side table with cups and water"),
        ("refill", "Check the side table"),
    ]


def test_a_clause_that_is_only_read_is_carried_out_by_nothing() -> None:
    assert carried_out(STANDARD, "A7") == ()
