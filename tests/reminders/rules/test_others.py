"""Defects, what they threaten, requests for access, what could not be delivered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.people.roles import Role
from meetbot.reminders.dues import STRANGER
from meetbot.reminders.facts import Mended, Staff, Threat
from meetbot.reminders.matters import AccessFacts, DefectFacts, FailureFacts
from meetbot.reminders.rules.access import access_asked, access_decided
from meetbot.reminders.rules.defects import assigned, opened, photo_added, resolved
from meetbot.reminders.rules.failures import undelivered
from meetbot.reminders.rules.threats import defect_threatens, threat_over
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ADA, ALAN, MAX, ORGANISER, STAFF, SUN, clock, facts_of, said

DEFECT = DefectFacts(id=3, staff=STAFF, reporter=ALAN, reported_at=clock("09:00"))
MENDED = replace(DEFECT, resolution=(MAX, clock("11:00")))
NOON = clock("12:00")


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("resolved", MENDED, []),
        ("admins and maintenance at once", DEFECT, [("1", (ADA, MAX), "09:00")]),
        ("reported by the admin: the others", replace(DEFECT, reporter=ADA), [("1", (MAX,), "09:00")]),
    ],
)
def test_an_opened_defect_reaches_admins_and_maintenance(case, facts, expected):
    assert said(opened, facts) == expected


def test_a_photo_that_came_later_follows_the_alert_and_one_that_came_with_it_does_not():
    facts = replace(DEFECT, photos=((5, ALAN, clock("09:00")), (6, ALAN, clock("09:02"))))

    assert said(photo_added, facts) == [("6", (ADA, MAX), "09:02")]
    assert [due.values["photos"] for due in opened(facts)] == [2]


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("to nobody", DEFECT, []),
        ("resolved since", replace(MENDED, assignment=(4, MAX, ADA, clock("10:00"))), []),
        ("taken by oneself", replace(DEFECT, assignment=(4, MAX, MAX, clock("10:00"))), []),
        ("given by the admin", replace(DEFECT, assignment=(4, MAX, ADA, clock("10:00"))), [("4", (MAX,), "10:00")]),
    ],
)
def test_whoever_is_to_mend_a_defect_is_told(case, facts, expected):
    assert said(assigned, facts) == expected


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("open", DEFECT, []),
        ("mended by the reporter", replace(MENDED, reporter=MAX), [("1", (), "11:00")]),
        ("mended", MENDED, [("1", (ALAN,), "11:00")]),
    ],
)
def test_the_reporter_learns_that_it_is_mended(case, facts, expected):
    assert said(resolved, facts) == expected


@pytest.mark.parametrize(
    ("case", "reported", "by", "expected"),
    [
        ("weeks before: a day before set-up", "2026-11-02 09:00", ALAN, [("1.3", (SUN, ORGANISER), "23 13:45")]),
        ("an hour before: at once", "2026-11-24 13:00", ALAN, [("1.3", (SUN, ORGANISER), "13:00")]),
        ("the organiser reported it", "2026-11-24 13:00", ORGANISER, [("1.3", (SUN,), "13:00")]),
    ],
)
def test_a_defect_in_the_way_of_a_meeting_is_told_to_supervisor_and_organiser(case, reported, by, expected):
    facts = facts_of(threats=(Threat(3, by, at(reported)),))

    assert said(defect_threatens, facts) == expected


@pytest.mark.parametrize(
    ("case", "reported", "expected"),
    [
        ("alerted at this very moment", "2026-11-24 13:00", [("1.3", (ORGANISER,), "13:00")]),
        ("alerted weeks ago", "2026-11-02 09:00", [("1.3", (ADA, ORGANISER), "23 13:45")]),
    ],
)
def test_an_admin_in_charge_is_not_told_at_once_what_the_alert_says(case, reported, expected):
    facts = facts_of(staff=Staff({Role.ADMIN: (ADA,)}), threats=(Threat(3, ALAN, at(reported)),))

    assert said(defect_threatens, facts) == expected


def test_a_cancelled_meeting_is_not_threatened():
    facts = facts_of(meeting(cancelled_at=at("2026-11-23 10:00")), threats=(Threat(3, ALAN, NOON),))

    assert said(defect_threatens, facts) == []


def test_those_who_were_warned_learn_that_the_threat_is_over():
    facts = facts_of(mended=(Mended(3, ALAN, SUN, NOON, (SUN, ORGANISER)),))

    assert said(threat_over, facts) == [("3", (ORGANISER,), "12:00")]


ASKED = AccessFacts(id=2, staff=STAFF, asked_at=NOON)
DECIDED = replace(ASKED, decided_at=clock("12:30"), decided_by=ADA)


@pytest.mark.parametrize(
    ("case", "facts", "asked", "decided"),
    [
        ("open", ASKED, [("1", (ADA,), "12:00")], []),
        ("granted", replace(DECIDED, granted=Role.ATTENDANT, person_id=77), [], [("1", (77,), "12:30")]),
        ("declined", DECIDED, [], [("1", (STRANGER,), "12:30")]),
    ],
)
def test_a_request_for_access_reaches_the_admins_and_the_answer_the_stranger(case, facts, asked, decided):
    assert (said(access_asked, facts), said(access_decided, facts)) == (asked, decided)


@pytest.mark.parametrize(
    ("case", "person", "told"),
    [("an attendant", ALAN, (ADA,)), ("the only admin: nobody is left", ADA, ())],
)
def test_what_does_not_reach_somebody_is_told_to_the_admins(case, person, told):
    facts = FailureFacts("booking:17", STAFF, person, "post", "blocked", NOON)

    assert said(undelivered, facts) == [(f"person:{person}", told, "12:00")]


def test_escalations_reach_the_admins_where_there_is_no_supervisor():
    assert Staff({Role.ADMIN: (ADA,)}).in_charge == (ADA,)
