"""From characters to items: words of the vocabulary, names of rooms, numbers, quoted titles, and what nobody knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from meetbot.booking.phrases.items import Item
from meetbot.booking.phrases.numbers import number_at
from meetbot.booking.phrases.vocabulary import WORDS, Phrase, RoomName, Vocabulary, by_first_letter

_SIMPLIFIED = str.maketrans(
    "點時週號會後個兩開這從禮體課橢圓議討論關於題領導黨訓講單間鐘’",
    "点时周号会后个两开这从礼体课椭圆议讨论关于题领导党训讲单间钟'",
)
_LATIN = re.compile(r"[^\W\d_][^\W\d_'’]*|[0-9]+")
_SPACES = re.compile(r"[^\S\n\r]+")
_IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
_QUOTED = tuple(
    re.compile(rf"{opens}([^{closes}\n]{{1,}}){closes}")
    for opens, closes in (('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"))
)
_SCRIPT_CHANGE = re.compile(r"(?<=[\u2e80-\u9fff])(?=[a-z0-9])")
_NUMBER_OF_ROOM = re.compile(r"(?<![0-9])[0-9]{2,5}(?![0-9])")


def fold(text: str) -> str:
    """``text`` in one spelling (half-width, lower case, simplified), character by character: every place keeps its number."""
    lowered = text.lower() if text.isascii() else "".join(map(_folded, text))
    return lowered.translate(_SIMPLIFIED)


def _folded(character: str) -> str:
    # A line break inside NFKC forms, ligatures and the like would move what follows.
    normal = unicodedata.normalize("NFKC", character).lower()
    if len(normal) != 1:
        return character
    return " " if unicodedata.category(normal) in ("Cf", "Zs") else normal


def items_of(text: str, rooms: Sequence[RoomName]) -> list[Item]:
    """The folded line as items, without spaces."""
    return list(_items(text, room_phrases(tuple(rooms))))


def _items(text: str, rooms: Vocabulary) -> Iterator[Item]:
    place = 0
    while place < len(text):
        space = _SPACES.match(text, place)
        if space:
            place = space.end()
            continue
        found = list(_item_at(text, place, rooms))
        yield from found
        place = found[-1].end


def _item_at(text: str, place: int, rooms: Vocabulary) -> Iterable[Item]:
    title = _quoted(text, place)
    if title:
        return [title]
    word, room = _longest(text, place, WORDS), _longest(text, place, rooms)
    if room and (not word or len(room[0]) > len(word[0])):  # "training" is a type, "Training Room" a room
        word = room
    number = number_at(text, place)
    if number and (not word or number[1] - place > len(word[0])):
        kind = "unknown" if number[0] is None else "number"
        return [Item(kind, number[0], place, number[1])]
    if word:
        return [Item(kind, value, place, place + len(word[0])) for kind, value in word[1]]
    return [_unknown(text, place)]


def _quoted(text: str, place: int) -> Item | None:
    for pattern in _QUOTED:
        found = pattern.match(text, place)
        if found and found.group(1).strip():
            return Item("title", (found.start(1), found.end(1)), *found.span())
    return None


def _longest(text: str, place: int, vocabulary: Vocabulary) -> Phrase | None:
    for phrase in vocabulary.get(text[place], ()):
        end = place + len(phrase[0])
        if text.startswith(phrase[0], place) and _is_whole(text, place, end):
            return phrase
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a phrase stands by itself: letters do not go on, and digits neither ("301" in "3010")."""
    return not (_joins(text, start) or _joins(text, end))


def _joins(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    left, right = text[place - 1], text[place]
    return (_is_letter(left) and _is_letter(right)) or (left.isdigit() and right.isdigit())


def _is_letter(character: str) -> bool:
    return character.isalpha() and not _IDEOGRAPH.match(character)


def _unknown(text: str, place: int) -> Item:
    word = None if _IDEOGRAPH.match(text, place) else _LATIN.match(text, place)
    end = place + 1
    if word:
        end = next((at for at in range(place + 1, word.end()) if _IDEOGRAPH.match(text, at)), word.end())
    return Item("unknown", None, place, end)


@lru_cache(maxsize=32)
def room_phrases(rooms: tuple[RoomName, ...]) -> Vocabulary:
    """Every way to name one of the rooms; a name that two rooms share names neither."""
    codes: dict[str, set[str]] = {}
    for room in rooms:
        for name in _names(room):
            codes.setdefault(name, set()).add(room.code)
    return by_first_letter((name, (("room", next(iter(found))),)) for name, found in codes.items() if len(found) == 1)


def _names(room: RoomName) -> Iterator[str]:
    for name in (room.code, room.code.replace("-", " "), room.en, room.zh):
        folded = " ".join(fold(name).split())
        if folded:
            yield folded
            yield _SCRIPT_CHANGE.sub(" ", folded)  # "临江厅 A"
    for number in _room_numbers(room):
        yield from (f"{number}室", f"{number}会议室", f"{number}号会议室", f"room {number}", f"{number}房间")


def _room_numbers(room: RoomName) -> set[str]:
    return {number for name in (room.en, room.zh) for number in _NUMBER_OF_ROOM.findall(fold(name))}


@lru_cache(maxsize=32)
def rooms_by_number(rooms: tuple[RoomName, ...]) -> dict[str, str]:
    """The code of the only room with this number in its name: "301"."""
    codes: dict[str, set[str]] = {}
    for room in rooms:
        for number in _room_numbers(room):
            codes.setdefault(number, set()).add(room.code)
    return {number: next(iter(found)) for number, found in codes.items() if len(found) == 1}
