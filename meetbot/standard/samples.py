"""
Sample meetings on which every expression of a file is tried: from one place to thousands, with and without each need.

Numbers that hang together (places, audience, rostrum) vary together; everything else varies freely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, combinations, islice, product
from math import ceil

from meetbot.standard.expressions import NAMES, Expression, Kind

PLACES = (*range(1, 14), 16, 20, 33, 50, 101, 200, 500, 2000)
# Enough for seven switches beside the numbers; an expression that asks for more is tried on the first of its samples.
MAX_SAMPLES = 5000


def samples(expressions: tuple[Expression, ...], choices: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, object]]:
    """Meetings that differ in the names which ``expressions`` use; ``choices`` are the words that a name can be."""
    names = frozenset[str]().union(*(each.names for each in expressions))
    words = {word for each in expressions for name, word in each.words if name == "equipment"}
    free = sorted(names - _COUPLED)
    others = [dict(zip(free, each, strict=True)) for each in product(*(_values(name, choices, words) for name in free))]
    for numbers, other in islice(product(_numbers(names), others), MAX_SAMPLES):
        yield {**dict(numbers), **other}


def _values(name: str, choices: Mapping[str, tuple[str, ...]], words: set[str]) -> list[object]:
    match NAMES[name]:
        case Kind.SWITCH:
            return [False, True]
        case Kind.WORDS:
            return list(chain.from_iterable(combinations(sorted(words), count) for count in range(len(words) + 1)))
    return list(choices[name])


_COUPLED = frozenset({"places", "heads", "audience", "rostrum_places", "spare_chairs", "ashtray_every", "rostrum"})


@cache
def _numbers(names: frozenset[str]) -> tuple[tuple[tuple[str, object], ...], ...]:
    """Coherent numbers for the coupled names among ``names``, each combination once."""
    found = {
        tuple((name, value) for name, value in meeting.items() if name in names): None for meeting in _number_samples()
    }
    return tuple(found)


def _number_samples() -> Iterator[dict[str, object]]:
    for places in PLACES:
        for at_rostrum in sorted({0, 1, min(3, places), min(9, places), places}):
            for every in (1, 4):
                yield {
                    "places": places,
                    "heads": max(1, places - places // 20),
                    "audience": places - at_rostrum,
                    "rostrum_places": at_rostrum,
                    "spare_chairs": 0 if every == 1 else ceil(places / 10),
                    "ashtray_every": every,
                    "rostrum": at_rostrum > 0,
                }
