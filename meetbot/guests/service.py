"""Guests of a meeting: invited, taken off, and their answers. Mail itself goes out by the reminders' rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from meetbot.booking.bookings import booking_of
from meetbot.booking.history import forget_next_due
from meetbot.booking.meeting import may_see_title
from meetbot.booking.models import Booking, BookingChange
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.errors import NotFound
from meetbot.guests.errors import TooManyGuests, UnknownGuest
from meetbot.guests.models import Guest, GuestAnswer, Partstat
from meetbot.guests.reading import MOST, Mailbox
from meetbot.people.members import Member

# What a calendar asks again for: a guest who said yes to two o'clock has not said yes to three (RFC 5546, 2.1.4).
_ASKS_AGAIN = frozenset({"starts_at", "ends_at"})
UNINVITE = "uninvite"


@dataclass(frozen=True)
class Invited:
    """A guest with their last answer; none where there is none to the meeting as it is now."""

    guest: Guest
    answer: GuestAnswer | None = None

    @property
    def id(self) -> int:
        assert self.guest.id is not None
        return self.guest.id

    @property
    def says(self) -> Partstat | None:
        return self.answer.partstat if self.answer else None


@dataclass(frozen=True)
class Added:
    """What came of a list of addresses: those who are new, and how many were invited before."""

    new: tuple[Guest, ...]
    known: int


def invite(session: Session, booking_id: int, people: Sequence[Mailbox], by: Member, now: datetime) -> Added:
    """
    These people as guests of the meeting, beside those who are invited already; their mail is due at once.

    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, TooManyGuests.
    """
    booking = _changeable(session, booking_id, by, now)
    before = {guest.folded for guest in _standing(session, booking_id)}
    wanted = [each for each in people if each.folded not in before]
    if len(before) + len(wanted) > MOST:
        raise TooManyGuests(len(before) + len(wanted), MOST)
    new = [
        Guest(
            booking_id=booking_id, address=each.address, folded=each.folded, name=each.name,
            added_by=by.id, added_at=now,
        )
        for each in wanted
    ]  # fmt: skip
    session.add_all(new)
    session.flush()
    if new:
        _mail_is_due(session, booking)
    return Added(tuple(new), len(people) - len(new))


def uninvite(session: Session, booking_id: int, guest_id: int, by: Member, now: datetime) -> Guest:
    """
    The guest, taken off; a cancellation by mail is due where the invitation went out. Twice is once.

    The meeting's SEQUENCE rises, so that who is invited again later gets a file newer than the cancellation.
    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, UnknownGuest.
    """
    booking = _changeable(session, booking_id, by, now)
    guest = session.get(Guest, guest_id)
    if guest is None or guest.booking_id != booking_id:
        raise UnknownGuest(guest_id)
    if guest.removed_at is None:
        guest.removed_at, guest.removed_by = now, by.id
        booking.sequence += 1
        booking.changed_at = now
        session.add_all(
            [
                guest,
                booking,
                BookingChange(
                    booking_id=booking_id, verb=UNINVITE, before={"guest": guest_id}, after={}, by=by.id, at=now
                ),
            ]
        )
        session.flush()
        _mail_is_due(session, booking)
    return guest


def guests_of(session: Session, booking_id: int, by: Member) -> list[Invited]:
    """Who is invited, in the order in which they were, with their answers. Raises UnknownBooking; NotFound (C6)."""
    booking = booking_of(session, booking_id)
    if not may_see_title(by, booking):
        raise NotFound
    guests = _standing(session, booking_id)
    answers = last_answers(session, [guest.id for guest in guests if guest.id is not None])
    asked = asked_since(session, booking) if answers else 0
    return [
        Invited(guest, answer if (answer := answers.get(guest.id)) and answer.sequence >= asked else None)
        for guest in guests
    ]


def tally(guests: Iterable[Invited]) -> Counter[Partstat | None]:
    """How many said what; none: not answered yet."""
    return Counter(guest.says for guest in guests)


def last_answers(session: Session, guest_ids: Iterable[int], about: str = "") -> dict[int | None, GuestAnswer]:
    """The last answer of each guest about the meeting, or about one date of its series, by guest id."""
    rows = (
        select(GuestAnswer)
        .where(col(GuestAnswer.guest_id).in_(list(guest_ids)), GuestAnswer.about == about)
        .order_by(col(GuestAnswer.sequence), col(GuestAnswer.answered_at), col(GuestAnswer.id))
    )
    return {row.guest_id: row for row in session.exec(rows)}


def asked_since(session: Session, booking: Booking) -> int:
    """The SEQUENCE from which on an answer is one to the time as it is now."""
    changes = session.exec(
        select(BookingChange).where(BookingChange.booking_id == booking.id).order_by(col(BookingChange.id).desc())
    )
    later = 0
    for change in changes:
        if not change.before:
            continue  # an entry that changed no fact raised no sequence
        if _ASKS_AGAIN & change.before.keys():
            return booking.sequence - later
        later += 1
    return 0


def _changeable(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    return booking


def _standing(session: Session, booking_id: int) -> list[Guest]:
    rows = select(Guest).where(Guest.booking_id == booking_id, col(Guest.removed_at).is_(None)).order_by(col(Guest.id))
    return list(session.exec(rows))


def _mail_is_due(session: Session, booking: Booking) -> None:
    assert booking.id is not None
    forget_next_due(session, {booking.id})
