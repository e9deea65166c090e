"""
Sample meetings on which every expression of a file is tried: from one place to thousands, with and without each need.

Numbers that hang together (places, audience, rostrum) vary together; everything else varies freely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, combinations, product
from math import ceil, prod
from random import Random
from typing import Any

from meetbot.standard.expressions import NAMES, Expression, Kind

PLACES = (*range(1, 14), 16, 20, 33, 50, 101, 200, 500, 2000)
# All combinations of a usual condition; one that asks for more is tried on this many drawn from them, the same each time.
MAX_SAMPLES = 2000
# As many words as there is equipment: each of them may be there or not.
MAX_WORDS = 7


def samples(
    expressions: tuple[Expression, ...], choices: Mapping[str, tuple[str, ...]], most: int = MAX_SAMPLES
) -> Iterator[dict[str, object]]:
    """At most ``most`` meetings that differ in the names which ``expressions`` use; ``choices``: the words a name can be."""
    names = frozenset[str]().union(*(each.names for each in expressions))
    words = sorted({word for each in expressions for name, word in each.words if name == "equipment"})[:MAX_WORDS]
    free = sorted(names - _COUPLED)
    values = [_numbers(names), *(_values(name, choices, words) for name in free)]
    for numbers, *rest in _combinations(values, most):
        yield {**dict(numbers), **dict(zip(free, rest, strict=True))}


def _combinations(values: list[Sequence[Any]], most: int) -> Iterator[Sequence[Any]]:
    if prod(map(len, values)) <= most:
        return product(*values)
    drawn = Random(0)  # noqa: S311  (the same file has the same mistakes every time)
    return ([drawn.choice(each) for each in values] for _ in range(most))


def _values(name: str, choices: Mapping[str, tuple[str, ...]], words: list[str]) -> list[object]:
    match NAMES[name]:
        case Kind.SWITCH:
            return [False, True]
        case Kind.WHOLE:  # what the organiser asks for by number: microphone places, audio pieces, flags
            return [0, 1, 3, 20]
        case Kind.WORDS:
            return list(chain.from_iterable(combinations(words, count) for count in range(len(words) + 1)))
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
