from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session

from meetbot.booking.breaks import breaks_of, drop_break
from meetbot.booking.errors import AlreadyCancelled, BadBreak, MeetingOver, NotStarted, NotYourBooking
from meetbot.booking.models import Booking
from meetbot.booking.service import cancel, end, end_break, history, plan_break, start_break
from meetbot.people.members import Member
from meetbot.people.roles import Role
from tests.booking.conftest import Desk
from tests.factories import NOW, at


@pytest.fixture
def booking(desk: Desk) -> Booking:
    return desk.book()


@pytest.fixture
def olga(desk: Desk) -> Member:
    return desk.staff[Role.ORGANISER]


def _time(time: str) -> datetime:
    return at(f"2026-11-24 {time}")


def _spans(session: Session, booking: Booking) -> list[tuple[datetime, datetime | None]]:
    assert booking.id is not None
    return [(each.starts_at, each.ends_at) for each in breaks_of(session, booking.id)]


def _id(booking: Booking) -> int:
    assert booking.id is not None
    return booking.id


def test_a_live_break_lasts_until_somebody_ends_it(session: Session, desk: Desk, booking: Booking) -> None:
    attendant = desk.staff[Role.ATTENDANT]
    booking.next_due = NOW

    start_break(session, _id(booking), attendant, _time("14:50"))
    start_break(session, _id(booking), attendant, _time("14:55"))
    assert _spans(session, booking) == [(_time("14:50"), None)]
    assert booking.next_due is None

    assert end_break(session, _id(booking), attendant, _time("15:05"))
    assert end_break(session, _id(booking), attendant, _time("15:10")) is None
    assert _spans(session, booking) == [(_time("14:50"), _time("15:05"))]


def test_a_second_break_follows_the_first(session: Session, booking: Booking, olga: Member) -> None:
    for time in ("14:30", "15:30"):
        start_break(session, _id(booking), olga, _time(time))
        end_break(session, _id(booking), olga, _time(time.replace("30", "40")))

    assert _spans(session, booking) == [(_time("14:30"), _time("14:40")), (_time("15:30"), _time("15:40"))]


def test_a_planned_break_that_is_on_is_the_break_and_may_end_early(
    session: Session, booking: Booking, olga: Member
) -> None:
    planned = plan_break(session, _id(booking), olga, _time("15:00"), _time("15:20"), NOW)

    assert start_break(session, _id(booking), olga, _time("15:05")) is planned
    end_break(session, _id(booking), olga, _time("15:10"))

    assert _spans(session, booking) == [(_time("15:00"), _time("15:10"))]


def test_planning_the_same_break_twice_plans_it_once(session: Session, booking: Booking, olga: Member) -> None:
    for _ in range(2):
        plan_break(session, _id(booking), olga, _time("15:00"), _time("15:20"), NOW)

    assert _spans(session, booking) == [(_time("15:00"), _time("15:20"))]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("14:00", "14:10"),  # it would begin with a break
        ("15:50", "16:00"),  # it would end with one
        ("13:00", "13:10"),
        ("15:50", "16:10"),
        ("15:20", "15:20"),
        ("15:30", "15:20"),
        ("14:40", "14:50"),  # across another break
    ],
)
def test_a_break_that_makes_no_sense_is_refused(
    session: Session, booking: Booking, olga: Member, start: str, end: str
) -> None:
    plan_break(session, _id(booking), olga, _time("14:30"), _time("14:45"), NOW)

    with pytest.raises(BadBreak) as refusal:
        plan_break(session, _id(booking), olga, _time(start), _time(end), NOW)

    assert refusal.value == BadBreak(_time(start), _time(end))


def test_breaks_may_touch(session: Session, booking: Booking, olga: Member) -> None:
    plan_break(session, _id(booking), olga, _time("14:30"), _time("14:45"), NOW)
    plan_break(session, _id(booking), olga, _time("14:45"), _time("15:00"), NOW)

    assert len(_spans(session, booking)) == 2


def test_only_a_running_meeting_pauses(session: Session, booking: Booking, olga: Member) -> None:
    with pytest.raises(NotStarted):
        start_break(session, _id(booking), olga, _time("13:59"))
    with pytest.raises(MeetingOver):
        start_break(session, _id(booking), olga, _time("20:00"))


def test_the_end_of_the_meeting_ends_its_break_and_drops_later_ones(
    session: Session, booking: Booking, olga: Member
) -> None:
    plan_break(session, _id(booking), olga, _time("15:30"), _time("15:40"), NOW)
    start_break(session, _id(booking), olga, _time("14:50"))

    end(session, _id(booking), olga, _time("15:00"))

    assert _spans(session, booking) == [(_time("14:50"), _time("15:00"))]
    with pytest.raises(MeetingOver):
        start_break(session, _id(booking), olga, _time("15:01"))


def test_a_cancelled_meeting_has_no_breaks_to_start(session: Session, booking: Booking, olga: Member) -> None:
    cancel(session, _id(booking), olga, NOW)

    with pytest.raises(AlreadyCancelled):
        start_break(session, _id(booking), olga, _time("14:30"))


def test_strangers_to_a_meeting_do_not_pause_it(session: Session, desk: Desk, booking: Booking) -> None:
    with pytest.raises(NotYourBooking):
        start_break(session, _id(booking), desk.staff[Role.CLEANER], _time("14:30"))


def test_who_ended_a_break_stands_in_the_history(session: Session, desk: Desk, booking: Booking) -> None:
    pause = start_break(session, _id(booking), desk.staff[Role.ATTENDANT], _time("14:30"))

    for _ in range(2):
        end_break(session, _id(booking), desk.staff[Role.SUPERVISOR], _time("14:45"))

    [_, ended] = history(session, _id(booking))
    by = desk.staff[Role.SUPERVISOR].id
    assert (ended.verb, ended.after, ended.by, ended.at) == ("end_break", {"break": pause.id}, by, _time("14:45"))


def test_a_planned_break_can_be_dropped_until_it_begins(session: Session, booking: Booking, olga: Member) -> None:
    first = plan_break(session, _id(booking), olga, _time("14:30"), _time("14:45"), NOW)
    second = plan_break(session, _id(booking), olga, _time("15:30"), _time("15:45"), NOW)
    assert first.id is not None
    assert second.id is not None

    drop_break(session, _id(booking), first.id, olga, NOW)
    drop_break(session, _id(booking), first.id, olga, NOW)
    assert _spans(session, booking) == [(_time("15:30"), _time("15:45"))]
    with pytest.raises(BadBreak):
        drop_break(session, _id(booking), second.id, olga, _time("15:35"))
    assert [each.verb for each in history(session, _id(booking))] == ["book", "plan_break", "plan_break", "drop_break"]


def test_no_break_is_planned_for_a_time_that_has_passed(session: Session, booking: Booking, olga: Member) -> None:
    with pytest.raises(BadBreak):
        plan_break(session, _id(booking), olga, _time("14:30"), _time("14:45"), _time("14:31"))


def test_who_does_not_decide_about_the_booking_drops_no_break(
    session: Session, desk: Desk, booking: Booking, olga: Member
) -> None:
    planned = plan_break(session, _id(booking), olga, _time("14:30"), _time("14:45"), NOW)
    with pytest.raises(NotYourBooking):
        drop_break(session, _id(booking), planned.id or 0, desk.staff[Role.ATTENDANT], NOW)
