"""What may be booked: checks of plain values, each raising the error that says what is wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from meetbot.booking.errors import (
    AlreadyCancelled,
    BadHeads,
    BadTitle,
    BuildingClosed,
    EndBeforeStart,
    InThePast,
    LayoutNotOffered,
    MeetingOver,
    NotYourBooking,
    OffStep,
    TooFarAhead,
    TooLong,
    UnknownMeetingType,
)
from meetbot.booking.models import Booking
from meetbot.errors import NotAllowed
from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.settings import Site
from meetbot.standard.document import Standard
from meetbot.times import Interval, local

# Whoever confirms a start of 14:00 at 14:03 still means now, not the past.
LATE_CONFIRM = timedelta(minutes=5)
# No building holds more; the geometry is never asked about such numbers.
MOST_HEADS = 20_000
LONGEST_TITLE = 200
# A start that moved by more than this is announced anew (design, section 3).
SMALL_SHIFT = timedelta(minutes=10)
# A meeting that overran may be ended that long after its planned end; later, the planned end counts.
LONGEST_OVERRUN = timedelta(hours=4)


def check_times(starts_at: datetime, ends_at: datetime, now: datetime, site: Site) -> Interval:
    """The event as a span. Raises EndBeforeStart, InThePast, TooLong, TooFarAhead, OffStep."""
    event = check_span(starts_at, ends_at, site)
    if starts_at < now - LATE_CONFIRM:
        raise InThePast(starts_at)
    last_start = now + timedelta(days=site.ahead_days)
    if starts_at > last_start:
        raise TooFarAhead(last_start)
    for moment in (starts_at, ends_at):
        check_step(moment, site)
    return event


def check_span(starts_at: datetime, ends_at: datetime, site: Site) -> Interval:
    """The event as a span. Raises EndBeforeStart, TooLong."""
    if ends_at <= starts_at:
        raise EndBeforeStart(starts_at, ends_at)
    if ends_at - starts_at > site.longest_booking:
        raise TooLong(site.longest_booking)
    return Interval(starts_at, ends_at)


def check_step(moment: datetime, site: Site) -> None:
    """Raises OffStep unless ``moment`` is a multiple of the site's step since the full hour of its wall clock."""
    wall = local(moment, site.zone)
    over = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % site.step
    if over:
        raise OffStep(site.step, moment - over + (site.step if over * 2 >= site.step else timedelta()))


def check_open(event: Interval, site: Site) -> None:
    """Raises BuildingClosed for the first local day on which the event reaches outside the opening hours."""
    for day, begins, ends in _days(event, site):
        hours = site.hours_on(day)
        if hours is None:
            raise BuildingClosed(day, None, None)
        if begins < hours.opens or ends > hours.closes:
            raise BuildingClosed(day, hours.opens, hours.closes)


def is_open(event: Interval, site: Site) -> bool:
    """Whether the whole event lies within opening hours."""
    try:
        check_open(event, site)
    except BuildingClosed:
        return False
    return True


def _days(event: Interval, site: Site) -> Iterator[tuple[date, time, time]]:
    """Each local day that the event touches, with the wall times from and until on that day."""
    first, last = local(event.start, site.zone), local(event.end, site.zone)
    day = first.date()
    while day < last.date():
        yield day, first.time() if day == first.date() else time.min, time.max
        day += timedelta(days=1)
    if last.time() > time.min or first.date() == last.date():
        yield day, first.time() if day == first.date() else time.min, last.time()


def check_heads(heads: int) -> None:
    """Raises BadHeads for nobody, or for more people than any building holds."""
    if not 1 <= heads <= MOST_HEADS:
        raise BadHeads(heads, MOST_HEADS)


def clean_title(title: str) -> str:
    """``title`` on one line, without control characters. Raises BadTitle when it is too long."""
    printable = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in title)
    cleaned = " ".join(printable.split())
    if len(cleaned) > LONGEST_TITLE:
        raise BadTitle(len(cleaned), LONGEST_TITLE)
    return cleaned


def check_type(meeting_type: str, layout: str, standard: Standard, by: Member | None) -> None:
    """Raises UnknownMeetingType, LayoutNotOffered (T2.2: only the type's own layouts, unless an admin says so)."""
    try:
        offered = standard.type_(meeting_type).layouts
    except KeyError:
        raise UnknownMeetingType(meeting_type) from None
    if layout not in offered and not (by and by.has(Role.ADMIN)):
        raise LayoutNotOffered(meeting_type, layout, offered)


def may_change(by: Member, booking: Booking) -> bool:
    """Whether ``by`` decides about the booking: its organiser, who booked it in their name, a supervisor, an admin."""
    return by.id in (booking.organiser_id, booking.arranged_by) or by.has(Role.SUPERVISOR, Role.ADMIN)


def check_may_book(by: Member) -> None:
    """Raises NotAllowed."""
    if not by.has(Role.ORGANISER, Role.SUPERVISOR, Role.ADMIN):
        raise NotAllowed


def check_may_change(by: Member, booking: Booking) -> None:
    """Raises NotYourBooking."""
    if not may_change(by, booking):
        raise NotYourBooking


def check_may_run(by: Member, booking: Booking) -> None:
    """Raises NotYourBooking unless ``by`` may extend, end or pause the meeting: who decides about it, and the staff."""
    if not (by.is_staff or may_change(by, booking)):
        raise NotYourBooking


def check_standing(booking: Booking, now: datetime) -> None:
    """Raises AlreadyCancelled, MeetingOver: what was cancelled or is over does not change any more."""
    assert booking.id is not None
    if booking.cancelled_at is not None:
        raise AlreadyCancelled(booking.id)
    over = booking.ended_at or booking.ends_at
    if over <= now:
        raise MeetingOver(over)
