"""Names from spreadsheets as people make them, and as nobody should."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from meetbot.nameplates.errors import ListTooBig, ListTooLong, NameTooLong, NoNames, NotAList, TooManyNames
from meetbot.nameplates.reading import Guest, guests_of
from meetbot.nameplates.sheets import LARGEST_UNPACKED, MOST_PARTS

WANG, LI = Guest("王建国", "局长"), Guest("李红梅", "副局长")


def sheet(*rows: tuple[Any, ...], before: int = 0) -> bytes:
    """A spreadsheet with these rows, on the sheet after so many empty ones."""
    book = Workbook()
    for _ in range(before):
        book.create_sheet()
    for row in rows:
        book.worksheets[before].append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same file with some of its parts replaced or added."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("rows", "guests"),
    [
        ([("王建国", "局长"), ("李红梅", "副局长")], [WANG, LI]),
        ([("序号", "姓名", "职务"), (1, "王建国", "局长"), (2, "李红梅", "副局长")], [WANG, LI]),
        (
            [("职务", "单位", "姓名"), ("局长", "水务局", "王建国"), (None, None, None), ("副局长", "", "李红梅")],
            [WANG, LI],
        ),
        ([(None,), ("Name",), ("Ann",), (None,), ("Bob",)], [Guest("Ann"), Guest("Bob")]),
        ([("Name", "Room", "Seat"), ("Ann", "A", 4)], [Guest("Ann", "A")]),
        ([(1.0, "Ann")], [Guest("Ann")]),
        ([("<b>Ann</b>", "a & b")], [Guest("<b>Ann</b>", "a & b")]),
        ([("Ann\nMarie",)], [Guest("Ann Marie")]),
        ([("W" * 80,)], [Guest("W" * 80)]),
    ],
)
def test_a_table_is_read_by_its_columns(rows: list[tuple[Any, ...]], guests: list[Guest]) -> None:
    assert guests_of(sheet(*rows)) == tuple(guests)


def test_the_first_sheet_that_holds_anything_counts() -> None:
    assert guests_of(sheet(("Ann",), before=2)) == (Guest("Ann"),)


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"])
def test_a_formula_is_the_text_that_it_is(formula: str) -> None:
    assert guests_of(sheet((formula,))) == (Guest(formula),)


def test_an_empty_table_has_no_names() -> None:
    with pytest.raises(NoNames):
        guests_of(sheet())


def test_three_thousand_names_are_refused_with_the_limit() -> None:
    with pytest.raises(TooManyNames) as refused:
        guests_of(sheet(*((f"Guest {n}",) for n in range(3000))), 21)
    assert refused.value == TooManyNames(3000, 21)


def test_a_table_without_end_is_refused() -> None:
    with pytest.raises(ListTooLong) as refused:
        guests_of(sheet(*((f"Guest {n}",) for n in range(5001))))
    assert refused.value == ListTooLong(5000)


def test_a_name_that_no_card_shows_is_refused_with_its_row() -> None:
    with pytest.raises(NameTooLong) as refused:
        guests_of(sheet(("Ann",), ("x" * 30_000,)))
    assert refused.value == NameTooLong(2, 1000, 120)


def test_what_unpacks_to_a_hundred_times_its_size_is_not_unpacked() -> None:
    bomb = repacked(sheet(("Ann",)), {"xl/sharedStrings.xml": b"<" + b" " * LARGEST_UNPACKED})
    assert len(bomb) < 100_000
    with pytest.raises(ListTooBig):
        guests_of(bomb)


def test_a_file_of_countless_parts_is_not_opened() -> None:
    with pytest.raises(ListTooBig):
        guests_of(repacked(sheet(("Ann",)), {f"part{n}": b"" for n in range(MOST_PARTS)}))


def test_a_part_that_is_larger_than_it_says_is_no_list() -> None:
    content = bytearray(sheet(("Ann",)))
    entry = content.index(b"PK\x01\x02", content.index(b"xl/worksheets/sheet1.xml"))
    while content[entry + 46 : entry + 70] != b"xl/worksheets/sheet1.xml":
        entry = content.index(b"PK\x01\x02", entry + 4)
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(NotAList):
        guests_of(bytes(content))


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_entities_are_refused(name: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(NotAList):
        guests_of(repacked(sheet(("Ann",)), {name: laughs}))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 400, sheet(("Ann",))[:900]])
def test_what_is_broken_is_no_list(content: bytes) -> None:
    with pytest.raises(NotAList):
        guests_of(content)


def test_any_other_packed_folder_is_no_list() -> None:
    kept = BytesIO()
    with ZipFile(kept, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotAList):
        guests_of(kept.getvalue())


def test_the_old_format_and_one_with_a_password_are_no_list() -> None:
    with pytest.raises(NotAList):
        guests_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
