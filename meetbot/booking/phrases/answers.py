"""From items to answers: what was said once, what contradicts itself, what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from meetbot.booking.phrases.items import VOID, Item
from meetbot.booking.phrases.vocabulary import SMALL_WORDS

# Of such a line a title may be made: "Q3 review".
_WORDS = frozenset(("unknown", "number"))
# Small words by themselves, but the end of a word that says what a meeting is: "设备采购汇报会", "Budget meeting".
_ENDINGS = frozenset(("会", "会议", "例会"))
_ENDINGS_APART = frozenset(("meeting", "session"))


class Answers:
    """The items of one line while its answers are taken from them; what nobody takes is not understood."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = list(items)
        self._taken: set[int] = set()
        self._refused: set[int] = set()

    def of(self, *kinds: str) -> list[Item]:
        """The items of these kinds that were not refused."""
        return [item for place, item in enumerate(self._items) if item.kind in kinds and place not in self._refused]

    def take(self, *kinds: str) -> None:
        """Whatever there is of these kinds is understood."""
        self._taken |= self._places(kinds)

    def refuse(self, *kinds: str) -> None:
        """Whatever there is of these kinds must be asked back."""
        self._refused |= self._places(kinds)

    def _places(self, kinds: Iterable[str]) -> set[int]:
        return {place for place, item in enumerate(self._items) if item.kind in kinds}

    def single(self, kind: str) -> Any:
        """What the line says of one kind, once or several times the same; contradictions are refused."""
        said = {item.value for item in self.of(kind)}
        if len(said) > 1:
            self.refuse(kind)
            return None
        self.take(kind)
        return said.pop() if said else None

    def left(self, text: str) -> tuple[str, ...]:
        """What was not understood, as it was written; neighbours with only small words between them are one."""
        return tuple(text[run[0].start : run[-1].end] for run in self._runs(text))

    def words(self, text: str) -> tuple[str, ...]:
        """Those of ``left`` that are nothing but words nobody knows, as a title is; none that must be asked back."""
        known = {
            id(item)
            for place, item in enumerate(self._items)
            if place in self._refused or (item.kind not in _WORDS and item.kind not in SMALL_WORDS)
        }
        plain = (run for run in self._runs(text) if not known.intersection(map(id, run)))
        found = (text[run[0].start : run[-1].end] for run in plain)
        return tuple(words for words in found if sum(map(str.isalpha, words)) > 1)

    def _runs(self, text: str) -> list[list[Item]]:
        """The items that are left, neighbours together; a word that nobody knows keeps its end."""
        runs: list[list[Item]] = []
        goes_on = False
        for place, item in enumerate(self._items):
            if self._is_left(place, item):
                if goes_on:
                    runs[-1].append(item)
                else:
                    runs.append([item])
                goes_on = True
            elif goes_on and _ends_word(text, runs[-1][-1], item):
                runs[-1].append(item)
            elif item.kind not in SMALL_WORDS or item.kind in ("comma", "stop"):
                goes_on = False
        return runs

    def _is_left(self, place: int, item: Item) -> bool:
        if place in self._refused or item.kind == VOID:
            return True
        return place not in self._taken and item.kind not in SMALL_WORDS


def _ends_word(text: str, word: Item, item: Item) -> bool:
    """Whether ``item`` is the end of the unknown ``word`` before it."""
    if word.kind != "unknown" or item.kind != "filler":
        return False
    said, between = text[item.start : item.end].lower(), text[word.end : item.start]
    return (said in _ENDINGS and not between) or (said in _ENDINGS_APART and between == " ")
