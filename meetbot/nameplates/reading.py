"""
Names as somebody pastes or sends them, one a line, in order of rank.

A line is a name, or a name and a title apart by a comma, semicolon, tab or bar; numbers before it are taken off. In a
Chinese line with one space the first part is the name: 王建国 局长. Files may be UTF-8, UTF-16 or GBK.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from meetbot.nameplates.errors import ListTooBig, NameTooLong, NoNames, NotAList, TooManyNames
from meetbot.texts import one_line

LONGEST: Final = 120
LARGEST_FILE: Final = 1024 * 1024
MOST: Final = 1000
_NUMBER: Final = re.compile(r"^\s*[(（]?\d{1,4}\s*[.、．):）]\s*")
_SEPARATORS: Final = re.compile(r"[,，;；\t|]")
_CHINESE_PAIR: Final = re.compile(r"([\u3400-\u9fff·]{2,})\s+(\S.*)")
_HEADINGS: Final = frozenset({"name", "names", "姓名", "名字", "full name"})


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who gets a card; the title may be empty."""

    name: str
    title: str = ""


def guests_in(text: str) -> tuple[Guest, ...]:
    """Everybody named in ``text``, in its order. Raises NoNames, TooManyNames, NameTooLong."""
    found: list[Guest] = []
    for number, row in enumerate(_rows(text), start=1):
        guest = _guest(row)
        if guest is None or (number == 1 and guest.name.lower() in _HEADINGS):
            continue
        longest = max(len(guest.name), len(guest.title))
        if longest > LONGEST:
            raise NameTooLong(number, longest, LONGEST)
        found.append(guest)
    if not found:
        raise NoNames
    if len(found) > MOST:
        raise TooManyNames(len(found), MOST)
    return tuple(found)


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
