"""The facts about items: who may, what is refused, what a second press changes, what the count finds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from meetbot.booking.errors import UnknownBooking
from meetbot.booking.models import Booking
from meetbot.checklists.errors import (
    BadCount,
    EvidenceMissing,
    NoSuchItem,
    NotARound,
    NotInForce,
    OutOfOrder,
    ReasonMissing,
)
from meetbot.checklists.items import ItemState
from meetbot.checklists.models import Outcome, Snooze
from meetbot.checklists.service import checklist, found, later, problem, skip, tick, untick
from meetbot.db import Database
from meetbot.errors import NotAllowed
from meetbot.files.models import StoredFile
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.document import Evidence
from meetbot.standard.needs import Needs
from meetbot.texts import Wording
from tests.checklists.conftest import CLEARING, PREPARING, House, furnish, rows, state
from tests.factories import NOW, SHANGHAI, add_person, at

BEFORE_LIGHTS = ("after.lost", "after.cups")


# Bad input -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.ORGANISER, Role.MAINTENANCE, Role.CLEANER])
def test_who_does_not_work_on_meetings_changes_nothing(session: Session, house: House, number: int, role: Role) -> None:
    by = house.staff[role]

    for verb in (tick, untick, later, problem):
        with pytest.raises(NotAllowed):
            verb(session, number, "room.open", by, PREPARING)
    with pytest.raises(NotAllowed):
        skip(session, number, "room.open", by, PREPARING, reason="no time")

    assert rows(session, number) == []


@pytest.mark.parametrize("role", [Role.ATTENDANT, Role.SUPERVISOR, Role.ADMIN])
def test_attendants_supervisors_and_admins_tick(session: Session, house: House, number: int, role: Role) -> None:
    tick(session, number, "room.open", house.staff[role], PREPARING)

    assert state(session, number, "room.open") is ItemState.TICKED


@pytest.mark.parametrize(
    "key",
    ["", "room.nothing", "place.ashtrays", "refill:1.99", "refill:2.1", "break:1:tidy", "tidy", "x" * 5000, "'--"],
)
def test_an_item_that_is_not_on_the_list_is_refused(session: Session, alan: Member, number: int, key: str) -> None:
    for verb in (tick, untick, later, problem):
        with pytest.raises(NoSuchItem) as refused:
            verb(session, number, key, alan, PREPARING)

    assert refused.value == NoSuchItem(key)
    assert rows(session, number) == []


def test_a_booking_that_does_not_exist_is_refused(session: Session, alan: Member) -> None:
    with pytest.raises(UnknownBooking):
        tick(session, 4711, "room.open", alan, PREPARING)
    with pytest.raises(UnknownBooking):
        checklist(session, 4711, PREPARING)


def test_the_list_of_a_cancelled_booking_can_be_seen_and_not_changed(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    tick(session, number, "room.open", alan, PREPARING)
    booked.cancelled_at = PREPARING

    for verb in (tick, untick, later, problem):
        with pytest.raises(NotInForce) as refused:
            verb(session, number, "room.open", alan, PREPARING)

    assert refused.value == NotInForce(number)
    assert state(session, number, "room.open") is ItemState.TICKED


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u200f\u202e"])
def test_skipping_without_a_reason_is_refused(session: Session, alan: Member, number: int, reason: str) -> None:
    with pytest.raises(ReasonMissing) as refused:
        skip(session, number, "room.open", alan, PREPARING, reason=reason)

    assert refused.value == ReasonMissing("room.open")
    assert state(session, number, "room.open") is ItemState.OPEN


@pytest.mark.parametrize("count", [-1, 10_001, 10**18])
def test_a_count_that_no_room_holds_is_refused(session: Session, alan: Member, number: int, count: int) -> None:
    with pytest.raises(BadCount) as refused:
        tick(session, number, "after.cups", alan, CLEARING, count=count)

    assert refused.value == BadCount("after.cups", count, 10_000)
    assert rows(session, number) == []


def test_an_item_whose_count_or_photo_is_missing_is_not_done(session: Session, alan: Member, house: House) -> None:
    smoking = house.book("2026-11-25 14:00", "2026-11-25 16:00", needs=Needs(smoking=True))
    assert smoking.id is not None

    with pytest.raises(EvidenceMissing) as uncounted:
        tick(session, smoking.id, "after.cups", alan, CLEARING)
    with pytest.raises(EvidenceMissing) as unseen:
        tick(session, smoking.id, "place.ashtrays", alan, CLEARING, count=6)

    assert uncounted.value == EvidenceMissing("after.cups", Evidence.COUNT, 21)
    assert unseen.value == EvidenceMissing("place.ashtrays", Evidence.PHOTO, 6)


# The order of the work -----------------------------------------------------------------------------------------------------
def test_the_unit_before_the_mains_is_refused(session: Session, alan: Member, number: int) -> None:
    with pytest.raises(OutOfOrder) as refused:
        tick(session, number, "before.air_unit", alan, PREPARING)

    assert refused.value == OutOfOrder("before.air_unit", "before.air_mains", Wording(en="Mains on", zh="合电源"))
    assert rows(session, number) == []


@pytest.mark.parametrize(
    ("done", "pressed", "first"),
    [
        ([], "lock.door", "after.lost"),
        (["after.lost"], "lock.lights", "after.cups"),
        (BEFORE_LIGHTS, "lock.door", "lock.lights"),
        (BEFORE_LIGHTS, "lock.air", "lock.lights"),
        ([*BEFORE_LIGHTS, "lock.lights"], "lock.door", "lock.air"),
    ],
)
def test_closing_out_of_order_names_what_comes_first(
    session: Session, alan: Member, number: int, done: list[str], pressed: str, first: str
) -> None:
    for key in done:
        tick(session, number, key, alan, CLEARING, count=21 if key == "after.cups" else None)

    with pytest.raises(OutOfOrder) as refused:
        tick(session, number, pressed, alan, CLEARING)

    assert (refused.value.item, refused.value.first) == (pressed, first)


def test_lights_air_and_lock_in_order_close_the_room(session: Session, alan: Member, number: int) -> None:
    tick(session, number, "after.cups", alan, CLEARING, count=21)
    for key in ("after.lost", "lock.lights", "lock.air", "lock.door"):
        tick(session, number, key, alan, CLEARING)

    assert [entry.state for entry in checklist(session, number, CLEARING).entries[-5:]] == [ItemState.TICKED] * 5


def test_what_was_skipped_or_found_wrong_does_not_hold_up_the_rest(session: Session, alan: Member, number: int) -> None:
    found(session, number, "after.lost", alan, CLEARING, "a scarf")
    skip(session, number, "after.cups", alan, CLEARING, reason="the kitchen counts")

    tick(session, number, "lock.lights", alan, CLEARING)

    assert state(session, number, "lock.lights") is ItemState.TICKED


def test_what_must_be_seen_again_holds_up_what_comes_after(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    tick(session, number, "before.air_mains", alan, PREPARING)
    booked.starts_at += timedelta(hours=1)
    session.flush()

    with pytest.raises(OutOfOrder) as refused:
        tick(session, number, "before.air_unit", alan, PREPARING)

    assert refused.value.first == "before.air_mains"


# Pressing twice, together, and undoing -------------------------------------------------------------------------------------
def test_a_second_tick_changes_nothing(session: Session, alan: Member, beth: Member, number: int) -> None:
    first = tick(session, number, "room.open", alan, PREPARING)
    second = tick(session, number, "room.open", beth, PREPARING + timedelta(minutes=1))

    assert second is first
    assert (first.by, first.at) == (alan.id, PREPARING)
    assert rows(session, number) == [("room.open", Outcome.TICKED, None, True)]


def test_two_people_ticking_at_once_make_one_tick(database: Database) -> None:
    with database.writing() as session:
        people = {role: add_person(session, role.value, role, telegram_id=n) for n, role in enumerate(Role, 1)}
        house = furnish(session, people)
        number = house.book("2026-11-24 14:00", "2026-11-24 16:00").id or 0
    staff = [house.staff[role] for role in (Role.ATTENDANT, Role.SUPERVISOR, Role.ADMIN, Role.ATTENDANT)] * 2

    def press(by: Member) -> int | None:
        with database.writing() as session:
            return tick(session, number, "room.open", by, PREPARING).id

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(press, staff))

    assert len(made) == 1
    with database.reading() as session:
        assert rows(session, number) == [("room.open", Outcome.TICKED, None, True)]


def test_unticking_opens_the_item_and_keeps_who_did_what(
    session: Session, alan: Member, beth: Member, number: int
) -> None:
    made = tick(session, number, "room.open", alan, PREPARING)
    untick(session, number, "room.open", beth, PREPARING + timedelta(minutes=1))
    untick(session, number, "room.open", alan, PREPARING + timedelta(minutes=2))

    assert state(session, number, "room.open") is ItemState.OPEN
    assert (made.by, made.undone_by, made.undone_at) == (alan.id, beth.id, PREPARING + timedelta(minutes=1))


def test_an_item_can_be_ticked_again_after_unticking(session: Session, alan: Member, number: int) -> None:
    for verb in (tick, untick, tick):
        verb(session, number, "room.open", alan, PREPARING)

    assert rows(session, number) == [
        ("room.open", Outcome.TICKED, None, False),
        ("room.open", Outcome.TICKED, None, True),
    ]


def test_the_first_word_about_an_item_stands(session: Session, alan: Member, beth: Member, number: int) -> None:
    skip(session, number, "room.open", alan, PREPARING, reason="locked")
    tick(session, number, "room.open", beth, PREPARING)
    tick(session, number, "room.test", alan, PREPARING)
    skip(session, number, "room.test", beth, PREPARING, reason="locked")

    assert state(session, number, "room.open") is ItemState.SKIPPED
    assert state(session, number, "room.test") is ItemState.TICKED


def test_a_skip_keeps_its_reason_cleaned_and_cut(session: Session, alan: Member, number: int) -> None:
    made = skip(session, number, "room.open", alan, PREPARING, reason="  <b>no\u202e key</b> " + "x" * 5000)

    assert (made.outcome, made.reason[:16], len(made.reason)) == (Outcome.SKIPPED, "<b>no key</b> xx", 500)


@pytest.mark.parametrize("verb", ["tick", "untick", "skip", "problem", "later"])
def test_what_changes_a_call_has_the_next_moment_worked_out_anew(
    session: Session, alan: Member, booked: Booking, number: int, verb: str
) -> None:
    tick(session, number, "room.open", alan, PREPARING)
    if verb == "untick":
        tick(session, number, "room.test", alan, PREPARING)
    booked.next_due = PREPARING
    acts: dict[str, Callable[[], object]] = {
        "tick": lambda: tick(session, number, "room.test", alan, PREPARING),
        "untick": lambda: untick(session, number, "room.open", alan, PREPARING),
        "skip": lambda: skip(session, number, "room.test", alan, PREPARING, reason="none"),
        "problem": lambda: problem(session, number, "room.test", alan, PREPARING),
        "later": lambda: later(session, number, "refill:1.1", alan, PREPARING),
    }

    acts[verb]()

    assert booked.next_due is None


def test_a_tick_beside_open_work_of_the_same_call_leaves_the_next_moment(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    booked.next_due = PREPARING
    tick(session, number, "room.open", alan, PREPARING)
    untick(session, number, "room.open", alan, PREPARING)

    assert booked.next_due == PREPARING


def test_a_press_that_changes_nothing_leaves_the_next_moment(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    tick(session, number, "room.open", alan, PREPARING)
    booked.next_due = PREPARING

    tick(session, number, "room.open", alan, PREPARING)
    untick(session, number, "room.test", alan, PREPARING)

    assert booked.next_due == PREPARING


# A changed booking ---------------------------------------------------------------------------------------------------------
def test_ticks_survive_a_change_and_what_changed_is_marked(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    for key in ("room.open", "room.test", "room.chairs"):
        tick(session, number, key, alan, PREPARING)
    booked.heads, booked.places = 30, 32
    session.flush()

    states = {entry.item.key: entry.state for entry in checklist(session, number, PREPARING).entries[:5]}

    assert states == {
        "room.open": ItemState.TICKED, "room.test": ItemState.TICKED, "room.chairs": ItemState.CHANGED,
        "place.paper": ItemState.OPEN, "place.cups": ItemState.OPEN,
    }  # fmt: skip


def test_seeing_it_again_answers_the_change_and_keeps_the_old_tick(
    session: Session, alan: Member, beth: Member, booked: Booking, number: int
) -> None:
    old = tick(session, number, "room.chairs", alan, PREPARING)
    booked.heads, booked.places = 30, 32
    session.flush()

    new = tick(session, number, "room.chairs", beth, PREPARING + timedelta(minutes=5))

    assert state(session, number, "room.chairs") is ItemState.TICKED
    assert (old.undone_by, new.by) == (beth.id, beth.id)
    assert rows(session, number) == [
        ("room.chairs", Outcome.TICKED, None, False),
        ("room.chairs", Outcome.TICKED, None, True),
    ]


def test_a_tick_outlives_a_move_whose_room_nobody_else_used(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    # as the booking service moves it: told anew at the moment of the move
    tick(session, number, "room.open", alan, PREPARING)
    booked.starts_at += timedelta(minutes=15)
    booked.ends_at += timedelta(minutes=15)
    booked.told_at = PREPARING + timedelta(minutes=5)
    session.flush()

    assert state(session, number, "room.open") is ItemState.TICKED


def test_a_meeting_put_in_before_asks_for_the_room_to_be_seen_again(
    session: Session, alan: Member, house: House, number: int
) -> None:
    tick(session, number, "room.open", alan, at("2026-11-24 09:00"))
    house.book("2026-11-24 10:00", "2026-11-24 11:00")

    assert state(session, number, "room.open") is ItemState.CHANGED


def test_a_photo_is_kept_with_the_tick(session: Session, alan: Member, house: House) -> None:
    smoking = house.book("2026-11-25 14:00", "2026-11-25 16:00", needs=Needs(smoking=True))
    photo = StoredFile(sha256="a", mime="image/jpeg", name="a.jpg", content=b"a", size=1, stored_at=NOW)
    session.add(photo)
    session.flush()

    made = tick(session, smoking.id or 0, "place.ashtrays", alan, PREPARING, file_id=photo.id)

    assert (made.outcome, made.file_id) == (Outcome.TICKED, photo.id)


# Rounds --------------------------------------------------------------------------------------------------------------------
def test_a_round_put_off_is_called_again_five_minutes_later(session: Session, alan: Member, number: int) -> None:
    called = at("2026-11-24 14:20")

    until = later(session, number, "refill:1.1", alan, called)

    entry = checklist(session, number, called).entry("refill:1.1")
    assert until == entry.calls_at == at("2026-11-24 14:25")


def test_pressing_later_twice_puts_a_round_off_once(session: Session, alan: Member, beth: Member, number: int) -> None:
    called = at("2026-11-24 14:20")

    first = later(session, number, "refill:1.1", alan, called)
    second = later(session, number, "refill:1.1", beth, called + timedelta(minutes=1))
    third = later(session, number, "refill:1.1", alan, called + timedelta(minutes=5))

    assert [each.astimezone(SHANGHAI).strftime("%H:%M") for each in (first, second, third)] == [
        "14:25",
        "14:25",
        "14:30",
    ]
    assert [each.number for each in session.exec(select(Snooze).order_by(col(Snooze.id)))] == [1, 2]


def test_a_round_that_was_served_is_not_put_off(session: Session, alan: Member, number: int) -> None:
    tick(session, number, "refill:1.1", alan, at("2026-11-24 14:21"))

    later(session, number, "refill:1.1", alan, at("2026-11-24 14:22"))

    assert list(session.exec(select(Snooze))) == []


def test_only_rounds_are_put_off(session: Session, alan: Member, number: int) -> None:
    with pytest.raises(NotARound) as refused:
        later(session, number, "room.open", alan, PREPARING)

    assert refused.value == NotARound("room.open")


def test_a_round_that_was_served_is_not_called_again_after_a_shift_by_five_minutes(
    session: Session, alan: Member, booked: Booking, number: int
) -> None:
    tick(session, number, "refill:1.1", alan, at("2026-11-24 14:21"))
    booked.starts_at += timedelta(minutes=5)
    session.flush()

    assert state(session, number, "refill:1.1") is ItemState.TICKED


def test_a_break_list_is_ticked_in_its_order(session: Session, alan: Member, house: House, booked: Booking) -> None:
    pause = house.pause(booked, "2026-11-24 14:45", None)
    number, tidy, replenish = booked.id or 0, f"break:{pause.id}:tidy", f"break:{pause.id}:replenish"

    with pytest.raises(OutOfOrder) as refused:
        tick(session, number, replenish, alan, at("2026-11-24 14:46"))
    tick(session, number, tidy, alan, at("2026-11-24 14:47"))
    tick(session, number, replenish, alan, at("2026-11-24 14:48"))

    assert refused.value.first == tidy
    assert state(session, number, replenish) is ItemState.TICKED
