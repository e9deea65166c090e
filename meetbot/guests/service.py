"""Guests of a meeting: invited, taken off, and their answers. Mail itself goes out by the reminders' rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session, and_, col, or_, select

from meetbot.booking.bookings import booking_of
from meetbot.booking.history import count_change, enter, forget_next_due
from meetbot.booking.meeting import may_see_title
from meetbot.booking.models import Booking, BookingChange, Series
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.errors import NotFound
from meetbot.guests.errors import TooManyGuests, UnknownGuest
from meetbot.guests.models import Guest, GuestAnswer, Partstat
from meetbot.guests.reading import MOST, Mailbox
from meetbot.guests.series import family_of, first_date, split_off
from meetbot.people.members import Member

# What a calendar asks again for: a guest who said yes to two o'clock has not said yes to three (RFC 5546, 2.1.4).
_ASKS_AGAIN = frozenset({"starts_at", "ends_at"})
UNINVITE: Final = "uninvite"


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


def invite(
    session: Session, booking_id: int, people: Sequence[Mailbox], by: Member, now: datetime, *, to_series: bool = False
) -> Added:
    """
    These people as guests of the meeting, beside those who are invited already; their mail is due at once.

    ``to_series``: to all dates of the series that the booking is a date of, where it is one.
    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, TooManyGuests.
    """
    booking = _changeable(session, booking_id, by, now)
    series_id = booking.series_id if to_series else None
    standing = _standing(session, booking)
    before = {guest.folded for guest in standing if (guest.series_id is None) == (series_id is None)}
    wanted = [each for each in people if each.folded not in before]
    if len(standing) + len(wanted) > MOST:
        raise TooManyGuests(len(standing) + len(wanted), MOST)
    new = [
        Guest(
            booking_id=booking_id, series_id=series_id, address=each.address, folded=each.folded, name=each.name,
            added_by=by.id, added_at=now,
        )
        for each in wanted
    ]  # fmt: skip
    session.add_all(new)
    session.flush()
    if new:
        _mail_is_due(session, booking, series_id)
    return Added(tuple(new), len(people) - len(new))


def uninvite(session: Session, booking_id: int, guest_id: int, by: Member, now: datetime) -> Guest:
    """
    The guest, taken off; a cancellation by mail is due where the invitation went out. Twice is once.

    The meeting's SEQUENCE rises, so that who is invited again later gets a file newer than the cancellation. A guest of a
    series is taken off all its dates.
    Raises UnknownBooking, NotYourBooking, AlreadyCancelled, MeetingOver, UnknownGuest.
    """
    booking = _changeable(session, booking_id, by, now)
    guest = session.get(Guest, guest_id)
    if guest is None or not _is_of(session, guest, booking):
        raise UnknownGuest(guest_id)
    if guest.removed_at is None:
        guest.removed_at, guest.removed_by = now, by.id
        booking.sequence += 1
        booking.changed_at = now
        session.add_all([guest, booking])
        enter(session, booking_id, UNINVITE, {"guest": guest_id}, {}, by, now)
        for series_id in split_off(session, guest.series_id) if guest.series_id is not None else ():
            count_change(session, series_id, now)
        _mail_is_due(session, booking, None)
    return guest


def _is_of(session: Session, guest: Guest, booking: Booking) -> bool:
    return guest.booking_id == booking.id if guest.series_id is None else guest.series_id in _family(session, booking)


def guests_of(session: Session, booking_id: int, by: Member) -> list[Invited]:
    """Who is invited, in the order in which they were, with their answers. Raises UnknownBooking; NotFound (C6)."""
    booking = booking_of(session, booking_id)
    if not may_see_title(by, booking):
        raise NotFound
    guests = _standing(session, booking)
    ids = [guest.id for guest in guests if guest.id is not None]
    answers = last_answers(session, ids)
    if booking.series_date is not None:  # who declines one date has not declined the others
        answers |= last_answers(session, ids, booking.series_date.astimezone(UTC).isoformat())
    asked = asked_since(session, booking) if answers else 0
    return [Invited(guest, _standing_answer(guest, answers.get(guest.id), asked)) for guest in guests]


def _standing_answer(guest: Guest, answer: GuestAnswer | None, asked: int) -> GuestAnswer | None:
    """The answer, unless the meeting was moved since. A series counts its changes for all dates, so there it stands."""
    if answer is None or (guest.series_id is None and answer.sequence < asked):
        return None
    return answer


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


def _standing(session: Session, booking: Booking) -> list[Guest]:
    """Who is invited to this booking: to it alone, or to its whole series."""
    alone = and_(col(Guest.booking_id) == booking.id, col(Guest.series_id).is_(None))
    with_series = col(Guest.series_id).in_(_family(session, booking))
    rows = select(Guest).where(or_(alone, with_series), col(Guest.removed_at).is_(None)).order_by(col(Guest.id))
    return list(session.exec(rows))


def _family(session: Session, booking: Booking) -> list[int]:
    if booking.series_id is None:
        return []
    return family_of(session, session.get_one(Series, booking.series_id))


def _mail_is_due(session: Session, booking: Booking, series_id: int | None) -> None:
    told_on = first_date(session, series_id) if series_id is not None else booking.id
    if told_on is not None:
        forget_next_due(session, {told_on})
