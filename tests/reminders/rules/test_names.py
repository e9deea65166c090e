"""The organiser is asked for what is missing about nameplates the day before, and once more before the door opens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.nameplates.progress import Step
from meetbot.reminders.rules.names import names_open
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ORGANISER, facts_of, said

BOTH = [("1.day", (ORGANISER,), "23 14:00"), ("1.last", (ORGANISER,), "13:30")]


@pytest.mark.parametrize("step", [Step.NAMES, Step.TEXT, Step.SEATS, Step.PLACED])
def test_whatever_is_missing_is_asked_for_twice(step: Step) -> None:
    assert said(names_open, facts_of(names_step=step)) == BOTH
    assert {due.values["step"] for due in names_open(facts_of(names_step=step))} == {step}


@pytest.mark.parametrize("step", ["", Step.DONE], ids=["none wanted", "all done"])
def test_where_nothing_is_missing_nobody_is_asked(step: str) -> None:
    assert said(names_open, facts_of(names_step=step)) == []


@pytest.mark.parametrize(("told", "asked"), [("2026-11-24 09:00", BOTH[1:]), ("2026-11-24 13:35", [])])
def test_who_booked_later_is_not_asked_for_what_was_asked_a_moment_ago(told: str, asked: list[object]) -> None:
    assert said(names_open, facts_of(meeting(told_at=at(told)), names_step=Step.NAMES)) == asked


def test_a_cancelled_meeting_wants_no_cards() -> None:
    of = facts_of(names_step=Step.NAMES)
    cancelled = replace(of, meeting=meeting(cancelled_at=at("2026-11-22 10:00")))

    assert said(names_open, cancelled) == []


def test_the_later_question_takes_the_place_of_the_earlier() -> None:
    day, last = names_open(facts_of(names_step=Step.TEXT))

    assert (day.group, last.group, day.expires_at == last.at) == ("names", "names", True)
