"""Guests are invited and taken off, each once, by whoever decides about the meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from meetbot.booking.errors import AlreadyCancelled, MeetingOver, NotYourBooking, UnknownBooking
from meetbot.booking.models import Booking, BookingChange
from meetbot.booking.service import cancel
from meetbot.errors import NotFound
from meetbot.guests.errors import TooManyGuests, UnknownGuest
from meetbot.guests.models import Guest
from meetbot.guests.reading import MOST, Mailbox
from meetbot.guests.service import Added, guests_of, invite, uninvite
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.times import NEVER
from tests.booking.conftest import Members
from tests.factories import NOW, add_person

ADA, BOB = Mailbox("ada@x.org", "Ada"), Mailbox("bob@y.cn")


def addresses(session: Session, booking: Booking, by: Member) -> list[str]:
    return [each.guest.address for each in guests_of(session, booking.id or 0, by)]


def test_guests_are_invited_in_their_order(session: Session, booking: Booking, olga: Member) -> None:
    added = invite(session, booking.id or 0, [BOB, ADA], olga, NOW)

    assert [(each.address, each.name, each.added_by, each.added_at) for each in added.new] == [
        ("bob@y.cn", "", olga.id, NOW), ("ada@x.org", "Ada", olga.id, NOW),
    ]  # fmt: skip
    assert addresses(session, booking, olga) == ["bob@y.cn", "ada@x.org"]


def test_whoever_is_invited_already_is_not_invited_again(session: Session, booking: Booking, olga: Member) -> None:
    invite(session, booking.id or 0, [ADA], olga, NOW)

    again = invite(session, booking.id or 0, [Mailbox("ADA@x.org", "Ada L"), BOB], olga, NOW)

    assert ([each.address for each in again.new], again.known) == (["bob@y.cn"], 1)
    assert addresses(session, booking, olga) == ["ada@x.org", "bob@y.cn"]


def test_an_invitation_is_due_at_once(session: Session, booking: Booking, olga: Member) -> None:
    booking.next_due = NEVER
    session.flush()

    invite(session, booking.id or 0, [ADA], olga, NOW)

    assert booking.next_due is None


def test_who_is_taken_off_stays_in_the_books_and_can_be_invited_anew(
    session: Session, booking: Booking, olga: Member
) -> None:
    (ada,) = invite(session, booking.id or 0, [ADA], olga, NOW).new
    later = NOW + timedelta(hours=1)

    uninvite(session, booking.id or 0, ada.id or 0, olga, later)
    uninvite(session, booking.id or 0, ada.id or 0, olga, later + timedelta(hours=1))

    assert (ada.removed_at, ada.removed_by, booking.sequence) == (later, olga.id, 1)
    assert addresses(session, booking, olga) == []
    assert [change.verb for change in session.exec(select(BookingChange)) if change.before] == ["uninvite"]
    (anew,) = invite(session, booking.id or 0, [ADA], olga, later).new
    assert anew.id != ada.id


def test_there_is_a_limit_to_the_guests_of_a_meeting(session: Session, booking: Booking, olga: Member) -> None:
    most = [Mailbox(f"guest{n}@x.org") for n in range(MOST)]
    invite(session, booking.id or 0, most, olga, NOW)

    with pytest.raises(TooManyGuests) as refused:
        invite(session, booking.id or 0, [ADA, BOB], olga, NOW)

    assert refused.value == TooManyGuests(MOST + 2, MOST)
    assert invite(session, booking.id or 0, most[:3], olga, NOW) == Added((), 3)


@pytest.mark.parametrize(("who", "may"), [(Role.SUPERVISOR, True), (Role.ADMIN, True), (Role.ATTENDANT, False)])
def test_those_who_decide_about_the_meeting_invite(
    session: Session, booking: Booking, staff: Members, who: Role, may: bool
) -> None:
    if may:
        assert len(invite(session, booking.id or 0, [ADA], staff[who], NOW).new) == 1
        return
    with pytest.raises(NotYourBooking):
        invite(session, booking.id or 0, [ADA], staff[who], NOW)
    with pytest.raises(NotYourBooking):
        uninvite(session, booking.id or 0, 1, staff[who], NOW)


def test_guests_are_seen_by_the_organiser_and_the_staff_alone(
    session: Session, booking: Booking, olga: Member, staff: Members
) -> None:
    from meetbot.people.directory import member_of

    invite(session, booking.id or 0, [ADA], olga, NOW)
    other = member_of(session, add_person(session, "Otto", Role.ORGANISER, telegram_id=99))

    seen = {role: addresses(session, booking, staff[role]) for role in (Role.ATTENDANT, Role.SUPERVISOR, Role.ADMIN)}
    assert seen == {role: ["ada@x.org"] for role in seen}
    for outsider in (other, staff[Role.CLEANER], staff[Role.MAINTENANCE]):
        with pytest.raises(NotFound):
            guests_of(session, booking.id or 0, outsider)


def test_nobody_is_invited_to_what_is_over_or_cancelled(session: Session, booking: Booking, olga: Member) -> None:
    with pytest.raises(MeetingOver):
        invite(session, booking.id or 0, [ADA], olga, booking.ends_at)
    cancel(session, booking.id or 0, olga, NOW)
    with pytest.raises(AlreadyCancelled):
        invite(session, booking.id or 0, [ADA], olga, NOW)
    with pytest.raises(UnknownBooking):
        invite(session, 999, [ADA], olga, NOW)


def test_a_guest_of_another_meeting_is_not_taken_off_here(session: Session, booking: Booking, olga: Member) -> None:
    session.add(Guest(booking_id=booking.id or 0, address="a@b.c", folded="a@b.c", added_by=olga.id, added_at=NOW))
    session.flush()

    with pytest.raises(UnknownGuest):
        uninvite(session, booking.id or 0, 77, olga, NOW)
