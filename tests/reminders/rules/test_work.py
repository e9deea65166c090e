"""Getting ready: work due, needs asked again, the post, a room that is not ready."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.reminders.facts import BookingFacts, Change
from meetbot.reminders.rules.work import ask_needs, not_ready, post, setup_short, work_due, work_overdue
from tests.checklists.conftest import meeting
from tests.factories import at
from tests.reminders.facts import (
    ADA,
    ALAN,
    BETH,
    ORGANISER,
    SUN,
    Said,
    change,
    clock,
    facts_of,
    said,
    shown,
    taken_by,
)

EVERYONE = (ALAN, BETH)
CANCELLED = facts_of(meeting(cancelled_at=at("2026-11-23 10:00")))
DUE: list[tuple[str, BookingFacts, list[Said]]] = [
    ("cancelled: nothing", CANCELLED, []),
    ("all done: nothing", facts_of(done="all"), []),
    (
        "one card for all that is due in a quarter of an hour, though some of it comes five minutes later",
        facts_of(taken=taken_by(ALAN)),
        [("1.start-60", (ALAN,), "13:00"), ("1.start-45", (ALAN,), "13:15"), ("1.start-15", (ALAN,), "13:45")],
    ),
    (
        "nobody took it: everyone",
        facts_of(done=["room.chairs", "place.paper", "place.cups", "before.post"]),
        [("1.start-60", EVERYONE, "13:00")],
    ),
    (
        "who took it after the moment sees the list already",
        facts_of(taken=taken_by(ALAN, since="2026-11-24 13:18")),
        [("1.start-60", (), "13:00"), ("1.start-45", (), "13:15"), ("1.start-15", (ALAN,), "13:45")],
    ),
    (
        "the room falls free late: due then, under the same names",
        facts_of(meeting(used_until=clock("13:30")), taken=taken_by(ALAN)),
        [("1.start-60", (ALAN,), "13:30"), ("1.start-45", (ALAN,), "13:30"), ("1.start-15", (ALAN,), "13:45")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "facts", "expected"), DUE, ids=[row[0] for row in DUE])
def test_work_falls_due_in_cards(case, facts, expected):
    assert said(work_due, facts) == expected


def test_who_is_called_to_a_meeting_at_short_notice_is_not_told_of_its_work_too():
    facts = facts_of(meeting(told_at=clock("13:30")))

    assert [(due.occurrence, due.recipients) for due in work_due(facts) if due.at == clock("13:30")] == [
        ("1.start-60", ()), ("1.start-45", ()), ("1.told", ()),
    ]  # fmt: skip


def test_a_meeting_told_in_the_morning_has_its_room_opened_at_once():
    facts = facts_of(meeting(told_at=clock("09:00")), taken=taken_by(ALAN, since="2026-11-24 08:59"))

    assert said(work_due, facts)[0] == ("1.told", (ALAN,), "09:00")


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("cancelled", CANCELLED, []),
        ("done", facts_of(done="all"), []),
        ("the takers once more", facts_of(done=["room.chairs", "place.paper", "place.cups"], taken=taken_by(ALAN)),
         [("1.start-60", (ALAN,), "13:15")]),
        ("not what the next card shows too: it comes within the quarter of an hour",
         facts_of(done=["before.post"], taken=taken_by(ALAN)), [("1.start-45", (ALAN,), "13:35")]),
        ("nor what the call to the door shows", facts_of(meeting(used_until=clock("13:35")), taken=taken_by(ALAN)), []),
        ("not who took it only then and has the list before them",
         facts_of(done=["room.chairs", "place.paper", "place.cups"], taken=taken_by(ALAN, since="2026-11-24 13:16")),
         [("1.start-60", (), "13:15")]),
        ("no takers: the supervisor", facts_of(done=["room.chairs", "place.paper", "place.cups"]),
         [("1.start-60", (SUN,), "13:15")]),
        ("not once the meeting begins", facts_of(meeting(used_until=clock("13:50"))), []),
    ],
)  # fmt: skip
def test_late_work_is_asked_for_once_more(case, facts, expected):
    assert said(work_overdue, facts) == expected


def _nothing_more(schedule: int) -> Change:
    return replace(change(5, "settle_needs", "2026-11-22 10:00"), after={"schedule": schedule})


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("cancelled", CANCELLED, []),
        ("told three days ahead: the day before", facts_of(), [("1", (ORGANISER,), "23 14:00")]),
        ("told exactly a day ahead: just asked", facts_of(meeting(told_at=at("2026-11-23 14:00"))), []),
        (
            "booked for them by somebody else at short notice: at once",
            facts_of(meeting(told_at=clock("09:00"), made_by=ADA)),
            [("1", (ORGANISER,), "09:00")],
        ),
        ("nothing more is needed", facts_of(changes=(_nothing_more(1),)), []),
        (
            "nothing more was needed, but it moved",
            facts_of(meeting(schedule=2), changes=(_nothing_more(1),)),
            [("2", (ORGANISER,), "23 14:00")],
        ),
        ("moved: asked anew", facts_of(meeting(schedule=3)), [("3", (ORGANISER,), "23 14:00")]),
    ],
)
def test_the_organiser_is_asked_for_special_needs_the_day_before(case, facts, expected):
    assert said(ask_needs, facts) == expected


def test_asking_for_needs_ends_an_hour_before_the_meeting():
    [due] = ask_needs(facts_of())

    assert shown(due.expires_at) == "13:00"


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("cancelled", CANCELLED, []),
        ("nobody took it: everyone", facts_of(), [("1", EVERYONE, "13:45")]),
        ("the takers", facts_of(taken=taken_by(BETH)), [("1", (BETH,), "13:45")]),
        ("told five minutes before: at once", facts_of(meeting(told_at=clock("13:55"))), [("1", EVERYONE, "13:55")]),
    ],
)
def test_attendants_go_to_their_post_fifteen_minutes_before(case, facts, expected):
    assert said(post, facts) == expected


@pytest.mark.parametrize(
    ("case", "facts", "expected"),
    [
        ("cancelled", CANCELLED, []),
        ("ready", facts_of(done="all"), []),
        ("not ready", facts_of(taken=taken_by(ALAN)), [("1", (SUN,), "14:00")]),
    ],
)
def test_a_room_that_is_not_ready_at_the_start_is_told_to_the_supervisor(case, facts, expected):
    assert said(not_ready, facts) == expected


def test_set_up_time_that_no_longer_suffices_is_told_by_its_minutes():
    assert said(setup_short, facts_of()) == said(setup_short, facts_of(setup_short_by=4)) == []
    assert said(setup_short, facts_of(setup_short_by=5)) == [("1.5", (SUN,), "21 09:00")]
    assert said(setup_short, facts_of(setup_short_by=20)) == [("1.20", (SUN,), "21 09:00")]
