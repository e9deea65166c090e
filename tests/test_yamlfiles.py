"""Mistakes in files that people edit are named by line."""

from pathlib import Path

import pytest

from meetbot.mistakes import line as told
from meetbot.yamlfiles import ConfigProblems, NotUtf8, NotYaml, Problem, Strict, parse, read, validate


class Shelf(Strict):
    cups: int


class Pantry(Strict):
    shelves: list[Shelf]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("shelves:\n  - cups: 1\n  - cups: many\n", [(3, 5, "'cups': a whole number is expected here")]),
        (
            "shelves:\n  - cups: 1\n    saucers: 2\n  - {}\n",
            [(3, 5, "unknown key 'saucers'; check its spelling or remove it"), (4, 5, "'cups' is missing here; add it")],
        ),
        ("shelves: []\nshelves: []\n", [(2, 1, 'this is not valid YAML: found duplicate key "shelves" with value "[]" (original value: "[]"); look at the indents, quotes and brackets here and in the line above')]),
        ("? : : ", [(1, 1, "this is not valid YAML: found unhashable key; look at the indents, quotes and brackets here and in the line above")]),
        ("- a list\n", [(1, 1, "a mapping of keys to values is expected here")]),
        ("", [(1, 1, "a mapping of keys to values is expected here")]),
    ],
)  # fmt: skip
def test_every_mistake_has_its_line(text: str, problems: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ConfigProblems) as refused:
        validate(parse(text, "pantry.yaml"), Pantry)

    assert [told(each) for each in refused.value.problems] == [
        f"pantry.yaml:{row}:{column}: {said}" for row, column, said in problems
    ]


@pytest.mark.parametrize("text", ["a: +_", "a: -_", "+_", "a: [1, +_]"])
def test_a_number_without_digits_is_a_mistake_of_the_file(text: str) -> None:
    with pytest.raises(ConfigProblems) as refused:
        parse(text, "f")

    assert [each.mistake for each in refused.value.problems] == [NotYaml("found a value that cannot be read")]


def test_a_comment_where_the_library_cannot_keep_it_is_a_mistake_of_the_file() -> None:
    with pytest.raises(ConfigProblems):
        parse("\ufffd: #i\n  me::h:(n:(\n   \n(he:", "shelves.yaml")


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblems) as refused:
        read(tmp_path / "no.yaml")

    advice = "the file is missing; take the sample from config/ or set MEETBOT_CONFIG to your folder"
    assert [told(each) for each in refused.value.problems] == [f"{tmp_path}/no.yaml:1:1: {advice}"]


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("name: 会议室".encode("gbk"))

    with pytest.raises(ConfigProblems) as refused:
        read(tmp_path / "gbk.yaml")

    assert refused.value.problems == (Problem(str(tmp_path / "gbk.yaml"), 1, 1, NotUtf8()),)
