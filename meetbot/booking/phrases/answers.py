"""From items to answers: what was said once, what contradicts itself, what is left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from meetbot.booking.phrases.items import VOID, Item
from meetbot.booking.phrases.vocabulary import SMALL_WORDS


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
        runs: list[tuple[int, int]] = []
        goes_on = False
        for place, item in enumerate(self._items):
            if self._is_left(place, item):
                start, end = (runs.pop()[0] if goes_on else item.start), item.end
                runs.append((start, max(end, start)))
                goes_on = True
            elif item.kind not in SMALL_WORDS or item.kind in ("comma", "stop"):
                goes_on = False
        return tuple(text[start:end] for start, end in runs)

    def _is_left(self, place: int, item: Item) -> bool:
        if place in self._refused or item.kind == VOID:
            return True
        return place not in self._taken and item.kind not in SMALL_WORDS
