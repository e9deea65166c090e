"""Extend or end, the inspection, an overrun."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from meetbot.reminders.rules.ending import ending_soon, inspection, inspection_late, overrun
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ALAN, BETH, ORGANISER, SUN, change, clock, facts_of, said, taken_by

CANCELLED = facts_of(meeting(cancelled_at=at("2026-11-23 10:00")))
EXTENDED = change(7, "extend", "2026-11-24 15:46")
END_SET = replace(change(7, "move", "2026-11-24 15:46"), after={"ends_at": "2026-11-24T08:30:00+00:00"})


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("cancelled", CANCELLED, []),
        ("ended already", facts_of(meeting(ended_at=clock("15:30"))), []),
        ("fifteen minutes before", facts_of(), [("1.0", (ORGANISER,), "15:45")]),
        ("a meeting of ten minutes: at its start", facts_of(meeting(end="2026-11-24 14:10")), [("1.0", (ORGANISER,), "14:00")]),
        ("past midnight", facts_of(meeting("2026-11-24 22:00", "2026-11-25 00:05")), [("1.0", (ORGANISER,), "23:50")]),
        ("extended by half an hour: asked anew", facts_of(meeting(end="2026-11-24 16:30"), changes=(EXTENDED,)),
         [("1.1", (ORGANISER,), "16:15")]),
        ("the end set to later as a change: asked anew", facts_of(meeting(end="2026-11-24 16:30"), changes=(END_SET,)),
         [("1.1", (ORGANISER,), "16:15")]),
        ("the end set to a minute from now: they know", facts_of(meeting(end="2026-11-24 15:50"), changes=(END_SET,)), []),
        ("a change of something else: asked once", facts_of(changes=(change(7, "resize", "2026-11-24 15:46"),)),
         [("1.0", (ORGANISER,), "15:45")]),
        ("extended a minute ago by ten: they have just answered", facts_of(meeting(end="2026-11-24 16:00"), changes=(EXTENDED,)), []),
    ],
)  # fmt: skip
def test_the_organiser_is_asked_to_extend_or_end(case, facts, expected):
    assert said(ending_soon, facts) == expected


@pytest.mark.parametrize(
    ("case", "facts", "now", "later"),
    [
        ("cancelled", CANCELLED, [], []),
        ("all inspected", facts_of(done="all"), [], []),
        ("nobody answered: the planned end counts", facts_of(taken=taken_by(ALAN)),
         [("1.0", (ALAN,), "16:00")], [("1.0", (SUN,), "16:20")]),
        ("ended early, taken by nobody", facts_of(meeting(ended_at=clock("15:10"))),
         [("1.0", (ALAN, BETH), "15:10")], [("1.0", (SUN,), "15:30")]),
        ("ended by one of them, who has the list before them", facts_of(
            meeting(ended_at=clock("15:10"), ended_by=ALAN), taken=taken_by(ALAN, BETH)),
         [("1.0", (BETH,), "15:10")], [("1.0", (SUN,), "15:30")]),
        ("extended after all: inspected anew", facts_of(meeting(end="2026-11-24 16:30"), changes=(EXTENDED,)),
         [("1.1", (ALAN, BETH), "16:30")], [("1.1", (SUN,), "16:50")]),
    ],
)  # fmt: skip
def test_the_inspection_starts_at_the_end(case, facts, now, later):
    assert (said(inspection, facts), said(inspection_late, facts)) == (now, later)


@pytest.mark.parametrize(
    ("case", "row", "expected"),
    [
        ("nobody said", {}, []),
        ("early", {"ended_at": "15:50"}, []),
        ("a minute late", {"ended_at": "16:01"}, []),
        ("a quarter late", {"ended_at": "16:15"}, [("1", (SUN,), "16:15")]),
        ("found by the supervisor", {"ended_at": "16:15", "ended_by": SUN}, [("1", (), "16:15")]),
    ],
)
def test_an_overrun_is_told_to_the_supervisor(case, row, expected):
    fields: dict[str, Any] = {key: clock(value) if key == "ended_at" else value for key, value in row.items()}

    assert said(overrun, facts_of(meeting(**fields))) == expected


def test_an_overrun_into_the_next_set_up_says_so():
    late = replace(meeting(ended_at=clock("16:15")), next_reserved_from=clock("16:10"))

    assert [dict(due.values) for due in overrun(facts_of(late))] == [{"minutes": 15, "clash": 1}]


@pytest.mark.parametrize(
    ("case", "facts", "now", "later"),
    [
        ("cancelled while it ran", facts_of(meeting(cancelled_at=clock("14:30")), taken=taken_by(ALAN)),
         [("1.0", (ALAN,), "14:30")], [("1.0", (SUN,), "14:50")]),
        ("cancelled while it was prepared", facts_of(meeting(cancelled_at=clock("13:30")), done=["room.open"]),
         [("1.0", (ALAN, BETH), "13:30")], [("1.0", (SUN,), "13:50")]),
        ("cancelled before anybody began", facts_of(meeting(cancelled_at=clock("13:30"))), [], []),
    ],
)  # fmt: skip
def test_a_room_that_was_in_use_when_its_meeting_was_cancelled_is_inspected(case, facts, now, later):
    assert (said(inspection, facts), said(inspection_late, facts)) == (now, later)
