"""What was left behind is told at once, chased daily, and given up to the office after a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetbot.lost.models import AFTERWARDS
from meetbot.reminders.asking import Asking
from meetbot.reminders.dues import Due, Urgency
from meetbot.reminders.matters import FindFacts
from meetbot.reminders.rules.lost import chased, found, handed_over, photo_added, unclaimed
from meetbot.settings import read_site
from tests.handlers.conftest import CONFIG
from tests.reminders.facts import ADA, ALAN, ORGANISER, STAFF, clock, said, shown

SCARF = FindFacts(id=3, staff=STAFF, found_by=ALAN, found_at=clock("16:10"), owners=(ORGANISER,))
NOBODYS = replace(SCARF, owners=())
GONE = replace(SCARF, handed=(ALAN, clock("16:30")))


@pytest.mark.parametrize(
    ("case", "facts", "told"),
    [
        ("the organiser", SCARF, [("1", (ORGANISER,), "16:10")]),
        ("nobody knows whose it is: the office", NOBODYS, [("1", (ADA,), "16:10")]),
        ("the office found it itself", replace(NOBODYS, found_by=ADA), [("1", (), "16:10")]),
        ("handed over already", GONE, []),
    ],
)
def test_a_find_is_told_to_those_it_goes_to(case, facts, told):
    assert said(found, facts) == told


def test_it_is_chased_on_six_days_and_then_the_office_sees_to_it():
    days = [timedelta(days=day) for day in range(1, 7)]

    assert [(due.occurrence, due.recipients, due.at - SCARF.found_at) for due in chased(SCARF)] == [
        (str(day.days), (ORGANISER,), day) for day in days
    ]
    assert [(due.recipients, due.at - SCARF.found_at) for due in unclaimed(SCARF)] == [((ADA,), timedelta(days=7))]


def test_in_a_house_with_office_hours_it_is_chased_on_working_days_at_its_hour():
    """Found on a Tuesday; a week later the office sees to it."""
    facts = replace(SCARF, staff=replace(STAFF, asking=Asking(read_site(CONFIG))))

    asked = [(due.occurrence, shown(due.at)) for due in (*chased(facts), *unclaimed(facts))]

    assert asked == [
        ("1", "25 10:00"), ("2", "26 10:00"), ("3", "27 10:00"), ("6", "30 10:00"), ("1", "01 10:00"),
    ]  # fmt: skip


def test_nobody_is_chased_for_what_is_nobodys_or_was_handed_over():
    assert [*chased(NOBODYS), *chased(GONE), *unclaimed(GONE)] == []


def test_a_photo_is_told_once_and_one_that_came_with_the_find_with_it():
    with_find, after = (1, ALAN, SCARF.found_at), (2, ALAN, SCARF.found_at + AFTERWARDS)

    assert said(photo_added, replace(SCARF, photos=(with_find, after))) == [("2", (ORGANISER,), "16:10")]


@pytest.mark.parametrize(
    ("by", "told"), [(ALAN, [("1", (ORGANISER,), "16:30")]), (ORGANISER, [])], ids=["the staff", "the organiser"]
)
def test_what_the_staff_gave_away_the_organiser_learns(by, told):
    assert said(handed_over, replace(SCARF, handed=(by, clock("16:30")))) == told


def test_after_an_outage_the_newest_word_supersedes_the_older():
    dues: list[Due] = [*found(SCARF), *chased(SCARF)]

    assert {due.group for due in dues} == {"find"}
    assert [due.urgency for due in found(SCARF)] == [Urgency.ALERT]
