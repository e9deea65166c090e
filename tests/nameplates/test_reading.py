"""Names as people paste and send them."""

from __future__ import annotations

import pytest

from meetbot.nameplates.errors import ListTooBig, NameTooLong, NoNames, NotAList, TooManyNames
from meetbot.nameplates.reading import LARGEST_FILE, Guest, guests_in, text_of

WANG = Guest("王建国", "局长")


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("王建国", [Guest("王建国")]),
        ("王建国，局长", [WANG]),
        ("王建国 局长", [WANG]),
        ("1. 王建国, 局长\n2. 李红梅", [WANG, Guest("李红梅")]),
        ("1、王建国\t局长", [WANG]),
        ("1,王建国,局长", [WANG]),
        ("Wang Jianguo", [Guest("Wang Jianguo")]),
        ("Wang Jianguo, Director, Water Works", [Guest("Wang Jianguo", "Director Water Works")]),
        ('"Wang, Jianguo",Director', [Guest("Wang, Jianguo", "Director")]),
        ("姓名,职务\n王建国,局长\n", [WANG]),
        ("Name;Title\r\nAnn;Chair\r\n", [Guest("Ann", "Chair")]),
        ("\n\n  王建国 | 局长  \n\n", [WANG]),
        ("<b>Bob</b>", [Guest("<b>Bob</b>")]),
        ("{name}", [Guest("{name}")]),
        ("🎉", [Guest("🎉")]),
        ("\u202eبشار", [Guest("بشار")]),
        ("欧阳·娜娜 主任", [Guest("欧阳·娜娜", "主任")]),
    ],
)
def test_a_line_is_a_name_and_perhaps_a_title(text: str, guests: list[Guest]) -> None:
    assert guests_in(text) == tuple(guests)


@pytest.mark.parametrize("text", ["", "\n \n", ",,,", "1.\n2.", "姓名,职务"])
def test_nothing_is_no_list(text: str) -> None:
    with pytest.raises(NoNames):
        guests_in(text)


def test_a_name_of_eighty_characters_is_taken_and_one_that_no_card_shows_is_not() -> None:
    assert guests_in("W" * 80)[0].name == "W" * 80
    with pytest.raises(NameTooLong) as refused:
        guests_in("Ann\n" + "W" * 121)
    assert refused.value == NameTooLong(2, 121, 120)


def test_three_thousand_names_are_refused() -> None:
    with pytest.raises(TooManyNames):
        guests_in("\n".join(f"Guest {n}" for n in range(3000)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_of_the_house(encoding: str) -> None:
    assert guests_in(text_of("姓名,职务\n王建国,局长".encode(encoding))) == (WANG,)


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x81\x20\xff\xff"])
def test_what_is_no_text_is_no_list(content: bytes) -> None:
    with pytest.raises(NotAList):
        text_of(content)


def test_an_empty_file_has_no_name_and_a_huge_one_is_not_read() -> None:
    with pytest.raises(NoNames):
        guests_in(text_of(b""))
    with pytest.raises(ListTooBig):
        text_of(b"x" * (LARGEST_FILE + 1))
