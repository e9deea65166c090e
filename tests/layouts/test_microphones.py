"""Microphones stand at the usual places, or where the organiser asked for them (P4)."""

from __future__ import annotations

import pytest

from meetbot.layouts.catalogue import arrange
from meetbot.layouts.plan import Extras, Plan
from tests.layouts.rooms import ROOMS


def places(plan: Plan) -> list[str]:
    """The labels of the seats that have one; the lectern's is "lectern"."""
    labels = {seat.id: seat.label for seat in plan.seats}
    return [labels.get(each.seat, "lectern") for each in plan.microphones]


@pytest.mark.parametrize(
    ("layout", "extras", "expected"),
    [
        ("hollow_square", Extras(microphones=True), ["1", "2", "14"]),
        ("hollow_square", Extras(microphones=True, microphones_at=("chair",)), ["1"]),
        ("hollow_square", Extras(microphones=True, microphones_at=("vice_chair", "5")), ["2", "5"]),
        ("classroom", Extras(rostrum=True, microphones=True, microphones_at=("chair", "A3", "B6")), ["R2", "A3", "B6"]),
        ("classroom", Extras(lectern=True, microphones=True, microphones_at=("speaker",)), ["lectern"]),
        ("classroom", Extras(lectern=True, microphones=True, microphones_at=("A1",)), ["A1"]),
        ("hollow_square", Extras(microphones=True, microphones_at=("Z99",)), []),  # the layout has changed since
        ("hollow_square", Extras(microphones_at=("chair",)), []),  # no microphones at all
    ],
)
def test_microphones_stand_where_they_were_asked_for(layout: str, extras: Extras, expected: list[str]) -> None:
    assert places(arrange(ROOMS["bare"], layout, 14, extras)) == expected
