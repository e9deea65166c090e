"""Answers that guests' calendars send back, passed on by somebody: which count, and which do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import AlreadyCancelled
from meetbot.booking.models import Booking
from meetbot.booking.service import cancel, change, move
from meetbot.guests.answering import Answer, take_answer
from meetbot.guests.errors import AnswerOutdated, AnswerUnclear, NotInvited, UnknownMeeting
from meetbot.guests.models import Guest, GuestAnswer, Partstat
from meetbot.guests.reading import Mailbox
from meetbot.guests.service import guests_of, invite, tally, uninvite
from meetbot.people.directory import member_of
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from tests.booking.conftest import Members
from tests.factories import NOW, add_person, at

HOUR = timedelta(hours=1)


@pytest.fixture
def ada(session: Session, booking: Booking, olga: Member) -> Guest:
    people = [Mailbox("Ada@x.org", "Ada"), Mailbox("bob@y.cn"), Mailbox("cy@z.org")]
    return invite(session, booking.id or 0, people, olga, NOW).new[0]


@pytest.fixture
def yes(booking: Booking, ada: Guest) -> Answer:
    return Answer(booking.uid, (("mailto:ada@X.org", "ACCEPTED"),), NOW + HOUR, 0)


def says(session: Session, booking: Booking, by: Member) -> list[Partstat | None]:
    return [each.says for each in guests_of(session, booking.id or 0, by)]


def test_an_answer_is_kept_with_who_passed_it_on(session: Session, booking: Booking, olga: Member, yes: Answer) -> None:
    taken = take_answer(session, replace(yes, comment="See you\r\nthere"), olga, NOW + 2 * HOUR)

    assert (taken.booking_id, taken.guest.address, taken.answer.comment) == (booking.id, "Ada@x.org", "See you there")
    assert (taken.answer.passed_on_by, taken.answer.passed_on_at) == (olga.id, NOW + 2 * HOUR)
    assert says(session, booking, olga) == [Partstat.ACCEPTED, None, None]


def test_the_answers_are_counted(session: Session, booking: Booking, olga: Member, yes: Answer) -> None:
    take_answer(session, yes, olga, NOW + 2 * HOUR)
    take_answer(session, replace(yes, attendees=(("bob@y.cn", "declined"),)), olga, NOW + 2 * HOUR)

    counted = tally(guests_of(session, booking.id or 0, olga))

    assert counted == {Partstat.ACCEPTED: 1, Partstat.DECLINED: 1, None: 1}


def test_a_later_answer_replaces_an_earlier_one_and_not_the_other_way_round(
    session: Session, booking: Booking, olga: Member, yes: Answer
) -> None:
    no = replace(yes, attendees=(("ada@x.org", "DECLINED"),), stamped_at=NOW + 2 * HOUR)
    take_answer(session, no, olga, NOW + 3 * HOUR)

    for old in (yes, no):
        with pytest.raises(AnswerOutdated):
            take_answer(session, old, olga, NOW + 4 * HOUR)

    assert says(session, booking, olga)[0] is Partstat.DECLINED
    assert len(session.exec(select(GuestAnswer)).all()) == 1


def test_who_said_yes_to_two_has_not_said_yes_to_three(
    session: Session, booking: Booking, olga: Member, site: Site, yes: Answer
) -> None:
    take_answer(session, yes, olga, NOW + 2 * HOUR)
    move(session, booking.id or 0, olga, at("2026-11-24 15:00"), at("2026-11-24 17:00"), NOW + 3 * HOUR, site)
    assert says(session, booking, olga)[0] is None

    # Sent before the guest saw the change, passed on afterwards: known, and not counted.
    late = replace(yes, stamped_at=NOW + 4 * HOUR, attendees=(("bob@y.cn", "ACCEPTED"),))
    take_answer(session, late, olga, NOW + 4 * HOUR)
    assert says(session, booking, olga)[1] is None

    take_answer(session, replace(yes, sequence=1, stamped_at=NOW + 5 * HOUR), olga, NOW + 5 * HOUR)
    assert says(session, booking, olga)[0] is Partstat.ACCEPTED


def test_an_answer_outlives_changes_that_ask_nobody_again(
    session: Session, booking: Booking, olga: Member, site: Site, yes: Answer
) -> None:
    move(session, booking.id or 0, olga, at("2026-11-24 15:00"), at("2026-11-24 17:00"), NOW, site)
    take_answer(session, replace(yes, sequence=1), olga, NOW + HOUR)

    change(session, booking.id or 0, olga, NOW + 2 * HOUR, site, title="Budget 2028", heads=12)
    uninvite(session, booking.id or 0, 2, olga, NOW + 2 * HOUR)

    assert booking.sequence == 3
    assert says(session, booking, olga) == [Partstat.ACCEPTED, None]


def test_a_file_without_a_sequence_answers_what_stands(
    session: Session, booking: Booking, olga: Member, site: Site, yes: Answer
) -> None:
    move(session, booking.id or 0, olga, at("2026-11-24 15:00"), at("2026-11-24 17:00"), NOW, site)

    take_answer(session, replace(yes, sequence=None), olga, NOW + HOUR)

    assert says(session, booking, olga)[0] is Partstat.ACCEPTED


def test_a_clock_that_is_ahead_keeps_no_later_answer_out(
    session: Session, booking: Booking, olga: Member, yes: Answer
) -> None:
    take_answer(session, replace(yes, stamped_at=NOW + 900 * HOUR), olga, NOW + HOUR)

    no = replace(yes, attendees=(("ada@x.org", "DECLINED"),), stamped_at=NOW + 2 * HOUR)
    take_answer(session, no, olga, NOW + 3 * HOUR)

    assert says(session, booking, olga)[0] is Partstat.DECLINED


@pytest.mark.parametrize(
    ("forged", "refusal"),
    [
        ({"uid": "another@riverside.example"}, UnknownMeeting()),
        ({"attendees": (("mallory@x.org", "ACCEPTED"),)}, NotInvited(1, "mallory@x.org")),
        ({"attendees": (("ada@x.org", "ACCEPTED"), ("bob@y.cn", "ACCEPTED"))}, AnswerUnclear()),
        ({"attendees": ()}, AnswerUnclear()),
        ({"attendees": (("ada@x.org", "DELEGATED"),)}, AnswerUnclear()),
        ({"attendees": (("ada@x.org", "X-PERHAPS"),)}, AnswerUnclear()),
        ({"sequence": 1}, AnswerUnclear()),
    ],
)
def test_what_is_no_answer_of_a_guest_changes_nothing(
    session: Session, booking: Booking, olga: Member, yes: Answer, forged: dict[str, object], refusal: Exception
) -> None:
    with pytest.raises(type(refusal)) as refused:
        take_answer(session, replace(yes, **forged), olga, NOW + 2 * HOUR)  # type: ignore[arg-type]

    assert refused.value == refusal
    assert says(session, booking, olga) == [None, None, None]


def test_who_was_taken_off_answers_no_more(session: Session, booking: Booking, olga: Member, yes: Answer) -> None:
    uninvite(session, booking.id or 0, 1, olga, NOW)

    with pytest.raises(NotInvited):
        take_answer(session, yes, olga, NOW + 2 * HOUR)


def test_the_staff_pass_on_answers_and_others_learn_nothing_of_the_meeting(
    session: Session, booking: Booking, olga: Member, staff: Members, yes: Answer
) -> None:
    otto = member_of(session, add_person(session, "Otto", Role.ORGANISER, telegram_id=99))
    for outsider in (otto, staff[Role.CLEANER]):
        with pytest.raises(UnknownMeeting):
            take_answer(session, yes, outsider, NOW + 2 * HOUR)

    assert take_answer(session, yes, staff[Role.ADMIN], NOW + 2 * HOUR).answer.passed_on_by == staff[Role.ADMIN].id


def test_an_answer_to_a_cancelled_meeting_is_refused(
    session: Session, booking: Booking, olga: Member, yes: Answer
) -> None:
    cancel(session, booking.id or 0, olga, NOW + HOUR)

    with pytest.raises(AlreadyCancelled):
        take_answer(session, yes, olga, NOW + 2 * HOUR)
