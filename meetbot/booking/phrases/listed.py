"""
Dates in a row: "3, 10 and 17 December", "December 3 and 10", "12月3日、10日和17日".

A row is read where an "and" or a 、 joins its last date and its months are said. What looks like a row and is none
("3, 10 December", "3 or 10 December", "3 and 10-12 December", "phase 2, 3 and 10 December") is asked back as a whole:
whichever of its dates was taken could be the wrong one. Looked at only where nothing else says that it repeats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from meetbot.booking.phrases.days import Dated
from meetbot.booking.phrases.items import VOID, Item

# Items as letters, so that a row is a pattern of them. n: a number that may be a day, 9: another, y: a year, x: no row after it.
_LETTERS = {
    "month": "M", "month_unit": "m", "day_unit": "d", "year_unit": "Y", "ordinal": "o", "the": "h", "of": "f", "and": "&",
    "or": "|", "to": "t", "from": "F", "at": "a", "between": "x", "not": "x", "before": "x", "after": "x", "unknown": "u",
    "excepted": "e", "colon": ":", "slash": "/", "dot": ":", "clock_unit": "c", "hour": "c", "ampm": "c", "ge": "c",
}  # fmt: skip
_LATEST_DAY = 39  # beyond 31 it is a slip, and asked back
_AND = r"(?:[,;]?&|;)"
_JOINT = r"(?:[,;]?&|;|,)"
_DAY = r"(?:h?no?)"
_YEAR = r"(?:,?y(?![t:/]))?"
_BEGINS = r"(?<![taFo:/])"  # "10-11, 3 and 17 December": 11 is an hour
_DAYS_OF_MONTH = rf"{_DAY}(?:{_JOINT}{_DAY}){{0,60}}f?M"
_DAY_OF_MONTH = rf"{_DAY}(?:{_AND}{_DAY}f?M|(?:{_JOINT}{_DAY}){{1,60}}{_AND}{_DAY}f?M|f?M)"
_AFTER_MONTH = r"(?:h?no|h?n(?![t:/uco9Y|]))"
_AFTER = rf"M{_AFTER_MONTH}(?:{_JOINT}{_AFTER_MONTH}){{0,60}}"
_LAST_MONTH = rf"M{_AFTER_MONTH}(?:(?:{_JOINT}{_AFTER_MONTH}){{0,60}}{_AND}{_AFTER_MONTH})?"
_CHINESE = r"(?:nmnd?)"
_FURTHER = r"(?:(?:nm)?nd?)"

_ROWS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEGINS}(?:{_DAYS_OF_MONTH}{_JOINT}){{0,20}}{_DAY_OF_MONTH}{_YEAR}",
        rf"(?:{_AFTER}{_JOINT}){{0,20}}{_LAST_MONTH}(?!{_AND}h?n){_YEAR}",
        rf"(?:yY)?{_CHINESE}(?:{_JOINT}{_FURTHER}){{0,60}}{_AND}(?:nm)?nd",
    )
)
_NO_ROWS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"x{_DAY}(?:{_JOINT}{_DAY}){{1,60}}f?M",
        rf"[tF]{_DAY}{_AND}{_DAY}(?:{_JOINT}{_DAY}){{0,60}}f?M",
        rf"u{_DAY}{_JOINT}(?:{_DAY}{_JOINT}){{0,60}}{_DAY}f?M",
        rf"{_BEGINS}(?:{_DAY}(?:{_JOINT}|\|)){{1,60}}{_DAY}(?:t{_DAY})?f?M",
        rf"M{_DAY}(?:{_JOINT}{_DAY}){{0,60}}(?:{_AND}|\|){_DAY}(?:t{_DAY})?",
        rf"[xtF](?:yY)?{_CHINESE}(?:{_JOINT}{_FURTHER}){{1,60}}",
        rf"(?:yY)?{_CHINESE}(?:(?:{_JOINT}|\|){_FURTHER}){{1,60}}d?(?<=d)(?:t{_FURTHER})?e?",
        r"(?:nd?;){1,60}nd(?!u)",
        rf"n/n(?:{_JOINT}n/n){{1,60}}",
    )
)
_GOES_ON = re.compile(r"t[nM]|\||e")


def rows_of_dates(items: Sequence[Item], text: str) -> list[Item]:
    """The items with each row of dates as one ``listed`` (``Dated`` days), or asked back."""
    letters = "".join(_letter(item, text) for item in items)
    made: list[Item] = []
    place = 0
    while place < len(items):
        end, is_row = _row_at(letters, place)
        if end is None:
            made.append(items[place])
            place += 1
            continue
        found = items[place:end]
        is_row = is_row and not _names_room(items, end, text)
        days = _days(found, letters[place:end]) if is_row else None
        made.append(Item("listed" if is_row else VOID, days, found[0].start, found[-1].end))
        place = end
    return made


def _names_room(items: Sequence[Item], end: int, text: str) -> bool:
    """Whether the last 号 is that of a room or a house: the 2号 of "12月3日、2号会议室", "12月3日、2号楼"."""
    if end == len(items) or text[items[end - 1].start] != "号" or items[end].start != items[end - 1].end:
        return False
    return items[end].kind in ("unknown", "room", "floor") or text.startswith(("会议室", "会场"), items[end].start)


def _letter(item: Item, text: str) -> str:
    if item.kind == "comma":
        return ";" if text[item.start] == "、" else ","
    if item.kind != "number":
        return _LETTERS.get(item.kind, "_")
    if item.value.is_year:
        return "y"
    return "n" if 0 < item.value.value <= _LATEST_DAY else "9"


def _row_at(letters: str, place: int) -> tuple[int | None, bool]:
    """Where the row that begins at ``place`` ends (none: there is none), and whether it can be read."""
    before = letters[place - 1] if place else ""
    for pattern in _ROWS:
        row = pattern.match(letters, place)
        if row and len(re.findall("n(?!m)", row.group())) > 1 and not _GOES_ON.match(letters, row.end()):
            is_chinese = "m" in row.group()
            if before not in {"x", "t", "F"} and (before != "u" or is_chinese):
                return row.end(), True
    ends = [found.end() for pattern in _NO_ROWS if (found := pattern.match(letters, place))]
    return (max(ends), False) if ends else (None, False)


def _days(items: Sequence[Item], letters: str) -> tuple[Dated, ...]:
    """The dates of a row, the month said before them or after them."""
    years = [item.value.value for item, letter in zip(items, letters, strict=True) if letter == "y"]
    year = years[0] if years else None
    month_first = letters[0] not in "nh" or letters[:2] == "nm"
    found: list[Dated] = []
    month, waiting = 0, list[int]()
    for place, (item, letter) in enumerate(zip(items, letters, strict=True)):
        if letter == "M" and not month_first:
            found += [Dated(year, item.value, day) for day in waiting]
            waiting = []
        elif letter == "M":
            month = item.value
        elif letter == "n" and letters[place + 1 : place + 2] == "m":
            month = item.value.value
        elif letter == "n" and month_first:
            found.append(Dated(year, month, item.value.value))
        elif letter == "n":
            waiting.append(item.value.value)
    return tuple(found)
