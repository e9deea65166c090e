"""
Answers to invitations: what a guest's calendar program sends back (METHOD:REPLY, RFC 5546, 3.2.3), passed on by somebody.

An answer counts when its UID is a meeting of whoever passed it on, its one ATTENDEE is invited there, and it is newer than what
is known of that guest. Anybody can write such a file: it can say nothing but yes, no or perhaps for an address that was invited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session, and_, col, select

from meetbot.booking.meeting import may_see_title
from meetbot.booking.models import Booking, Series
from meetbot.booking.rules import check_standing
from meetbot.booking.series.finding import bookings_in
from meetbot.guests.errors import AnswerOutdated, AnswerUnclear, NotInvited, UnknownMeeting
from meetbot.guests.models import Guest, GuestAnswer, Partstat
from meetbot.guests.series import family_of
from meetbot.guests.service import last_answers
from meetbot.people.members import Member
from meetbot.texts import one_line, shorten

LONGEST_COMMENT: Final = 300
_PARTSTATS: Final = {each.value: each for each in Partstat}


@dataclass(frozen=True)
class Answer:
    """One VEVENT of a REPLY. ``sequence`` none: the file names none. ``about``: its RECURRENCE-ID."""

    uid: str
    attendees: tuple[tuple[str, str], ...]  # address, PARTSTAT
    stamped_at: datetime
    sequence: int | None = None
    about: datetime | None = None
    comment: str = ""


@dataclass(frozen=True)
class Taken:
    """An answer that counts: whose, about which booking."""

    booking_id: int
    guest: Guest
    answer: GuestAnswer


def take_answer(session: Session, answer: Answer, by: Member, now: datetime) -> Taken:
    """The answer, kept. Raises UnknownMeeting, AlreadyCancelled, MeetingOver, AnswerUnclear, NotInvited, AnswerOutdated."""
    booking, series = _meeting_of(session, answer, by, now)
    check_standing(booking, now)
    address, partstat = _said(answer)
    assert booking.id is not None
    guest = _guest(session, booking.id, series, address)
    newest = series.sequence if series is not None else booking.sequence
    sequence = newest if answer.sequence is None else answer.sequence
    if sequence > newest:
        raise AnswerUnclear  # to an invitation that was never sent
    about = answer.about.astimezone(UTC).isoformat() if answer.about else ""
    row = GuestAnswer(
        guest_id=guest.id or 0,
        booking_id=booking.id,
        partstat=partstat,
        comment=shorten(one_line(answer.comment), LONGEST_COMMENT),
        answered_at=min(answer.stamped_at, now),  # a clock that is ahead must not keep later answers out
        sequence=sequence,
        about=about,
        passed_on_by=by.id,
        passed_on_at=now,
    )
    known = last_answers(session, [row.guest_id], about).get(guest.id)
    if known is not None and (known.sequence, known.answered_at) >= (row.sequence, row.answered_at):
        raise AnswerOutdated(booking.id, guest.address)
    session.add(row)
    session.flush()
    return Taken(booking.id, guest, row)


def _meeting_of(session: Session, answer: Answer, by: Member, now: datetime) -> tuple[Booking, Series | None]:
    """
    The booking, or the series with the date that is meant (none is: the next one).

    Raises UnknownMeeting, also for a meeting that is not theirs: who passes on a file learns nothing by it.
    """
    booking = session.exec(select(Booking).where(Booking.uid == answer.uid)).one_or_none()
    series = session.exec(select(Series).where(Series.uid == answer.uid)).one_or_none() if booking is None else None
    if series is not None and series.id is not None:
        booking = _date_of(bookings_in(session, series.id), answer, now)
    if booking is None or not may_see_title(by, booking):
        raise UnknownMeeting
    return booking, series


def _date_of(dates: list[Booking], answer: Answer, now: datetime) -> Booking | None:
    if answer.about is not None:
        return next((each for each in dates if each.series_date == answer.about), None)
    return next(
        (each for each in dates if each.cancelled_at is None and each.ends_at > now), dates[-1] if dates else None
    )


def _said(answer: Answer) -> tuple[str, Partstat]:
    if len(answer.attendees) != 1:
        raise AnswerUnclear
    ((address, word),) = answer.attendees
    partstat = _PARTSTATS.get(word.lower())
    if partstat is None:
        raise AnswerUnclear
    return address, partstat


def _guest(session: Session, booking_id: int, series: Series | None, address: str) -> Guest:
    bare = address.strip().lower().removeprefix("mailto:")
    if series is None:
        is_theirs = and_(col(Guest.booking_id) == booking_id, col(Guest.series_id).is_(None))
    else:
        is_theirs = col(Guest.series_id).in_(family_of(session, series))
    guest = session.exec(select(Guest).where(is_theirs, Guest.folded == bare, col(Guest.removed_at).is_(None))).first()
    if guest is None:
        raise NotInvited(booking_id, shorten(one_line(bare), 100))
    return guest
