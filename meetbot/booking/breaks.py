"""Breaks of a meeting, planned or started live (M6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlmodel import Session, col, select

from meetbot.booking.bookings import booking_of
from meetbot.booking.errors import BadBreak, MeetingOver, NotStarted
from meetbot.booking.history import enter, record
from meetbot.booking.models import Booking, MeetingBreak
from meetbot.booking.rules import LONGEST_OVERRUN, check_may_change, check_may_run, check_standing
from meetbot.people.members import Member
from meetbot.times import Interval


def plan_break(
    session: Session, booking_id: int, by: Member, starts_at: datetime, ends_at: datetime, now: datetime
) -> MeetingBreak:
    """
    A break set beforehand; the same one again changes nothing.

    Raises NotYourBooking, AlreadyCancelled, MeetingOver; BadBreak outside the meeting, across another one, or in the past.
    """
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    known = breaks_of(session, booking_id)
    same = next((each for each in known if (each.starts_at, each.ends_at) == (starts_at, ends_at)), None)
    if same:
        return same
    is_inside = max(booking.starts_at, now) < starts_at < ends_at < booking.ends_at
    if not is_inside or any(_crosses(each, starts_at, ends_at) for each in known):
        raise BadBreak(starts_at, ends_at)
    planned = MeetingBreak(booking_id=booking_id, starts_at=starts_at, ends_at=ends_at, set_by=by.id)
    _planned_anew(session, booking, PLANNED, known, planned, by, now)
    return _kept(session, booking, planned)


def drop_break(session: Session, booking_id: int, break_id: int, by: Member, now: datetime) -> None:
    """
    A planned break does not take place; one that is gone already stays gone.

    Raises NotYourBooking, AlreadyCancelled, MeetingOver; BadBreak for one that has begun (it is ended instead).
    """
    booking = booking_of(session, booking_id)
    check_may_change(by, booking)
    check_standing(booking, now)
    known = breaks_of(session, booking_id)
    planned = next((each for each in known if each.id == break_id), None)
    if planned is None:
        return
    if planned.starts_at <= now:
        raise BadBreak(planned.starts_at, planned.ends_at)
    others = [each for each in known if each.id != break_id]
    _planned_anew(session, booking, DROPPED, others, planned, by, now)
    session.delete(planned)
    session.flush()


PLANNED: Final = "plan_break"
DROPPED: Final = "drop_break"


def _planned_anew(
    session: Session,
    booking: Booking,
    verb: Literal["plan_break", "drop_break"],
    others: list[MeetingBreak],
    pause: MeetingBreak,
    by: Member,
    now: datetime,
) -> None:
    """Another plan for the breaks (``pause`` beside ``others``, or not any more): in the history, in calendars, on cards."""
    assert booking.id is not None
    without, with_it = _spans(others), _spans([*others, pause])
    before, after = (without, with_it) if verb == PLANNED else (with_it, without)
    enter(session, booking.id, verb, {"breaks": before}, {"breaks": after}, by, now)
    booking.sequence += 1
    booking.changed_at = now
    booking.next_due = None
    session.add(booking)


def _spans(breaks: list[MeetingBreak]) -> list[list[str | None]]:
    ordered = sorted(breaks, key=lambda each: each.starts_at)
    return [[each.starts_at.isoformat(), each.ends_at.isoformat() if each.ends_at else None] for each in ordered]


def _crosses(known: MeetingBreak, starts_at: datetime, ends_at: datetime) -> bool:
    return known.starts_at < ends_at and (known.ends_at is None or starts_at < known.ends_at)


def start_break(session: Session, booking_id: int, by: Member, now: datetime) -> MeetingBreak:
    """
    The break that is on: a new one from now, or the one that is on already.

    Raises NotYourBooking, AlreadyCancelled, NotStarted, MeetingOver.
    """
    booking = _running(session, booking_id, by, now)
    known = _on_at(session, booking_id, now)
    if known:
        return known
    return _kept(session, booking, MeetingBreak(booking_id=booking_id, starts_at=now, set_by=by.id))


def end_break(session: Session, booking_id: int, by: Member, now: datetime) -> MeetingBreak | None:
    """The break that ends now; none when there was none. Raises NotYourBooking, AlreadyCancelled, NotStarted, MeetingOver."""
    booking = _running(session, booking_id, by, now)
    known = _on_at(session, booking_id, now)
    if known is None:
        return None
    known.ends_at = now
    record(session, booking_id, "end_break", {"break": known.id}, by, now)  # whoever ends it needs not be told
    return _kept(session, booking, known)


def breaks_of(session: Session, booking_id: int) -> list[MeetingBreak]:
    """The breaks of a booking, by start."""
    wanted = select(MeetingBreak).where(MeetingBreak.booking_id == booking_id)
    return list(session.exec(wanted.order_by(col(MeetingBreak.starts_at))))


def shift_breaks(session: Session, booking: Booking, by: timedelta, event: Interval) -> None:
    """Planned breaks move with their meeting; those that fall outside the new ``event`` go."""
    assert booking.id is not None
    for each in breaks_of(session, booking.id):
        if each.starts_at + by >= event.end:
            session.delete(each)
            continue
        each.starts_at += by
        each.ends_at = each.ends_at and min(each.ends_at + by, event.end)
        session.add(each)


def close_breaks(session: Session, booking_id: int, now: datetime) -> None:
    """The meeting ends now: so does the break that is on, and later ones do not come."""
    for each in breaks_of(session, booking_id):
        if each.starts_at >= now:
            session.delete(each)
        elif each.ends_at is None or each.ends_at > now:
            each.ends_at = now
            session.add(each)


def _running(session: Session, booking_id: int, by: Member, now: datetime) -> Booking:
    booking = booking_of(session, booking_id)
    check_may_run(by, booking)
    if booking.cancelled_at is None and booking.ended_at is None:
        if now < booking.starts_at:
            raise NotStarted(booking.starts_at)
        if now >= booking.ends_at + LONGEST_OVERRUN:
            raise MeetingOver(booking.ends_at)
        return booking
    check_standing(booking, now)
    raise MeetingOver(booking.ended_at or booking.ends_at)


def _on_at(session: Session, booking_id: int, now: datetime) -> MeetingBreak | None:
    return next(
        (
            each
            for each in breaks_of(session, booking_id)
            if each.starts_at <= now and (each.ends_at is None or now < each.ends_at)
        ),
        None,
    )


def _kept(session: Session, booking: Booking, pause: MeetingBreak) -> MeetingBreak:
    booking.next_due = None
    session.add_all([booking, pause])
    session.flush()
    return pause
