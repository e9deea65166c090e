"""A new version reaches those who have not confirmed it, twice at most; a proposal reaches the office, its answer who made it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.people.roles import Role
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import ProposalFacts, StandardFacts
from meetbot.reminders.rules.proposals import proposal_answered, proposal_made
from meetbot.reminders.rules.standard import standard_changed, standard_unread
from tests.reminders.facts import ADA, ALAN, BETH, STAFF, SUN, clock, said

SECOND = StandardFacts(id=2, published_at=clock("10:00"), chased_from=clock("13:30"), unread_by=(ALAN, SUN))
PROPOSAL = ProposalFacts(id=5, staff=STAFF, made_by=ALAN, made_at=clock("10:00"))


@pytest.mark.parametrize(
    ("case", "facts", "told", "asked_again"),
    [
        ("two have not read it", SECOND, [("1", (ALAN, SUN), "10:00")], [("1", (ALAN, SUN), "13:30")]),
        ("one has", replace(SECOND, unread_by=(SUN,)), [("1", (SUN,), "10:00")], [("1", (SUN,), "13:30")]),
        ("everybody has", replace(SECOND, unread_by=()), [], []),
    ],
)
def test_those_who_have_not_read_a_version_are_told_and_asked_once_more(case, facts, told, asked_again):
    assert (said(standard_changed, facts), said(standard_unread, facts)) == (told, asked_again)


@pytest.mark.parametrize(
    ("case", "facts", "office", "maker"),
    [
        ("made by an attendant", PROPOSAL, [("1", (ADA,), "10:00")], []),
        ("made by the only one in the office", replace(PROPOSAL, made_by=ADA), [("1", (), "10:00")], []),
        (
            "two in the office",
            replace(PROPOSAL, made_by=ADA, staff=Staff({Role.ADMIN: (ADA, BETH)})),
            [("1", (BETH,), "10:00")],
            [],
        ),
        ("answered", replace(PROPOSAL, answered=(ADA, clock("11:00"))), [], [("1", (ALAN,), "11:00")]),
        ("answered by who made it", replace(PROPOSAL, made_by=ADA, answered=(ADA, clock("11:00"))), [], []),
    ],
)
def test_a_proposal_reaches_the_office_and_its_answer_who_made_it(case, facts, office, maker):
    assert (said(proposal_made, facts), said(proposal_answered, facts)) == (office, maker)
