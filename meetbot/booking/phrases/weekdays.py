"""Weekdays that are said in a row, in a line that repeats: "Mon, Wed and Fri", "Monday to Friday", 周一、三、五, 周一三五."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from meetbot.booking.phrases.clock import Clock
from meetbot.booking.phrases.items import VOID, Item
from meetbot.settings import WEEKDAYS, Weekday


def joined(items: Sequence[Item], text: str) -> list[Item]:
    """The weekdays that are said in a row as one item: "Mon, Wed and Fri", "Monday to Friday", 周一、三、五, 周一三五."""
    made: list[Item] = []
    place = 0
    while place < len(items):
        if _is_adjective(items, place):
            made.append(Item(VOID, None, items[place].start, items[place].end))
            place += 1
            continue
        if items[place].kind == "filler" and text[items[place].start : items[place].end] == "的":
            place += 1
            continue
        names, length, is_plural = _row_of_weekdays(items, place, text)
        if names:
            kind = "mondays" if is_plural else "days_of_week"
            made.append(Item(kind, names, items[place].start, items[place + length - 1].end))
            place += length
        else:
            made.append(items[place])
            place += 1
    return made


def _is_adjective(items: Sequence[Item], place: int) -> bool:
    """As in "weekly report": what it is about, not how often; "daily standup until Friday" is how often."""
    if _says_end(items):
        return False
    is_adverb = items[place].kind in ("daily", "weekly", "monthly", "quarterly", "fortnightly")
    return is_adverb and place + 1 < len(items) and items[place + 1].kind == "unknown"


def _says_end(items: Sequence[Item]) -> bool:
    kinds = [item.kind for item in items]
    ends = {"times_unit", "holiday", "year_end", "month_end"}
    until = any(
        one == "to" and two in ("weekday", "relative", "shift", "month", "month_shift") for one, two in pairwise(kinds)
    )
    return until or bool(ends.intersection(kinds))


def with_hours(items: Sequence[Item]) -> list[Item]:
    """The hours of "9-10 until 4 December" as hours, before "10 until 4 December" is taken for days."""
    made = list(items)
    for place in range(len(made) - 3):
        first, to, last, until = made[place : place + 4]
        if (to.kind, last.kind, until.kind) != ("to", "number", "to") or first.kind not in ("number", "clock"):
            continue
        if all(item.kind == "clock" or item.value.value <= 24 for item in (first, last)):
            made[place] = first if first.kind == "clock" else _as_hour(first)
            made[place + 2] = _as_hour(last)
    return made


def _as_hour(item: Item) -> Item:
    return Item("clock", Clock(item.value.value, 0, None, item.value.is_24h), item.start, item.end)


def _row_of_weekdays(items: Sequence[Item], place: int, text: str) -> tuple[tuple[Weekday, ...], int, bool]:
    """The weekdays that begin at ``place``, how many items they are, and whether one is a plural; none: ()."""
    if items[place].kind not in ("weekday", "mondays"):
        return (), 0, False
    days, end, is_plural = [items[place].value], place + 1, items[place].kind == "mondays"
    is_chinese = text[items[place].start] > "\u2e80"
    while True:
        joint, following = _joint(items, end)
        more = _more(items, following, text, is_chinese)
        if not more:
            return tuple(WEEKDAYS[day] for day in sorted(set(days))), end - place, is_plural
        is_plural = is_plural or items[following].kind == "mondays"
        days += [*range(days[-1] + 1, more[0] + 1)] if joint == "to" else more
        end = following + 1


def _more(items: Sequence[Item], place: int, text: str, is_chinese: bool) -> list[int]:
    if place >= len(items):
        return []
    if items[place].kind in ("weekday", "mondays"):
        return [items[place].value]
    return _bare(items, place, text) if is_chinese and items[place].kind in ("number", "unknown") else []


def _joint(items: Sequence[Item], place: int) -> tuple[str, int]:
    """What stands between two weekdays, and where the second would be."""
    joint = ""
    while place < len(items) and items[place].kind in ("comma", "and", "to", "slash", *(("every",) if joint else ())):
        joint = "to" if items[place].kind == "to" else joint or "and"
        place += 1
    return joint, place


def _bare(items: Sequence[Item], place: int, text: str) -> list[int]:
    """The weekdays that stand without 周: the 三 and 五 of 周一、三、五; not the hour of 周一三点."""
    written = text[items[place].start : items[place].end]
    following = items[place + 1].kind if place + 1 < len(items) else ""
    if following in ("clock_unit", "ge", "people", "month_unit", "day_unit", "times_unit", "hour", "colon", "minute"):
        return []
    return (
        ["一二三四五六日".index(digit) for digit in written]
        if all(digit in "一二三四五六日" for digit in written)
        else []
    )


def split_up(items: Sequence[Item]) -> list[Item]:
    """The weekdays that no rule took, as they were: one alone is a day, several are asked back."""
    made = []
    for item in items:
        if item.kind in ("days_of_week", "mondays") and isinstance(item.value, tuple):
            one = len(item.value) == 1
            value = WEEKDAYS.index(item.value[0]) if one else None
            made.append(Item("weekday" if one else VOID, value, item.start, item.end))
        else:
            made.append(item)
    return made
