from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import (
    BadHeads,
    BadTitle,
    BuildingClosed,
    EndBeforeStart,
    InThePast,
    LacksEquipment,
    LayoutNotOffered,
    NoRoomFits,
    NoRoomFree,
    RoomClosed,
    RoomTooSmall,
    SlotTaken,
    TooLong,
    UnknownMeetingType,
    UnknownRoom,
)
from meetbot.booking.meeting import plan_for
from meetbot.booking.models import Booking, BookingChange, Closure, Reservation, Room
from meetbot.booking.rooms import read_rooms, spec_of
from meetbot.booking.service import book, bookings_of, history, in_room, offers, quote
from meetbot.errors import MeetbotError, NotAllowed
from meetbot.layouts.catalogue import capacity
from meetbot.layouts.changeover import changeover, setup_minutes
from meetbot.layouts.errors import UnknownLayout
from meetbot.people.roles import Role
from meetbot.standard.document import Standard
from meetbot.standard.needs import Equipment, Needs
from meetbot.times import Interval, utc
from tests.booking.conftest import CONFIG, Desk, wish
from tests.factories import NOW, at

QUARTER = timedelta(minutes=15)
Held = Callable[[Booking], dict[int, tuple[datetime, datetime]]]


def _holds(code: str, layout: str = "hollow_square") -> int:
    """As the geometry says, whatever it says today."""
    [shape] = [spec.shape for spec in read_rooms(CONFIG) if spec.code == code]
    assert shape
    return capacity(shape, layout)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"ends_at": at("2026-11-24 13:00")}, EndBeforeStart(at("2026-11-24 14:00"), at("2026-11-24 13:00"))),
        ({"starts_at": at("2026-11-22 14:00"), "ends_at": at("2026-11-22 15:00")}, InThePast(at("2026-11-22 14:00"))),
        ({"ends_at": at("2126-11-24 16:00")}, TooLong(timedelta(hours=72))),
        ({"heads": 0}, BadHeads(0, 20_000)),
        ({"heads": 10_000}, RoomTooSmall("room-301", "hollow_square", _holds("room-301"), 10_000)),
        ({"heads": 10_000, "room": None}, NoRoomFits(10_000, "hollow_square", _holds("hall"))),
        ({"title": "x" * 5000}, BadTitle(5000, 200)),
        ({"room": "cellar"}, UnknownRoom("cellar")),
        ({"room": "lobby"}, UnknownRoom("lobby")),
        ({"meeting_type": "picnic"}, UnknownMeetingType("picnic")),
        ({"layout": "banquet"}, LayoutNotOffered("general", "banquet", ("hollow_square", "oval", "classroom"))),
        ({"needs": Needs(equipment=(Equipment.VIDEO_CALL,))}, LacksEquipment("room-301", (Equipment.VIDEO_CALL,))),
        (
            {"starts_at": at("2026-11-29 14:00"), "ends_at": at("2026-11-29 16:00")},
            BuildingClosed(date(2026, 11, 29), None, None),
        ),
        (
            {"ends_at": at("2026-11-24 22:00")},
            BuildingClosed(date(2026, 11, 24), time(7, 30), time(21)),
        ),
    ],
)
def test_a_wish_that_cannot_be_fulfilled_is_refused_and_leaves_no_row(
    session: Session, desk: Desk, fields: dict[str, Any], wrong: MeetbotError, standard: Standard
) -> None:
    if isinstance(wrong, LayoutNotOffered):
        wrong = replace(wrong, offered=standard.type_("general").layouts)

    with pytest.raises(type(wrong)) as refusal:
        desk.book(**fields)

    assert refusal.value == wrong
    assert session.exec(select(Booking)).all() == []
    assert session.exec(select(Reservation)).all() == []


def test_an_admin_who_overrides_the_type_still_needs_a_layout_that_exists(desk: Desk) -> None:
    with pytest.raises(UnknownLayout):
        desk.fulfil(wish(layout="banquet"), by=Role.ADMIN)


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.CLEANER, Role.MAINTENANCE])
def test_those_who_do_not_organise_do_not_book(desk: Desk, role: Role) -> None:
    with pytest.raises(NotAllowed):
        desk.fulfil(wish(), by=role)


def whole_fives(minutes: int) -> int:
    """Set-up is reserved in steps of five minutes."""
    return -(-minutes // 5) * 5


def test_a_booking_keeps_the_wish_and_reserves_set_up_event_and_clearing(
    desk: Desk, building: dict[str, Room], standard: Standard, held: Held
) -> None:
    booking = desk.book(title=" Budget\n2027 ", heads=10, needs=Needs(fruit=True))

    plan = plan_for(spec_of(building["room-301"]), "hollow_square", 11, Needs(fruit=True))
    minutes = max(15, whole_fives(setup_minutes(changeover(None, plan), standard.values.setup_rates)))
    reserved = (at("2026-11-24 14:00") - timedelta(minutes=minutes), at("2026-11-24 16:15"))
    assert (booking.title, booking.heads, booking.places) == ("Budget 2027", 10, plan.places)
    assert (booking.starts_at, booking.ends_at) == (at("2026-11-24 14:00"), at("2026-11-24 16:00"))
    assert (booking.reserved_from, booking.reserved_until) == reserved
    assert held(booking) == {building["room-301"].id: reserved}
    assert (booking.told_at, booking.schedule, booking.sequence, booking.next_due) == (NOW, 1, 0, None)
    assert booking.uid.endswith("@riverside.example")
    assert Needs.model_validate(booking.needs) == Needs(fruit=True)


def test_set_up_takes_as_long_as_the_changeover_from_what_stood_there_before(
    desk: Desk, building: dict[str, Room], standard: Standard
) -> None:
    spec = spec_of(building["training"])
    earlier = desk.book(
        "2026-11-24 09:00", "2026-11-24 10:00", room="training", layout="classroom", heads=40, meeting_type="training"
    )
    same = desk.book(
        "2026-11-24 12:00", "2026-11-24 13:00", room="training", layout="classroom", heads=40, meeting_type="training"
    )
    other = desk.book(
        "2026-11-24 15:00",
        "2026-11-24 16:00",
        room="training",
        layout="hollow_square",
        heads=30,
        meeting_type="training",
    )

    before = plan_for(spec, "classroom", same.places, Needs())
    after = plan_for(spec, "hollow_square", other.places, Needs())
    minutes = whole_fives(setup_minutes(changeover(before, after), standard.values.setup_rates))
    assert minutes > 15
    assert earlier.reserved_from < at("2026-11-24 08:45")
    assert same.starts_at - same.reserved_from == QUARTER
    assert other.starts_at - other.reserved_from == timedelta(minutes=minutes)


def test_at_short_notice_the_reservation_begins_now(desk: Desk) -> None:
    booking = desk.book("2026-11-23 10:15", "2026-11-23 11:00", heads=20)

    assert booking.reserved_from == NOW


def test_a_start_confirmed_a_moment_late_reserves_from_the_start(desk: Desk) -> None:
    desk.now = NOW + timedelta(minutes=3)

    booking = desk.book("2026-11-23 10:00", "2026-11-23 11:00")

    assert booking.reserved_from == at("2026-11-23 10:00")


def test_a_room_can_be_reserved_from_the_moment_another_reservation_ends(desk: Desk) -> None:
    first = desk.book("2026-11-24 10:00", "2026-11-24 11:00")

    second = desk.book("2026-11-24 11:30", "2026-11-24 12:30")

    assert first.reserved_until == second.reserved_from == at("2026-11-24 11:15")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-24 14:00", "2026-11-24 16:00"),
        ("2026-11-24 16:15", "2026-11-24 17:00"),  # its set-up falls into the clearing
        ("2026-11-24 12:00", "2026-11-24 13:45"),  # its clearing falls into the set-up
        ("2026-11-24 14:30", "2026-11-24 15:00"),
        ("2026-11-24 09:00", "2026-11-24 20:00"),
        ("2026-11-24 15:00", "2026-11-26 15:00"),
    ],
)
def test_a_clash_names_the_room_and_the_times_and_never_the_title(desk: Desk, start: str, end: str) -> None:
    booking = desk.book(title="Secret merger")

    with pytest.raises(SlotTaken) as refusal:
        desk.fulfil(wish(start, end), confirmed_closed=True)

    assert refusal.value == SlotTaken("room-301", booking.reserved_from, booking.reserved_until)
    assert "Secret" not in repr(refusal.value)


def test_a_changeover_that_the_gap_is_too_short_for_is_refused(desk: Desk) -> None:
    training = {"room": "training", "meeting_type": "training"}
    first = desk.book("2026-11-24 10:00", "2026-11-24 11:00", layout="classroom", heads=40, **training)

    with pytest.raises(SlotTaken) as refusal:
        desk.book("2026-11-24 11:45", "2026-11-24 12:45", layout="hollow_square", heads=30, **training)

    assert refusal.value == SlotTaken("training", first.reserved_from, first.reserved_until)
    assert desk.book("2026-11-24 11:45", "2026-11-24 12:45", layout="classroom", heads=40, **training)


def test_the_same_draft_booked_twice_is_one_booking(session: Session, desk: Desk) -> None:
    first = desk.fulfil(wish(), draft_id=7)

    assert desk.fulfil(wish(), draft_id=7) is first
    assert session.exec(select(Booking)).all() == [first]


def test_a_hall_that_is_booked_whole_holds_both_halves(desk: Desk, building: dict[str, Room], held: Held) -> None:
    whole = desk.book(room="hall", heads=60)

    span = (whole.reserved_from, whole.reserved_until)
    assert held(whole) == {building["hall-a"].id: span, building["hall-b"].id: span}
    for half in ("hall-a", "hall-b"):
        with pytest.raises(SlotTaken) as refusal:
            desk.book(room=half)
        assert refusal.value == SlotTaken(half, *span)


def test_a_hall_cannot_be_booked_whole_while_a_half_is_taken(desk: Desk) -> None:
    half = desk.book(room="hall-b")

    with pytest.raises(SlotTaken) as refusal:
        desk.book(room="hall", heads=60)

    assert refusal.value == SlotTaken("hall", half.reserved_from, half.reserved_until)
    assert desk.book(room="hall-a")


def test_a_hall_booked_whole_after_its_halves_is_set_up_from_what_stands_in_both(desk: Desk) -> None:
    for half in ("hall-a", "hall-b"):
        desk.book("2026-11-24 09:00", "2026-11-24 10:00", room=half, heads=20)

    whole = desk.book("2026-11-24 16:00", "2026-11-24 17:00", room="hall", heads=40)

    assert QUARTER < whole.starts_at - whole.reserved_from < timedelta(hours=2)


def test_a_meeting_over_midnight_is_booked_when_its_organiser_insists(desk: Desk) -> None:
    night = wish("2026-11-24 22:00", "2026-11-25 02:00")

    with pytest.raises(BuildingClosed) as refusal:
        desk.fulfil(night)
    booking = desk.fulfil(night, confirmed_closed=True)

    assert refusal.value == BuildingClosed(date(2026, 11, 24), time(7, 30), time(21))
    assert booking.reserved_until == at("2026-11-25 02:15")
    with pytest.raises(SlotTaken):
        desk.fulfil(wish("2026-11-25 01:00", "2026-11-25 03:00"), confirmed_closed=True)


def test_a_meeting_of_several_days_holds_its_room_through_the_nights(desk: Desk) -> None:
    long = desk.fulfil(wish("2026-11-24 09:00", "2026-11-26 17:00"), confirmed_closed=True)

    with pytest.raises(SlotTaken) as refusal:
        desk.book("2026-11-25 10:00", "2026-11-25 11:00")

    assert refusal.value == SlotTaken("room-301", long.reserved_from, long.reserved_until)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 6), 7),  # the clocks go forward
        (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6), 9),  # the clocks go back
    ],
)
def test_a_night_with_a_clock_change_is_reserved_for_as_long_as_it_lasts(
    desk: Desk, start: datetime, end: datetime, hours: int
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    desk.site = desk.site.model_copy(update={"time_zone": "Europe/Berlin"})
    desk.now = datetime(2026, 10, 1, tzinfo=berlin)

    booking = desk.fulfil(
        replace(wish(), starts_at=utc(start, berlin), ends_at=utc(end, berlin)), confirmed_closed=True
    )

    assert booking.ends_at - booking.starts_at == timedelta(hours=hours)
    assert booking.reserved_until - booking.ends_at == QUARTER


def _close(session: Session, room: Room, start: str, end: str | None) -> None:
    assert room.id is not None
    session.add(Closure(room_id=room.id, from_at=at(start), until_at=at(end) if end else None, reason="repair"))
    session.flush()


def test_a_closed_room_is_not_booked(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    _close(session, building["room-301"], "2026-11-24 15:00", "2026-11-25 12:00")

    with pytest.raises(RoomClosed) as refusal:
        desk.book()

    assert refusal.value == RoomClosed("room-301", at("2026-11-25 12:00"))
    assert desk.book("2026-11-25 13:00", "2026-11-25 14:00")


def test_a_room_closed_until_somebody_opens_it_says_so(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    _close(session, building["hall-b"], "2026-11-20 15:00", None)

    with pytest.raises(RoomClosed) as refusal:
        desk.book(room="hall", heads=60)

    assert refusal.value == RoomClosed("hall", None)
    assert desk.book(room="hall-a")


def test_set_up_waits_for_the_repair_to_end(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    _close(session, building["room-301"], "2026-11-24 08:00", "2026-11-24 13:46")

    with pytest.raises(RoomClosed):
        desk.book()


def test_only_rooms_that_fit_and_are_free_are_offered_the_tightest_first(session: Session, desk: Desk) -> None:
    desk.book(room="training")

    found = offers(session, wish(room=None, heads=25), NOW, desk.site)

    fitting = {spec.code: _holds(spec.code) for spec in read_rooms(CONFIG) if spec.shape}
    assert [(offer.room.code, offer.capacity) for offer in found] == sorted(
        ((code, holds) for code, holds in fitting.items() if holds >= 25 and code != "training"),
        key=lambda each: (each[1], list(fitting).index(each[0])),
    )


def test_equipment_decides_which_rooms_are_offered(session: Session, desk: Desk) -> None:
    needs = Needs(equipment=(Equipment.VIDEO_CALL,))

    found = offers(session, wish(room=None, needs=needs), NOW, desk.site)

    assert {offer.room.code for offer in found} == {"hall", "boardroom", "room-402"}


def test_a_room_that_is_named_is_offered_alone_or_not_at_all(session: Session, desk: Desk) -> None:
    assert [offer.room.code for offer in offers(session, wish(), NOW, desk.site)] == ["room-301"]

    desk.book()

    assert offers(session, wish(), NOW, desk.site) == []


def test_equipment_that_no_room_has_together_is_named(session: Session, desk: Desk, building: dict[str, Room]) -> None:
    for code in ("hall", "boardroom"):
        building[code].is_active = False
        session.add(building[code])
    both = (Equipment.VIDEO_CALL, Equipment.SOUND)

    with pytest.raises(NoRoomFits) as refusal:
        offers(session, wish(room=None, needs=Needs(equipment=both)), NOW, desk.site)

    assert refusal.value == NoRoomFits(10, "hollow_square", 0, both)


def test_without_a_room_the_tightest_free_one_is_booked(session: Session, desk: Desk) -> None:
    expected = [offer.room.id for offer in offers(session, wish(room=None), NOW, desk.site)]

    booked = [desk.book(room=None).room_id for _ in range(3)]

    assert booked == expected[:3]


def test_when_every_room_that_fits_is_taken_the_refusal_says_so(desk: Desk) -> None:
    desk.book(room="hall", heads=70)

    with pytest.raises(NoRoomFree) as refusal:
        desk.book(room=None, heads=70)

    assert refusal.value == NoRoomFree(at("2026-11-24 14:00"), at("2026-11-24 16:00"))


def test_a_quote_is_what_booking_then_takes(session: Session, desk: Desk) -> None:
    offer = quote(session, wish(), NOW, desk.site)

    booking = desk.book()

    assert (offer.room.id, offer.places, offer.reserved) == (
        booking.room_id, booking.places, Interval(booking.reserved_from, booking.reserved_until),
    )  # fmt: skip


def test_a_booking_begins_its_history(session: Session, desk: Desk) -> None:
    booking = desk.book()

    assert booking.id is not None
    [first] = history(session, booking.id)
    assert (first.verb, first.before, first.by, first.at) == ("book", {}, booking.organiser_id, NOW)
    assert first.after["starts_at"] == "2026-11-24T06:00:00+00:00"


def test_a_new_booking_lets_the_ticker_look_at_its_neighbours_again(session: Session, desk: Desk) -> None:
    before = desk.book("2026-11-24 10:00", "2026-11-24 11:00")
    after = desk.book("2026-11-24 17:00", "2026-11-24 18:00")
    elsewhere = desk.book("2026-11-24 10:00", "2026-11-24 11:00", room="room-402")
    for each in (before, after, elsewhere):
        each.next_due = NOW
    session.flush()

    desk.book()

    session.expire_all()
    assert [each.next_due for each in (before, after, elsewhere)] == [None, None, NOW]


def test_what_somebody_organises_is_listed_by_start_without_what_is_over_or_cancelled(
    session: Session, desk: Desk
) -> None:
    later = desk.book("2026-11-25 10:00", "2026-11-25 11:00")
    sooner = desk.book()
    cancelled = desk.book("2026-11-26 10:00", "2026-11-26 11:00")
    cancelled.cancelled_at = NOW
    session.flush()

    assert bookings_of(session, sooner.organiser_id, NOW) == [sooner, later]
    assert bookings_of(session, sooner.organiser_id, sooner.ends_at) == [later]


def test_what_is_in_a_room_includes_bookings_of_the_whole_hall(
    session: Session, desk: Desk, building: dict[str, Room]
) -> None:
    whole = desk.book(room="hall", heads=60)
    half = desk.book("2026-11-24 18:00", "2026-11-24 19:00", room="hall-b")
    day = Interval(at("2026-11-24 00:00"), at("2026-11-25 00:00"))

    assert in_room(session, building["hall-b"], day) == [whole, half]
    assert in_room(session, building["hall-a"], day) == [whole]
    assert in_room(session, building["hall"], day) == [whole, half]
    assert in_room(session, building["hall"], Interval(half.reserved_until, day.end)) == []


def test_booking_needs_no_more_than_its_caller_s_transaction(session: Session, desk: Desk) -> None:
    desk.book()

    session.rollback()

    assert session.exec(select(BookingChange)).all() == []


def test_book_is_one_call(session: Session, desk: Desk) -> None:
    booking = book(session, wish(), desk.staff[Role.SUPERVISOR], NOW, desk.site)

    assert booking.made_by == booking.organiser_id == desk.staff[Role.SUPERVISOR].id
