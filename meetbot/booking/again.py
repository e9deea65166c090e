"""A past booking once more: the same room, layout and needs, at the next time that suits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from meetbot.booking.bookings import booking_of, room_of
from meetbot.booking.handing_over import bookable_for
from meetbot.booking.service import quote
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Wish, wish_of
from meetbot.errors import MeetbotError
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.times import NoSuchTime, TwiceTime, local, utc

_WEEKS_TO_TRY = 8


def again(session: Session, booking_id: int, by: Member, now: datetime, site: Site) -> Wish:
    """
    The booking as a wish for the next same weekday and time of day on which it can be had; if there is none within weeks, the
    first all the same, and the refusal says what is in the way. Raises UnknownBooking.
    """
    booking = booking_of(session, booking_id)
    wish = wish_of(booking, room_of(session, booking).room)
    standard = current_standard(session).standard
    known = {kind.key: kind for kind in standard.types}.get(wish.meeting_type)
    if known is not None and wish.layout not in known.layouts:  # the standard has moved on
        wish = replace(wish, layout=known.layouts[0])
    if wish.organiser not in {each.id for each in bookable_for(session, by, site)}:
        wish = replace(wish, organiser=None)
    wishes = [_at(wish, start) for start in _starts(wish.starts_at, now, site)]
    return next((each for each in wishes if _can_be_had(session, each, by, now, site)), wishes[0])


def _at(wish: Wish, start: datetime) -> Wish:
    return replace(wish, starts_at=start, ends_at=start + (wish.ends_at - wish.starts_at))


def _starts(past: datetime, now: datetime, site: Site) -> list[datetime]:
    """The same wall time on the same weekday, this week's first if it is still to come."""
    wall = local(past, site.zone).replace(tzinfo=None, fold=0)
    today: date = local(now, site.zone).date()
    first = today + timedelta(days=(wall.weekday() - today.weekday()) % 7)
    found: list[datetime] = []
    for week in range(_WEEKS_TO_TRY + 1):
        try:
            start = utc(datetime.combine(first + timedelta(weeks=week), wall.time()), site.zone)
        except NoSuchTime as gap:
            start = gap.next_valid
        except TwiceTime as twice:
            start = twice.first
        if start > now:
            found.append(start)
    return found


def _can_be_had(session: Session, wish: Wish, by: Member, now: datetime, site: Site) -> bool:
    try:
        quote(session, wish, now, site, by)
    except MeetbotError:
        return False
    return True
