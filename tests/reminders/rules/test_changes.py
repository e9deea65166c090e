"""What one person did to a booking reaches the others."""

from __future__ import annotations

import pytest

from meetbot.reminders.rules.changes import booked_for_you, changed, handed_over
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import ADA, ALAN, BETH, ORGANISER, change, facts_of, said, taken_by

WHEN = "2026-11-23 18:00"
BOTH = taken_by(ALAN, BETH)


@pytest.mark.parametrize(
    ("verb", "by", "told"),
    [
        ("move", ORGANISER, (ALAN, BETH)),
        ("resize", ORGANISER, (ALAN, BETH)),
        ("change", ADA, (ALAN, BETH, ORGANISER)),
        ("extend", ALAN, (BETH, ORGANISER)),
        ("end", ALAN, (ORGANISER,)),
        ("end", ORGANISER, ()),
        ("cancel", ORGANISER, (ALAN, BETH)),
        ("book", ORGANISER, ()),
        ("hand_over", ADA, ()),
    ],
)
def test_a_change_reaches_takers_and_organiser_but_not_its_maker(verb, by, told):
    facts = facts_of(taken=BOTH, changes=(change(7, verb, WHEN, by),))

    assert said(changed, facts) == [("7", told, "23 18:00")]


def test_wishes_told_one_after_the_other_are_one_message():
    told = [change(number, "tell", f"2026-11-23 18:0{number}") for number in (0, 2, 5, 9)]

    assert said(changed, facts_of(taken=taken_by(ALAN), changes=tuple(told))) == [
        ("5", (ALAN,), "23 18:08"), ("9", (ALAN,), "23 18:12"),
    ]  # fmt: skip


def test_a_move_after_a_wish_is_told_at_once_and_says_both():
    both = (change(7, "tell", WHEN), change(8, "move", "2026-11-23 18:01"))

    assert said(changed, facts_of(taken=taken_by(ALAN), changes=both)) == [
        ("7", (ALAN,), "23 18:03"), ("8", (ALAN,), "23 18:01"),
    ]  # fmt: skip


def test_a_cancellation_is_told_though_nothing_else_is():
    facts = facts_of(meeting(cancelled_at=at(WHEN)), taken=BOTH, changes=(change(7, "cancel", WHEN),))

    assert said(changed, facts) == [("7", (ALAN, BETH), "23 18:00")]


def test_who_took_a_meeting_after_it_changed_saw_it_as_it_is():
    late = taken_by(ALAN) | taken_by(BETH, since="2026-11-23 18:30")

    assert said(changed, facts_of(taken=late, changes=(change(7, "move", WHEN),))) == [("7", (ALAN,), "23 18:00")]


def test_who_was_given_a_booking_is_not_told_what_changed_before():
    handed = (change(7, "resize", WHEN, ADA), change(8, "hand_over", "2026-11-23 18:05", ADA))
    since = (*handed, change(9, "extend", "2026-11-23 18:10", ADA))

    assert said(changed, facts_of(changes=since)) == [
        ("7", (), "23 18:00"), ("8", (), "23 18:05"), ("9", (ORGANISER,), "23 18:10"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "facts", "told", "handed"),
    [
        ("booked by oneself", facts_of(), [], []),
        ("booked by the admin", facts_of(meeting(made_by=ADA)), [("1", (ORGANISER,), "21 09:00")], []),
        ("handed over", facts_of(meeting(made_by=ADA), changes=(change(8, "hand_over", WHEN, ADA),)),
         [], [("8", (ORGANISER,), "23 18:00")]),
        ("handed over with others", facts_of(changes=(change(8, "hand_over", WHEN, ADA, together_with=3),)), [], []),
        ("taken over by oneself", facts_of(changes=(change(8, "hand_over", WHEN, ORGANISER),)), [], []),
        ("cancelled", facts_of(meeting(made_by=ADA, cancelled_at=at(WHEN)), changes=(change(8, "hand_over", WHEN, ADA),)), [], []),
    ],
)  # fmt: skip
def test_whoever_gets_a_booking_by_somebody_elses_hand_is_told(case, facts, told, handed):
    assert (said(booked_for_you, facts), said(handed_over, facts)) == (told, handed)
