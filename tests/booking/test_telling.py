"""What the organiser tells about a meeting beyond its switches becomes part of what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from meetbot.booking import telling
from meetbot.booking.cancelling import cancel
from meetbot.booking.errors import (
    AlreadyCancelled,
    BadFlags,
    LacksEquipment,
    MeetingOver,
    NotYourBooking,
    TooMuchAudio,
    WordsTooLong,
)
from meetbot.booking.meeting import meeting, needs_of, plan_of
from meetbot.booking.models import Booking
from meetbot.booking.service import history
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.standard.needs import AudioPiece, Equipment, Needs
from tests.booking.conftest import Desk, Members
from tests.factories import NOW

NEEDS = Needs(equipment=(Equipment.SOUND,))


@pytest.fixture
def booked(desk: Desk) -> Booking:
    return desk.book(room="boardroom", needs=NEEDS)


def told(booking: Booking) -> dict[str, object]:
    """What differs from what was booked."""
    before, after = NEEDS.model_dump(), needs_of(booking).model_dump()
    return {name: after[name] for name in after if after[name] != before[name]}


def test_words_make_the_banner_wanted_and_none_take_it_away(session: Session, booked: Booking, staff: Members):
    olga = staff[Role.ORGANISER]
    telling.tell_banner(session, booked.id or 0, "  Welcome,\n guests ", olga, NOW)
    assert told(booked) == {"banner": True, "banner_words": "Welcome, guests"}

    telling.tell_banner(session, booked.id or 0, "", olga, NOW)
    assert told(booked) == {}


def test_flags_are_told_with_their_number(session: Session, booked: Booking, staff: Members):
    olga = staff[Role.ORGANISER]
    telling.tell_flags(session, booked.id or 0, 2, "national flag, company flag", olga, NOW)
    assert told(booked) == {"flags": 2, "flags_words": "national flag, company flag"}

    telling.tell_flags(session, booked.id or 0, 0, "none at all", olga, NOW)
    assert told(booked) == {}
    for count in (-1, 100):
        with pytest.raises(BadFlags):
            telling.tell_flags(session, booked.id or 0, count, "", olga, NOW)


def test_audio_pieces_keep_their_order_and_come_once(session: Session, booked: Booking, staff: Members):
    olga, id = staff[Role.ORGANISER], booked.id or 0
    for file, name in ((7, "anthem.mp3"), (8, "award.mp3"), (7, "anthem again.mp3")):
        telling.add_audio(session, id, file, name, olga, NOW)
    assert needs_of(booked).audio == (AudioPiece(file=7, name="anthem.mp3"), AudioPiece(file=8, name="award.mp3"))

    telling.drop_audio(session, id, 7, olga, NOW)
    telling.drop_audio(session, id, 7, olga, NOW)
    assert needs_of(booked).audio == (AudioPiece(file=8, name="award.mp3"),)


def test_there_are_at_most_ten_audio_pieces(session: Session, booked: Booking, staff: Members):
    for file in range(1, 11):
        telling.add_audio(session, booked.id or 0, file, f"{file}.mp3", staff[Role.ORGANISER], NOW)

    with pytest.raises(TooMuchAudio) as refused:
        telling.add_audio(session, booked.id or 0, 11, "11.mp3", staff[Role.ORGANISER], NOW)
    assert refused.value == TooMuchAudio(10)


def test_microphones_stand_on_the_plan_where_they_were_asked_for(session: Session, desk: Desk, booked: Booking):
    olga = desk.staff[Role.ORGANISER]
    telling.tell_microphones(session, booked.id or 0, ["10", "9", "chair"], "one handheld", olga, NOW, desk.site)

    assert told(booked) == {
        "equipment": (Equipment.SOUND, Equipment.MICROPHONES),
        "microphones_at": ("chair", "9", "10"),
        "microphones_words": "one handheld",
    }
    found = meeting(session, booked.id or 0)
    labels = {seat.id: seat.label for seat in plan_of(found).seats}
    assert sorted(labels[each.seat] for each in plan_of(found).microphones) == ["1", "10", "9"]


def test_a_room_without_microphones_says_so(session: Session, desk: Desk):
    booked = desk.book(room="room-301")
    with pytest.raises(LacksEquipment):
        telling.tell_microphones(session, booked.id or 0, ["chair"], "", desk.staff[Role.ORGANISER], NOW, desk.site)


@pytest.mark.parametrize(
    ("words", "named"),
    [("3", ("3",)), ("3, 5、１０", ("3", "5", "10")), ("3 3", ("3",)), ("99", ()), ("3 and 5", ()), ("", ())],
)
def test_seats_are_read_where_the_words_are_nothing_but_seats(
    session: Session, booked: Booking, words: str, named: tuple[str, ...]
):
    assert telling.seats_named(meeting(session, booked.id or 0), words) == named


def test_projection_and_lectern_are_turned_on_and_off(session: Session, desk: Desk, booked: Booking):
    olga, id = desk.staff[Role.ORGANISER], booked.id or 0
    telling.turn_projection(session, id, olga, NOW, desk.site)
    telling.turn_lectern(session, id, olga, NOW, desk.site)
    assert told(booked) == {
        "equipment": (Equipment.PROJECTOR, Equipment.SCREEN, Equipment.SOUND), "lectern": True,
    }  # fmt: skip

    telling.turn_projection(session, id, olga, NOW, desk.site)
    telling.turn_lectern(session, id, olga, NOW, desk.site)
    assert told(booked) == {}


def test_nothing_more_is_needed_for_this_time_of_the_meeting(session: Session, booked: Booking, staff: Members):
    olga, id = staff[Role.ORGANISER], booked.id or 0
    assert telling.is_settled(session, booked) is False
    telling.settle_needs(session, id, olga, NOW)
    telling.settle_needs(session, id, olga, NOW)
    assert telling.is_settled(session, booked) is True
    assert [each.verb for each in history(session, id)] == ["book", "settle_needs"]

    booked.schedule += 1  # it moved to another time
    assert telling.is_settled(session, booked) is False


def test_only_who_decides_about_a_booking_tells(session: Session, desk: Desk, booked: Booking):
    id = booked.id or 0
    doors: list[Callable[[Member], object]] = [
        lambda by: telling.tell_banner(session, id, "x", by, NOW),
        lambda by: telling.tell_flags(session, id, 1, "", by, NOW),
        lambda by: telling.tell_wish(session, id, "x", by, NOW),
        lambda by: telling.add_audio(session, id, 1, "x", by, NOW),
        lambda by: telling.drop_audio(session, id, 1, by, NOW),
        lambda by: telling.tell_microphones(session, id, ["chair"], "", by, NOW, desk.site),
        lambda by: telling.turn_projection(session, id, by, NOW, desk.site),
        lambda by: telling.turn_lectern(session, id, by, NOW, desk.site),
        lambda by: telling.settle_needs(session, id, by, NOW),
    ]
    for role in (Role.ATTENDANT, Role.MAINTENANCE, Role.CLEANER):
        for door in doors:
            with pytest.raises(NotYourBooking):
                door(desk.staff[role])
    assert told(booked) == {}


def test_words_that_no_banner_takes_are_refused(session: Session, booked: Booking, staff: Members):
    with pytest.raises(WordsTooLong) as refused:
        telling.tell_banner(session, booked.id or 0, "x" * 121, staff[Role.ORGANISER], NOW)
    assert refused.value == WordsTooLong(121, 120)


def test_nothing_is_told_about_a_meeting_that_is_over_or_cancelled(session: Session, booked: Booking, staff: Members):
    olga = staff[Role.ORGANISER]
    with pytest.raises(MeetingOver):
        telling.tell_wish(session, booked.id or 0, "x", olga, booked.ends_at + timedelta(minutes=1))
    cancel(session, booked.id or 0, olga, NOW)
    with pytest.raises(AlreadyCancelled):
        telling.tell_wish(session, booked.id or 0, "x", olga, NOW)
