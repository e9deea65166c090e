"""The drawing shows as many ashtrays and fruit plates as the checklist has attendants set."""

from __future__ import annotations

import pytest

from meetbot.booking.meeting import plan_of
from meetbot.checklists.generate import items
from meetbot.layouts.tableware import NOTHING
from meetbot.papers.tableware import tableware_of
from tests.papers.conftest import Held


@pytest.mark.parametrize("kind", ["leadership", "party_branch", "training", "general"])
def test_the_drawing_counts_as_the_checklist_does(held: Held, kind: str) -> None:
    meeting = held(kind, {"smoking": True, "fruit": True})
    counted = {item.key: item.quantity for item in items(meeting)}

    found = tableware_of(meeting, plan_of(meeting))

    assert (len(found.ashtrays), len(found.fruit_plates)) == (counted["place.ashtrays"], counted["place.fruit"])


def test_a_smoke_free_meeting_without_fruit_has_neither(held: Held) -> None:
    meeting = held()

    assert tableware_of(meeting, plan_of(meeting)) == NOTHING
