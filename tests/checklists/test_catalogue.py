"""The standard of the sample configuration, whole: every type with every need gives a list that can be worked off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.generate import items
from meetbot.standard.document import Phase
from meetbot.standard.loading import read_standards
from meetbot.standard.needs import Drink, Equipment, Needs
from tests.checklists.conftest import meeting
from tests.factories import at

STANDARD = read_standards(Path("config/standard"))[-1].standard
EVERYTHING = Needs(
    fruit=True, smoking=True, rostrum=True, lectern=True, flowers=True, banner=True, nameplates=True,
    equipment=tuple(Equipment),
)  # fmt: skip
NOTHING = Needs(drink=Drink.WATER, paper=False)


def meetings() -> list[Meeting]:
    breaks = (Break(4, at("2026-11-24 14:45"), at("2026-11-24 15:00")),)
    return [
        replace(meeting(meeting_type=kind.key, layout=kind.layouts[0], needs=needs, breaks=breaks), standard=STANDARD)
        for kind in STANDARD.types
        for needs in (kind.needs, EVERYTHING, NOTHING)
    ]


@pytest.mark.parametrize("found", meetings(), ids=lambda found: found.booking.meeting_type)
def test_every_list_can_be_worked_off_from_top_to_bottom(found: Meeting) -> None:
    listed = items(found)
    position = {item.key: number for number, item in enumerate(listed)}
    due = {item.key: item.due_at for item in listed}

    assert len(position) == len(listed)
    assert [item.key for item in listed if any(position[key] > position[item.key] for key in item.after)] == []
    assert [item.key for item in listed if any(due[key] > item.due_at for key in item.after)] == []
    assert {item.phase for item in listed} >= {Phase.PREPARE, Phase.BEFORE, Phase.BREAK, Phase.AFTER}
    assert [item.key for item in listed if item.quantity is not None and item.quantity < 1] == []


@pytest.mark.parametrize("found", meetings(), ids=lambda found: found.booking.meeting_type)
def test_what_is_locked_is_locked_last(found: Meeting) -> None:
    # F5: lights, air conditioning, lock
    closing = [item.clause for item in items(found) if item.phase is Phase.AFTER]

    assert closing[-3:] == ["F5", "F5", "F5"]
