"""Guests get one mail for every state of the meeting that they would see, and one when it is off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from meetbot.reminders.dues import STRANGER, Due, Urgency, Way
from meetbot.reminders.facts import BookingFacts, Change, GuestFacts
from meetbot.reminders.rules.guests import guest_cancelled, guest_in, guest_invited, guest_unreached
from tests.checklists.conftest import TOLD, meeting
from tests.factories import at
from tests.reminders.facts import ORGANISER, facts_of, said

ADDED = at("2026-11-22 09:00")
ADA, BOB = GuestFacts(12, ADDED), GuestFacts(13, ADDED)
NOBODY = (STRANGER,)


def change(id: int, moment: str, *facts: str, verb: str = "change") -> Change:
    return Change(id, verb, ORGANISER, at(moment), dict.fromkeys(facts, "before"), dict.fromkeys(facts, "after"))


def with_guests(*guests: GuestFacts, changes: tuple[Change, ...] = (), **booking: Any) -> BookingFacts:
    of = meeting()
    for name, value in ({"title": "Budget"} | booking).items():
        setattr(of.booking, name, value)
    return facts_of(of, guests=guests, changes=changes)


MOVED = change(57, "2026-11-23 10:00", "starts_at", "ends_at", verb="move")
RENAMED = change(58, "2026-11-23 10:01", "title")
GREW = change(59, "2026-11-23 10:02", "heads", "places")


@pytest.mark.parametrize(
    ("case", "facts", "dues"),
    [
        ("no guests", with_guests(), []),
        ("invited", with_guests(ADA, BOB), [("guest:12.0", NOBODY, "22 09:00"), ("guest:13.0", NOBODY, "22 09:00")]),
        (
            "taken off",
            with_guests(replace(ADA, removed_at=at("2026-11-22 09:05")), BOB),
            [("guest:13.0", NOBODY, "22 09:00")],
        ),
        (
            "moved: whoever has an invitation gets another one, two minutes later",
            with_guests(replace(ADA, is_reached=True), changes=(MOVED,)),
            [("guest:12.57", NOBODY, "23 10:02")],
        ),
        (
            "moved before anybody was reached: the first mail says it all, at once",
            with_guests(ADA, changes=(MOVED,)),
            [("guest:12.57", NOBODY, "23 10:00")],
        ),
        (
            "moved before they were added",
            with_guests(replace(ADA, added_at=at("2026-11-23 11:00")), changes=(MOVED,)),
            [("guest:12.57", NOBODY, "23 11:00")],
        ),
        (
            "changed twice: the last one counts",
            with_guests(replace(ADA, is_reached=True), changes=(MOVED, RENAMED)),
            [("guest:12.58", NOBODY, "23 10:03")],
        ),
        (
            "what no guest sees asks for no mail",
            with_guests(replace(ADA, is_reached=True), changes=(MOVED, GREW)),
            [("guest:12.57", NOBODY, "23 10:02")],
        ),
        ("cancelled", with_guests(ADA, cancelled_at=at("2026-11-23 12:00")), []),
    ],
)
def test_every_guest_is_sent_the_meeting_as_it_is_now(
    case: str, facts: BookingFacts, dues: list[tuple[str, tuple[int, ...], str]]
) -> None:
    assert said(guest_invited, facts) == dues


def test_without_a_title_the_type_is_what_guests_see() -> None:
    retyped = change(60, "2026-11-23 10:00", "meeting_type")
    reached = replace(ADA, is_reached=True)

    assert said(guest_invited, with_guests(reached, changes=(retyped,), title=""))[0][0] == "guest:12.60"
    assert said(guest_invited, with_guests(reached, changes=(retyped,)))[0][0] == "guest:12.0"


@pytest.mark.parametrize(
    ("case", "facts", "dues"),
    [
        ("it stands", with_guests(replace(ADA, is_reached=True)), []),
        (
            "cancelled: those who have an invitation",
            with_guests(replace(ADA, is_reached=True), BOB, cancelled_at=at("2026-11-23 12:00")),
            [("guest:12.cancelled", NOBODY, "23 12:00")],
        ),
        (
            "taken off, then cancelled: one mail",
            with_guests(
                replace(ADA, is_reached=True, removed_at=at("2026-11-23 11:00")), cancelled_at=at("2026-11-23 12:00")
            ),
            [("guest:12.cancelled", NOBODY, "23 11:00")],
        ),
        ("taken off before any mail went out", with_guests(replace(ADA, removed_at=at("2026-11-23 11:00"))), []),
    ],
)
def test_what_is_off_is_told_to_those_who_have_it(
    case: str, facts: BookingFacts, dues: list[tuple[str, tuple[int, ...], str]]
) -> None:
    assert said(guest_cancelled, facts) == dues


def test_the_organiser_is_told_of_all_addresses_that_were_not_reached_in_one_message() -> None:
    failed: tuple[tuple[str, datetime], ...] = (("guest:12.0", at("2026-11-22 09:00")),)
    facts = with_guests(replace(ADA, failures=failed), replace(BOB, failures=(("guest:13.0", at("2026-11-22 09:01")),)))

    assert said(guest_unreached, facts) == [
        ("guest:12.0", (ORGANISER,), "22 09:01"), ("guest:13.0", (ORGANISER,), "22 09:02"),
    ]  # fmt: skip
    assert {due.group for due in guest_unreached(facts)} == {"guest_unreached"}


def test_mails_go_by_mail_until_the_meeting_ends() -> None:
    facts = with_guests(ADA)

    (due,) = guest_invited(facts)

    assert due == Due(
        "guest_invited", facts.subject, "guest:12.0", NOBODY, ADDED, facts.meeting.event.end, Urgency.NEWS,
        way=Way.MAIL, values={"guest": 12, "series": 0, "is_update": 0},
    )  # fmt: skip
    assert guest_in(due.occurrence) == 12
    assert due.at > TOLD
