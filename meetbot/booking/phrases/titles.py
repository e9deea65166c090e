"""
What it is about: in quotes, after "title:" or 主题, after "about" or 关于.

A title without quotes goes on to the next comma, semicolon, full stop or line, or to 的会议. It ends earlier where all
that follows is understood and holds a time or a number of people: "title: Budget review tomorrow 14:00-16:00".
"""

from __future__ import annotations

from collections.abc import Sequence

from meetbot.booking.phrases.items import Item
from meetbot.booking.phrases.vocabulary import SMALL_WORDS

_ENDS = ("comma", "stop", "title_end", "title")
_UNDERSTOOD = frozenset(
    (
        "day",
        "days",
        "weekday",
        "clock",
        "span",
        "until",
        "length",
        "from_now",
        "all_day",
        "part",
        "now",
        "repeat",
        "last_date",
        "times",
        "lasting",
        "since",
        "closed",
    )
)
_ANSWERS = _UNDERSTOOD | {"heads", "layout", "type", "room"}
_STRONG = frozenset(("clock", "span", "heads", "from_now"))


def titled(items: Sequence[Item]) -> list[Item]:
    """The items with each title (``value``: where it begins and ends in the line) in place of its words."""
    made: list[Item] = []
    place = 0
    while place < len(items):
        begins = _begins(items, place)
        ends = _ends(items, begins) if begins is not None else 0
        if begins is not None and begins < len(items) and items[begins].kind == "title":  # 主题《…》
            place = begins
            continue
        if begins is None or ends == begins:
            made.append(items[place])
            place += 1
            continue
        written = (items[begins].start, items[ends - 1].end)
        made.append(Item("title", written, items[place].start, written[1]))
        place = ends + (ends < len(items) and items[ends].kind == "title_end")
    return made


def _begins(items: Sequence[Item], place: int) -> int | None:
    """Where the title begins whose introduction stands at ``place``."""
    item = items[place]
    following = items[place + 1].kind if place + 1 < len(items) else ""
    if item.kind == "label":
        has_colon = following == "colon"
        return place + 1 + has_colon if has_colon or not item.value else None
    if item.kind == "about" and following not in ("heads", "number", "clock", "span", "length", ""):
        return place + 1
    return None


def _ends(items: Sequence[Item], begins: int) -> int:
    stop = next((at for at in range(begins, len(items)) if items[at].kind in _ENDS), len(items))
    return _understood_from(items, begins, stop)


def _understood_from(items: Sequence[Item], begins: int, stop: int) -> int:
    """The first place from which on, up to ``stop``, everything is understood; ``stop`` when nothing telling is there."""
    first, is_telling = stop, False
    for at in range(stop - 1, begins, -1):
        kind = items[at].kind
        if kind in _ANSWERS:
            first = at
        elif kind not in SMALL_WORDS:
            break
        is_telling = is_telling or kind in _STRONG
    return first if is_telling else stop
