from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from meetbot.booking.errors import (
    AlreadyCancelled,
    AlreadyStarted,
    BadHeads,
    BadTitle,
    BuildingClosed,
    EndBeforeStart,
    InThePast,
    LacksEquipment,
    LayoutNotOffered,
    MeetingOver,
    NotAnOrganiser,
    NotYourBooking,
    OffStep,
    RoomTooSmall,
    SlotTaken,
    TooLong,
    UnknownBooking,
    UnknownRoom,
)
from meetbot.booking.models import Booking, Closure, Room
from meetbot.booking.service import cancel, change, hand_over, history, move, plan_break
from meetbot.errors import MeetbotError, NotAllowed
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Standard
from meetbot.standard.needs import Equipment, Needs
from tests.booking.conftest import Desk, wish
from tests.factories import NOW, add_person, at

QUARTER = timedelta(minutes=15)
Held = Callable[[Booking], dict[int, tuple[datetime, datetime]]]


def _move(desk: Desk, booking: Booking, start: str, end: str, by: Role = Role.ORGANISER, **options: Any) -> Booking:
    assert booking.id is not None
    return move(desk.session, booking.id, desk.staff[by], at(start), at(end), desk.now, desk.site, **options)


def _change(desk: Desk, booking: Booking, by: Role = Role.ORGANISER, **changed: Any) -> Booking:
    assert booking.id is not None
    return change(desk.session, booking.id, desk.staff[by], desk.now, desk.site, **changed)


@pytest.mark.parametrize(
    ("start", "end", "options", "wrong"),
    [
        (
            "2026-11-25 16:00",
            "2026-11-25 15:00",
            {},
            EndBeforeStart(at("2026-11-25 16:00"), at("2026-11-25 15:00")),
        ),
        ("2026-11-22 10:00", "2026-11-22 11:00", {}, InThePast(at("2026-11-22 10:00"))),
        ("2026-11-25 10:00", "2126-11-25 11:00", {}, TooLong(timedelta(hours=72))),
        ("2026-11-25 10:05", "2026-11-25 11:00", {}, OffStep(QUARTER, at("2026-11-25 10:00"))),
        ("2026-11-24 14:00", "2026-11-24 16:20", {}, OffStep(QUARTER, at("2026-11-24 16:15"))),
        (
            "2026-11-25 20:00",
            "2026-11-25 22:00",
            {},
            BuildingClosed(date(2026, 11, 25), time(7, 30), time(21)),
        ),
        ("2026-11-25 10:00", "2026-11-25 11:00", {"room": "cellar"}, UnknownRoom("cellar")),
    ],
)
def test_a_move_to_where_it_cannot_go_changes_nothing(
    desk: Desk, held: Held, start: str, end: str, options: dict[str, Any], wrong: MeetbotError
) -> None:
    booking = desk.book()
    before = (booking.model_dump(), held(booking))

    with pytest.raises(type(wrong)) as refusal:
        _move(desk, booking, start, end, **options)

    assert refusal.value == wrong
    assert (booking.model_dump(), held(booking)) == before


def test_a_move_onto_another_booking_names_room_and_times(desk: Desk) -> None:
    other = desk.book("2026-11-25 14:00", "2026-11-25 16:00", title="Secret")
    booking = desk.book()

    with pytest.raises(SlotTaken) as refusal:
        _move(desk, booking, "2026-11-25 15:00", "2026-11-25 17:00")

    assert refusal.value == SlotTaken("room-301", other.reserved_from, other.reserved_until)


def test_a_moved_booking_is_told_and_announced_anew(session: Session, desk: Desk, held: Held) -> None:
    booking = desk.book()
    lead = booking.starts_at - booking.reserved_from
    desk.now = NOW + timedelta(hours=1)

    _move(desk, booking, "2026-11-25 09:00", "2026-11-25 10:00")

    assert (booking.starts_at, booking.ends_at) == (at("2026-11-25 09:00"), at("2026-11-25 10:00"))
    assert (booking.schedule, booking.sequence, booking.told_at, booking.next_due) == (2, 1, desk.now, None)
    assert list(held(booking).values()) == [(at("2026-11-25 09:00") - lead, at("2026-11-25 10:15"))]
    assert booking.id is not None
    [_, moved] = history(session, booking.id)
    assert (moved.verb, moved.by, moved.at) == ("move", booking.organiser_id, desk.now)
    assert moved.before == {
        "starts_at": "2026-11-24T06:00:00+00:00",
        "ends_at": "2026-11-24T08:00:00+00:00",
        "reserved_from": (at("2026-11-24 14:00") - lead).isoformat(),
        "reserved_until": "2026-11-24T08:15:00+00:00",
    }
    assert moved.after["starts_at"] == "2026-11-25T01:00:00+00:00"


@pytest.mark.parametrize(("minutes", "schedule"), [(5, 1), (10, 1), (15, 2), (-10, 1), (-15, 2)])
def test_a_shift_of_up_to_ten_minutes_is_not_announced_anew(desk: Desk, minutes: int, schedule: int) -> None:
    desk.site = desk.site.model_copy(update={"step_minutes": 5})
    booking = desk.book()
    start = booking.starts_at + timedelta(minutes=minutes)
    assert booking.id is not None

    move(desk.session, booking.id, desk.staff[Role.ORGANISER], start, booking.ends_at, NOW, desk.site)

    assert (booking.schedule, booking.sequence) == (schedule, 1)


def test_a_shift_of_five_minutes_keeps_what_was_told_and_the_set_up_that_has_begun(desk: Desk, held: Held) -> None:
    desk.site = desk.site.model_copy(update={"step_minutes": 5})
    booking = desk.book("2026-11-25 14:00", "2026-11-25 16:00")
    begins = booking.reserved_from
    desk.now = at("2026-11-25 13:50")

    _move(desk, booking, "2026-11-25 14:05", "2026-11-25 16:05")

    assert booking.told_at == NOW  # told two days ahead: no meeting at short notice
    assert list(held(booking).values()) == [(begins, at("2026-11-25 16:20"))]


def test_a_booking_may_overlap_itself_when_it_moves(desk: Desk, held: Held) -> None:
    booking = desk.book()

    _move(desk, booking, "2026-11-24 14:30", "2026-11-24 16:30")

    assert [end for _, end in held(booking).values()] == [at("2026-11-24 16:45")]


def test_a_longer_meeting_keeps_its_set_up_and_is_not_told_anew(desk: Desk) -> None:
    booking = desk.book()
    begins = booking.reserved_from
    desk.now = NOW + timedelta(hours=1)

    _move(desk, booking, "2026-11-24 14:00", "2026-11-24 17:00")

    assert (booking.reserved_from, booking.reserved_until) == (begins, at("2026-11-24 17:15"))
    assert (booking.told_at, booking.schedule, booking.sequence) == (NOW, 1, 1)


def test_a_move_that_moves_nothing_leaves_no_trace(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None

    _move(desk, booking, "2026-11-24 14:00", "2026-11-24 16:00")

    assert (booking.sequence, len(history(session, booking.id))) == (0, 1)


def test_a_booking_moves_into_the_hall_and_back_into_one_half(
    desk: Desk, building: dict[str, Room], held: Held
) -> None:
    booking = desk.book(room="hall-a")
    times = ("2026-11-24 14:00", "2026-11-24 16:00")

    _move(desk, booking, *times, room="hall")
    assert set(held(booking)) == {building["hall-a"].id, building["hall-b"].id}
    _move(desk, booking, *times, room="hall-b")

    assert set(held(booking)) == {building["hall-b"].id}
    assert booking.room_id == building["hall-b"].id
    assert (booking.schedule, booking.sequence) == (1, 2)
    assert desk.book(room="hall-a")


def test_a_room_that_is_too_small_is_not_moved_into(desk: Desk) -> None:
    booking = desk.book(room="hall", heads=60)

    with pytest.raises(RoomTooSmall):
        _move(desk, booking, "2026-11-24 14:00", "2026-11-24 16:00", room="room-402")


def test_of_a_running_meeting_only_the_end_moves(desk: Desk) -> None:
    booking = desk.book()
    desk.now = at("2026-11-24 14:30")

    for start, room in (("2026-11-24 15:00", None), ("2026-11-24 14:00", "room-402")):
        with pytest.raises(AlreadyStarted) as refusal:
            _move(desk, booking, start, "2026-11-24 17:00", room=room)
        assert refusal.value == AlreadyStarted(at("2026-11-24 14:00"))
    with pytest.raises(InThePast):
        _move(desk, booking, "2026-11-24 14:00", "2026-11-24 14:15")
    begins = booking.reserved_from
    _move(desk, booking, "2026-11-24 14:00", "2026-11-24 15:00")

    assert (booking.reserved_from, booking.reserved_until) == (begins, at("2026-11-24 15:15"))


def test_planned_breaks_move_with_their_meeting(session: Session, desk: Desk) -> None:
    from meetbot.booking.breaks import breaks_of

    booking = desk.book()
    assert booking.id is not None
    for start, end in (("14:30", "14:40"), ("15:00", "15:20"), ("15:50", "15:55")):
        pause = at(f"2026-11-24 {start}"), at(f"2026-11-24 {end}")
        plan_break(session, booking.id, desk.staff[Role.ORGANISER], *pause, NOW)

    _move(desk, booking, "2026-11-25 10:00", "2026-11-25 11:15")

    assert [(each.starts_at, each.ends_at) for each in breaks_of(session, booking.id)] == [
        (at("2026-11-25 10:30"), at("2026-11-25 10:40")),
        (at("2026-11-25 11:00"), at("2026-11-25 11:15")),
    ]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"heads": 0}, BadHeads(0, 20_000)),
        ({"title": "x" * 201}, BadTitle(201, 200)),
        (
            {"meeting_type": "party_branch", "layout": "classroom"},
            LayoutNotOffered("party_branch", "classroom", ("hollow_square", "oval")),
        ),
        ({"needs": Needs(equipment=(Equipment.SOUND,))}, LacksEquipment("room-301", (Equipment.SOUND,))),
    ],
)
def test_a_change_that_the_room_or_the_standard_does_not_allow_changes_nothing(
    desk: Desk, changed: dict[str, Any], wrong: MeetbotError
) -> None:
    booking = desk.book()
    before = booking.model_dump()

    with pytest.raises(type(wrong)) as refusal:
        _change(desk, booking, **changed)

    assert refusal.value == wrong
    assert booking.model_dump() == before


def test_more_people_get_more_places_and_more_set_up(session: Session, desk: Desk) -> None:
    booking = desk.book()
    places, begins = booking.places, booking.reserved_from

    _change(desk, booking, heads=20)

    assert booking.heads == 20
    assert booking.places > places
    assert booking.reserved_from < begins
    assert (booking.schedule, booking.sequence, booking.told_at) == (1, 1, NOW)
    assert booking.id is not None
    assert history(session, booking.id)[-1].verb == "resize"


def test_more_furniture_than_there_is_time_to_set_up_is_refused(desk: Desk) -> None:
    before = desk.book("2026-11-24 12:00", "2026-11-24 13:00", layout="hollow_square")
    booking = desk.book("2026-11-24 13:30", "2026-11-24 14:00", layout="hollow_square")

    with pytest.raises(SlotTaken) as refusal:
        _change(desk, booking, layout="classroom", heads=20)

    assert refusal.value == SlotTaken("room-301", before.reserved_from, before.reserved_until)


def test_a_new_title_or_drink_leaves_the_reservation_alone_even_in_a_room_that_was_closed(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    booking = desk.book()
    reserved = booking.reserved_from, booking.reserved_until
    session.add(Closure(room_id=building["room-301"].id or 0, from_at=NOW, reason="leak"))
    session.flush()

    _change(desk, booking, title=" New\x00 title", needs=Needs(fruit=True), tea_every=10)

    assert (booking.title, booking.tea_every, booking.needs["fruit"]) == ("New title", 10, True)
    assert (booking.reserved_from, booking.reserved_until) == reserved
    assert booking.id is not None
    last = history(session, booking.id)[-1]
    assert (last.verb, last.after["title"], last.before["title"]) == ("change", "New title", "")


def test_set_up_that_has_begun_stays_begun_when_more_people_come(desk: Desk) -> None:
    booking = desk.book()
    begins = booking.reserved_from
    desk.now = begins + timedelta(minutes=1)

    _change(desk, booking, heads=20)

    assert booking.reserved_from == begins


def test_a_layout_that_an_admin_chose_survives_other_changes(desk: Desk) -> None:
    booking = desk.book(meeting_type="party_branch", room="hall-a")
    _change(desk, booking, by=Role.ADMIN, layout="classroom")

    _change(desk, booking, heads=12)

    assert (booking.layout, booking.heads) == ("classroom", 12)


def test_a_cancelled_booking_frees_its_room_and_stays_cancelled(session: Session, desk: Desk, held: Held) -> None:
    booking = desk.book()
    assert booking.id is not None

    for _ in range(2):
        cancel(session, booking.id, desk.staff[Role.ORGANISER], NOW)

    assert (booking.cancelled_at, booking.cancelled_by) == (NOW, booking.organiser_id)
    assert (held(booking), booking.sequence, len(history(session, booking.id))) == ({}, 1, 2)
    assert desk.book()
    attempts: list[Callable[[], Booking]] = [
        lambda: _move(desk, booking, "2026-11-25 14:00", "2026-11-25 16:00"),
        lambda: _change(desk, booking, heads=12),
    ]
    for attempt in attempts:
        with pytest.raises(AlreadyCancelled) as refusal:
            attempt()
        assert refusal.value == AlreadyCancelled(booking.id)


def test_what_is_over_is_not_changed_any_more(session: Session, desk: Desk) -> None:
    booking = desk.book()
    assert booking.id is not None
    desk.now = booking.ends_at

    attempts: list[Callable[[], Booking]] = [
        lambda: _change(desk, booking, heads=12),
        lambda: _move(desk, booking, "2026-11-25 14:00", "2026-11-25 16:00"),
        lambda: cancel(session, booking.id or 0, desk.staff[Role.ADMIN], desk.now),
    ]
    for attempt in attempts:
        with pytest.raises(MeetingOver) as refusal:
            attempt()
        assert refusal.value == MeetingOver(booking.ends_at)


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.CLEANER, Role.MAINTENANCE])
def test_only_who_decides_about_a_booking_changes_it(session: Session, desk: Desk, role: Role) -> None:
    booking = desk.book()
    assert booking.id is not None

    with pytest.raises(NotYourBooking):
        _change(desk, booking, by=role, heads=12)
    with pytest.raises(NotYourBooking):
        _move(desk, booking, "2026-11-25 14:00", "2026-11-25 16:00", by=role)
    with pytest.raises(NotYourBooking):
        cancel(session, booking.id, desk.staff[role], NOW)


def test_another_organiser_s_booking_is_not_theirs_to_change(desk: Desk) -> None:
    booking = desk.fulfil(wish(), by=Role.ADMIN)

    with pytest.raises(NotYourBooking):
        _change(desk, booking, heads=12)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_supervisors_and_admins_change_anybody_s_booking(desk: Desk, role: Role) -> None:
    booking = desk.book()

    assert _change(desk, booking, by=role, heads=12).heads == 12


def test_a_booking_that_is_not_there_is_not_found(session: Session, desk: Desk) -> None:
    with pytest.raises(UnknownBooking) as refusal:
        cancel(session, 4711, desk.staff[Role.ADMIN], NOW)

    assert refusal.value == UnknownBooking(4711)


def _neighbours(desk: Desk) -> tuple[Booking, Booking, Booking, Booking]:
    """Before and after Tuesday's booking, and before and after where it may move to on Wednesday."""
    times = ("24 10:00", "24 11:00"), ("24 18:00", "24 19:00"), ("25 10:00", "25 11:00"), ("25 18:00", "25 19:00")
    first, second, third, fourth = (desk.book(f"2026-11-{start}", f"2026-11-{end}") for start, end in times)
    return first, second, third, fourth


@pytest.mark.parametrize(
    ("act", "woken"),
    [
        (lambda desk, booking: _move(desk, booking, "2026-11-25 14:00", "2026-11-25 16:00"), [0, 1, 2, 3]),
        (lambda desk, booking: _move(desk, booking, "2026-11-24 14:00", "2026-11-24 17:00"), [0, 1]),
        (lambda desk, booking: _move(desk, booking, "2026-11-24 14:00", "2026-11-24 16:00"), []),
        (lambda desk, booking: _change(desk, booking, heads=20), [0, 1]),
        (lambda desk, booking: cancel(desk.session, booking.id, desk.staff[Role.ORGANISER], desk.now), [0, 1]),
    ],
)
def test_whoever_stands_beside_a_change_is_looked_at_again(
    session: Session, desk: Desk, act: Callable[[Desk, Booking], Booking], woken: list[int]
) -> None:
    beside = _neighbours(desk)
    booking = desk.book()
    for each in (*beside, booking):
        each.next_due = at("2026-11-24 09:00")
    session.flush()

    act(desk, booking)

    session.expire_all()
    assert [number for number, each in enumerate(beside) if each.next_due is None] == woken
    assert (booking.next_due is None) == bool(woken)


def test_the_bookings_of_who_leaves_pass_to_a_colleague(session: Session, desk: Desk) -> None:
    over = desk.book("2026-11-23 10:15", "2026-11-23 11:00")
    cancelled, kept = desk.book(), desk.book("2026-11-25 14:00", "2026-11-25 16:00")
    assert cancelled.id is not None
    assert kept.id is not None
    cancel(session, cancelled.id, desk.staff[Role.ORGANISER], NOW)
    heir = desk.staff[Role.SUPERVISOR].id
    organiser = over.organiser_id

    passed = hand_over(session, organiser, heir, desk.staff[Role.ADMIN], at("2026-11-24 09:00"))

    assert passed == [kept]
    assert [each.organiser_id for each in (over, cancelled, kept)] == [organiser, organiser, heir]
    last = history(session, kept.id)[-1]
    assert (last.verb, last.before, last.after) == (
        "hand_over", {"organiser_id": organiser}, {"organiser_id": heir},
    )  # fmt: skip


def test_everybody_may_pass_on_their_own_bookings_and_nobody_else_s(session: Session, desk: Desk) -> None:
    booking = desk.book()
    organiser, heir = desk.staff[Role.ORGANISER], desk.staff[Role.SUPERVISOR]

    with pytest.raises(NotAllowed):
        hand_over(session, organiser.id, heir.id, heir, NOW)

    assert hand_over(session, organiser.id, heir.id, organiser, NOW) == [booking]


def test_bookings_do_not_pass_to_somebody_who_may_not_book_or_has_left(session: Session, desk: Desk) -> None:
    gone = add_person(session, "Gone", Role.ORGANISER, telegram_id=77)
    gone.deactivated_at = NOW
    session.flush()
    admin, organiser = desk.staff[Role.ADMIN], desk.staff[Role.ORGANISER]

    for heir in (gone.id, desk.staff[Role.CLEANER].id, 4711):
        assert heir is not None
        with pytest.raises(NotAnOrganiser) as refusal:
            hand_over(session, organiser.id, heir, admin, NOW)
        assert refusal.value == NotAnOrganiser(heir)


def test_a_change_keeps_to_the_standard_the_booking_was_made_under(desk: Desk, standard: Standard) -> None:
    booking = desk.book()

    _change(desk, booking, heads=12)

    assert booking.reserved_until - booking.ends_at == timedelta(minutes=standard.values.smallest_clearing_minutes)


def test_members_are_handed_in_not_looked_up(desk: Desk) -> None:
    booking = desk.book()
    same = Member(booking.organiser_id, 1, "", "", "", "en", frozenset())
    assert booking.id is not None

    assert change(desk.session, booking.id, same, NOW, desk.site, heads=11).heads == 11


def test_a_change_is_logged_with_the_bookings_number_and_without_its_title(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "meetbot")
    booking = desk.book(title="Merger with Acme")
    _move(desk, booking, "2026-11-25 14:00", "2026-11-25 15:00")
    desk.session.commit()

    logged = [record.__dict__ for record in caplog.records if record.message == "a booking changes"]
    assert [(each["booking"], each["verb"]) for each in logged] == [(booking.id, "book"), (booking.id, "move")]
    assert "Acme" not in caplog.text
