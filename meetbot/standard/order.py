"""What is done before what: the order that ``after`` asks for (B2, F5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from meetbot.standard.document import ItemRule

# In ``after``: every other item of the phase, except those that themselves come after this one.
EVERYTHING = "everything"


def expanded(items: Iterable[ItemRule]) -> tuple[ItemRule, ...]:
    """The items with real keys where ``after`` says "everything"."""
    items = tuple(items)
    order = predecessors(items)
    return tuple(
        item.model_copy(update={"after": order[item.key]}) if EVERYTHING in item.after else item for item in items
    )


def predecessors(items: tuple[ItemRule, ...]) -> dict[str, tuple[str, ...]]:
    """For each item the keys that are done first, "everything" written out."""
    written = {item.key: [key for key in item.after if key != EVERYTHING] for item in items}
    return {
        item.key: tuple(_everything_before(item, items, written)) if EVERYTHING in item.after else tuple(item.after)
        for item in items
    }


def circles(order: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Each circle in ``order`` once, as the keys that wait for each other, the one that stands first in the file first."""
    left = {key: list(before) for key, before in order.items()}
    position = {key: number for number, key in enumerate(left)}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # graphlib lists who is done first before who waits; the reader wants it the other way round.
            circle = list(reversed(error.args[1][1:]))
            first = circle.index(min(circle, key=lambda key: position.get(key, len(position))))
            yield circle[first:] + circle[:first]
            left.pop(circle[first])
        else:
            return


def _everything_before(item: ItemRule, items: tuple[ItemRule, ...], written: Mapping[str, list[str]]) -> Iterator[str]:
    later = _followers(item.key, written)
    return (other.key for other in items if other.phase is item.phase and other.key not in later)


def _followers(key: str, written: Mapping[str, list[str]]) -> set[str]:
    """``key`` and all that waits for it, directly or through others."""
    found = {key}
    while True:
        more = {other for other, before in written.items() if other not in found and found.intersection(before)}
        if not more:
            return found
        found |= more
