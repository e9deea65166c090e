"""A defect is in the way of the next meeting in its room that needs the broken thing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from meetbot.booking.models import Booking
from meetbot.defects import service as defects
from meetbot.defects.models import Defect, Severity
from meetbot.defects.threats import needs_thing
from meetbot.standard.needs import Drink, Equipment, Needs
from tests.defects.conftest import House, Team, add_meeting, cancel
from tests.factories import at

HOUR = timedelta(hours=1)
PROJECTOR = Needs(equipment=(Equipment.PROJECTOR,))


@pytest.mark.parametrize(
    ("needs", "thing", "needed"),
    [
        (Needs(), "", True),
        (Needs(), "chairs", True),
        (Needs(), "<b>", True),
        (Needs(), "projector", False),
        (PROJECTOR, "projector", True),
        (PROJECTOR, "sound", False),
        (Needs(), "rostrum", False),
        (Needs(rostrum=True), "rostrum", True),
        (Needs(paper=False), "paper", False),
        (Needs(drink=Drink.WATER), "drink", True),
        (Needs(), "equipment", True),
        (Needs(), "model_fields", True),
    ],
)
def test_what_can_be_asked_for_is_needed_by_who_asked(needs: Needs, thing: str, needed: bool) -> None:
    assert needs_thing(needs, thing) is needed


def report(session: Session, team: Team, now: datetime, room_id: int, thing: str = "projector") -> Defect:
    return defects.report(session, team.alan, now, room_id=room_id, thing=thing)


def test_a_room_without_meetings_is_not_threatened(session: Session, team: Team, house: House, now: datetime) -> None:
    assert defects.threatened_by(session, report(session, team, now, house.small), now) is None


def test_the_next_meeting_that_needs_the_thing_is_threatened(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    add_meeting(session, house.small, now + HOUR)
    threatened = add_meeting(session, house.small, now + 4 * HOUR, PROJECTOR)
    add_meeting(session, house.small, now + 7 * HOUR, PROJECTOR)

    assert defects.threatened_by(session, report(session, team, now, house.small), now) == threatened


def test_what_everybody_uses_threatens_the_very_next_meeting(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    threatened = add_meeting(session, house.small, now + HOUR)
    add_meeting(session, house.small, now + 4 * HOUR)

    assert defects.threatened_by(session, report(session, team, now, house.small, "chairs"), now) == threatened


def test_meetings_that_began_were_cancelled_or_are_elsewhere_are_not_threatened(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    add_meeting(session, house.small, now, PROJECTOR)
    cancel(session, add_meeting(session, house.small, now + 3 * HOUR, PROJECTOR))
    add_meeting(session, house.east, now + HOUR, PROJECTOR)

    assert defects.threatened_by(session, report(session, team, now, house.small), now) is None


def test_a_meeting_in_set_up_is_threatened(session: Session, team: Team, house: House, now: datetime) -> None:
    in_set_up = add_meeting(session, house.small, now + timedelta(minutes=1), PROJECTOR)

    assert defects.threatened_by(session, report(session, team, now, house.small), now) == in_set_up


def test_a_defect_of_a_half_threatens_a_meeting_in_the_whole_hall_and_the_other_way_round(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    whole = add_meeting(session, house.hall, at("2026-11-24 09:00"), PROJECTOR)
    half = add_meeting(session, house.west, at("2026-11-24 13:00"), PROJECTOR)
    of_half, of_hall, of_east = (report(session, team, now, room) for room in (house.west, house.hall, house.east))

    assert defects.threatened_by(session, of_half, now) == whole
    assert defects.threatened_by(session, of_hall, at("2026-11-24 12:00")) == half
    assert defects.threatened_by(session, of_east, at("2026-11-24 12:00")) is None
    assert defects.threats(session, whole) == [of_half, of_hall, of_east]
    assert defects.threats(session, half) == [of_half, of_hall]


def test_a_meeting_after_midnight_is_threatened(session: Session, team: Team, house: House) -> None:
    just_before = at("2026-11-23 23:59")
    after = add_meeting(session, house.small, at("2026-11-24 00:00"), PROJECTOR)

    assert defects.threatened_by(session, report(session, team, just_before, house.small), just_before) == after


def test_a_resolved_defect_threatens_nobody(session: Session, team: Team, house: House, now: datetime) -> None:
    booking = add_meeting(session, house.small, now + HOUR, PROJECTOR)
    defect = report(session, team, now, house.small)

    defects.resolve(session, defect.id or 0, "done", team.max, now)

    assert defects.threatened_by(session, defect, now) is None
    assert defects.threats(session, booking) == []


def test_a_meeting_is_threatened_by_what_it_needs(session: Session, team: Team, house: House, now: datetime) -> None:
    plain = add_meeting(session, house.small, now + HOUR)
    with_projector = add_meeting(session, house.small, now + 4 * HOUR, PROJECTOR)
    projector = report(session, team, now, house.small)
    chairs = report(session, team, now, house.small, "chairs")
    report(session, team, now, house.east, "chairs")

    assert defects.threats(session, plain) == [chairs]
    assert defects.threats(session, with_projector) == [projector, chairs]


def due_again(session: Session, *bookings: Booking) -> list[bool]:
    """Which of these the ticker will look at anew; the others are set back to known."""
    session.flush()
    again = [booking.next_due is None for booking in bookings]
    for booking in bookings:
        booking.next_due = booking.starts_at
    session.flush()
    return again


def test_every_turn_of_a_defect_makes_the_ticker_look_at_the_next_meetings_again(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    running = add_meeting(session, house.west, now)
    coming = add_meeting(session, house.hall, now + 3 * HOUR)
    elsewhere = add_meeting(session, house.small, now + HOUR)
    meetings = (running, coming, elsewhere)

    number = report(session, team, now, house.west).id or 0
    assert due_again(session, *meetings) == [False, True, False]
    defects.grade(session, number, Severity.MAJOR, team.ada, now)
    assert due_again(session, *meetings) == [False, True, False]
    defects.add_words(session, number, "smells", team.alan)
    assert due_again(session, *meetings) == [False, False, False]
    defects.resolve(session, number, "done", team.max, now)
    assert due_again(session, *meetings) == [False, True, False]


def test_a_full_year_of_meetings_is_not_looked_at_again(
    session: Session, team: Team, house: House, now: datetime
) -> None:
    bookings = [add_meeting(session, house.small, now + day * timedelta(days=1)) for day in range(1, 30)]

    report(session, team, now, house.small)

    assert due_again(session, *bookings) == [True] * 20 + [False] * 9
