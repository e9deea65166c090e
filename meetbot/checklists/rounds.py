"""
When the tea rounds of a meeting are (M4, M5, M6).

Rounds follow each other at a fixed interval, counted from the start; none is at or after the end. A break pauses them: no
round happens while it lasts, nor at the minute it starts, and because cups are refilled in the break itself (M6, "replenish
and replace supplies"), the next round comes a full interval after the break's end, not at what is left of the old interval.
A break that is still going on stops the rounds until somebody ends it.

Numbers go on through breaks and depend only on what came before, so a break started now never renames a round that was served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from meetbot.times import Interval

# A wrong interval in a three-day meeting must not make thousands of rounds.
_MOST_ROUNDS = 1_000


def round_moments(
    event: Interval, pauses: Iterable[tuple[datetime, datetime | None]], every: timedelta
) -> list[datetime]:
    """The moments of the rounds in ``event``, in order; the first is round 1. A pause without an end is still going on."""
    moments: list[datetime] = []
    for stretch in _stretches(event, pauses):
        rounds = -((stretch.start - stretch.end) // every) - 1  # strictly inside: none at the end
        moments += (stretch.start + number * every for number in range(1, rounds + 1))
    return moments[:_MOST_ROUNDS]


def _stretches(event: Interval, pauses: Iterable[tuple[datetime, datetime | None]]) -> Iterator[Interval]:
    """The spans of ``event`` outside every pause; pauses may overlap, touch and reach out of the meeting."""
    start = event.start
    for pause_start, pause_end in sorted(pauses, key=lambda pause: pause[0]):
        if pause_start >= event.end:
            break
        if pause_start > start:
            yield Interval(start, pause_start)
        if pause_end is None:
            return
        start = max(start, pause_end)
    if start < event.end:
        yield Interval(start, event.end)
