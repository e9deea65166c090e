"""
Who sits where, by the layout's order of precedence (T1.9).

The rule: in a line (a rostrum, a row) the first sits in the middle, the second on the first one's left hand, the third on the
right, and so on outwards; where the number of seats is even there is no middle, and the first two share it, the second on
the first one's left. Around a square or an oval the first sits at the head, the second on the left hand, the third on the
right. The rostrum is filled before the rows, the front row before those behind it. A standard that says ``second_sits:
right`` changes the hands everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from typing import Literal

from meetbot.layouts.plan import Plan
from meetbot.nameplates.reading import Guest

Hand = Literal["left", "right"]


def seats_by_rank(plan: Plan, second_sits: Hand = "left") -> tuple[str, ...]:
    """The ids of all seats, the first one's first."""
    if second_sits == "left":
        return plan.precedence
    lines = (list(line) for _, line in groupby(plan.precedence, key=_line_of))
    return tuple(id_ for line in lines for id_ in _other_hand(line))


def seated(plan: Plan, guests: Sequence[Guest], second_sits: Hand = "left") -> dict[str, Guest]:
    """By seat id who sits there; guests beyond the last seat have none."""
    return dict(zip(seats_by_rank(plan, second_sits), guests, strict=False))


def digest_of(seating: dict[str, Guest]) -> str:
    """Changes exactly when somebody sits elsewhere or is called otherwise."""
    said = repr([(seat, guest.name, guest.title) for seat, guest in seating.items()])
    return sha256(said.encode()).hexdigest()[:32]


def _line_of(seat_id: str) -> str:
    """What the seats of one line have in common: "rs" the rostrum, "r2s" the second row, "s" a ring."""
    return seat_id.rstrip("0123456789")


def _other_hand(line: list[str]) -> list[str]:
    """The line seen in a mirror: in an even one the first two change places, in a ring or an odd one the first stays."""
    first = 0 if len(line) % 2 == 0 and _line_of(line[0]) != "s" else 1
    swapped = list(line)
    for index in range(first, len(line) - 1, 2):
        swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
    return swapped
