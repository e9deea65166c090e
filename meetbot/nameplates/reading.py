"""
Names as somebody pastes or sends them, one a line, in order of rank.

A line is a name, or a name and a title apart by a comma, semicolon, tab or bar; numbers before it are taken off. In a
Chinese line with one space the first part is the name: 王建国 局长. Files may be spreadsheets, or text in UTF-8, UTF-16 or
GBK. Where the first row names its columns (姓名, 职务; name, title), they are taken by their names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from meetbot.nameplates.errors import ListTooBig, NameTooLong, NoNames, NotAList, TooManyNames
from meetbot.nameplates.sheets import is_sheet, rows_of
from meetbot.texts import one_line

LONGEST: Final = 120
LARGEST_FILE: Final = 1024 * 1024
MOST: Final = 1000
_NUMBER: Final = re.compile(r"^\s*[(（]?\d{1,4}\s*[.、．):）]\s*")
_SEPARATORS: Final = re.compile(r"[,，;；\t|]")
_CHINESE_PAIR: Final = re.compile(r"([\u3400-\u9fff·]{2,})\s+(\S.*)")
_HEADINGS: Final = frozenset({"name", "names", "姓名", "名字", "full name"})
_TITLES: Final = frozenset({"title", "position", "职务", "职位", "职称"})


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who gets a card; the title may be empty."""

    name: str
    title: str = ""


def guests_in(text: str, most: int = MOST) -> tuple[Guest, ...]:
    """Everybody named in ``text``, in its order. Raises NoNames, TooManyNames, NameTooLong."""
    return _guests(_rows(text), most)


def guests_of(content: bytes, most: int = MOST) -> tuple[Guest, ...]:
    """
    Everybody named in a file: a spreadsheet, or text in one of the usual encodings.

    Raises NotAList, ListTooBig, ListTooLong, and as ``guests_in``.
    """
    if len(content) > LARGEST_FILE:
        raise ListTooBig(len(content), LARGEST_FILE)
    if is_sheet(content):
        return _guests(rows_of(content), most)
    return guests_in(text_of(content), most)


def _guests(rows: Iterable[list[str]], most: int) -> tuple[Guest, ...]:
    found: list[Guest] = []
    columns: _Columns | None = None
    is_first = True
    for number, row in enumerate(rows, start=1):
        guest = _in_columns(row, columns) if columns else _guest(row)
        if guest is None:
            continue
        if is_first:
            is_first, columns = False, _named_columns(row)
            if columns:
                continue
        longest = max(len(guest.name), len(guest.title))
        if longest > LONGEST:
            raise NameTooLong(number, longest, LONGEST)
        found.append(guest)
    if not found:
        raise NoNames
    if len(found) > most:
        raise TooManyNames(len(found), most)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the name stands, and where the titles do; without any all else is the title."""

    name: int
    titles: tuple[int, ...]


def _named_columns(row: list[str]) -> _Columns | None:
    """The columns that a heading names; none where the row is no heading."""
    said = [one_line(cell).lower() for cell in row]
    name = next((index for index, cell in enumerate(said) if cell in _HEADINGS), None)
    if name is None:
        return None
    return _Columns(name, tuple(index for index, cell in enumerate(said) if cell in _TITLES))


def _in_columns(row: list[str], columns: _Columns) -> Guest | None:
    cells = [one_line(cell) for cell in row]
    name = cells[columns.name] if columns.name < len(cells) else ""
    if not name:
        return None
    if not columns.titles:
        others = [cell for index, cell in enumerate(cells) if index != columns.name and cell and not cell.isdecimal()]
        return Guest(name, " ".join(others))
    return Guest(name, " ".join(cells[index] for index in columns.titles if index < len(cells) and cells[index]))


def text_of(content: bytes) -> str:
    """The text of a file, whatever of the usual encodings it is in. Raises NotAList, ListTooBig."""
    if len(content) > LARGEST_FILE:
        raise ListTooBig(len(content), LARGEST_FILE)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise NotAList
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NotAList from None


def _rows(text: str) -> Iterator[list[str]]:
    """Each line in its parts; quoted parts may hold separators."""
    for line in text.splitlines():
        bare = _NUMBER.sub("", line)
        if not _SEPARATORS.search(bare) and (pair := _CHINESE_PAIR.fullmatch(bare.strip())):
            yield [pair.group(1), pair.group(2)]
        elif '"' in bare:
            yield next(csv.reader([_SEPARATORS.sub(",", bare) if "," not in bare else bare]), [])
        else:
            yield _SEPARATORS.split(bare)


def _guest(row: list[str]) -> Guest | None:
    """The first two parts that say something; a number in front counts the line."""
    parts = [part for part in map(one_line, row) if part]
    if len(parts) > 1 and parts[0].isdecimal():
        parts = parts[1:]
    if not parts:
        return None
    return Guest(parts[0], " ".join(parts[1:]))
