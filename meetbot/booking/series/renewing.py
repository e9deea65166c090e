"""Giving the dates of a series that are to come another rule: what was worked out in ``replanning`` is done, all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.cancelling import cancel
from meetbot.booking.history import count_change, forget_next_due, made_together, neighbours
from meetbot.booking.making import make
from meetbot.booking.models import Booking, Series
from meetbot.booking.revising import apply
from meetbot.booking.series.changes import NewDate
from meetbot.booking.series.changing import let_go, room_wished
from meetbot.booking.series.errors import NothingLeft, UndecidedChange
from meetbot.booking.series.finding import bookings_in
from meetbot.booking.series.outlook import Choices
from meetbot.booking.series.replanning import Replan, replan_preview
from meetbot.booking.series.rule import Repeat
from meetbot.booking.series.scope import Scope
from meetbot.booking.series.splitting import split
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Wish
from meetbot.people.members import Member
from meetbot.settings import Site
from meetbot.times import local


def replan(
    session: Session,
    booking_id: int,
    scope: Scope,
    by: Member,
    wish: Wish,
    repeat: Repeat,
    now: datetime,
    site: Site,
    choices: Choices | None = None,
    overwrite: bool = False,
    confirmed_closed: bool = False,
) -> list[Booking]:
    """
    The dates of the series from here on, those that stayed, moved and are new, by the new rule's order.

    Where dates stay behind that the change is not about, it is another series from here on. Raises UndecidedChange with every
    date that still needs a choice, what ``replan_preview`` raises, and SlotTaken when somebody was faster.
    """
    found = replan_preview(
        session, booking_id, scope, by, wish, repeat, now, site, choices, overwrite, confirmed_closed
    )
    if found.undecided:
        raise UndecidedChange(found.undecided)
    if not found.dates:
        raise NothingLeft
    series = _carried_on(session, found, booking_of(session, booking_id), wish, by, now, site)
    stays = [each for each in found.dates if each.was is not None and each.is_changed]
    concerned = {id_ for each in stays if each.was for id_ in neighbours(session, each.was.booking)}
    for booking in found.dropped:
        assert booking.id is not None
        cancel(session, booking.id, by, now)
    let_go(session, ((each.was.booking, each.offer, each.room) for each in stays if each.was))
    dates = [_became(session, each, series, by, now, site) for each in found.dates]
    changed = [booking for booking, each in zip(dates, found.dates, strict=True) if each.is_changed]
    made_together(session, [each.id or 0 for each in (*changed, *found.dropped)], by, now)
    count_change(session, series.id, now)
    forget_next_due(session, concerned)
    return dates


def _carried_on(
    session: Session, found: Replan, pressed: Booking, wish: Wish, by: Member, now: datetime, site: Site
) -> Series:
    """The series with its new rule, with all its rows from here on; another one where earlier rows stay behind."""
    series = found.affected.series
    assert series.id is not None
    used = [each.was.booking for each in found.dates if each.was is not None]
    first_named = found.dates[0].slot.named  # also where every earlier date stays as it is
    cut = min([first_named, *(_named(booking) for booking in (*used, *found.dropped, *found.affected.foreign))])
    rows = bookings_in(session, series.id)
    later = [booking for booking in rows if _named(booking) >= cut]
    if len(later) < len(rows):
        series = split(session, series, local(cut, ZoneInfo(series.zone)).date(), by, now, site)
    first, last = found.dates[0].day, found.dates[-1].day
    rule = found.repeat if found.repeat.count is None else found.repeat.ending(last)
    series.repeat, series.first_day = rule.model_dump(mode="json"), first
    for name, value in found.shift.series_values(room_wished(session, pressed, wish)).items():
        setattr(series, name, value)
    session.add(series)
    session.flush()
    for booking in later:
        booking.series_id = series.id
        session.add(booking)
    for each in found.dates:
        if each.was is not None:
            each.was.booking.series_date = each.slot.named
    session.flush()
    return series


def _became(session: Session, each: NewDate, series: Series, by: Member, now: datetime, site: Site) -> Booking:
    """The booking of this date, changed or made."""
    if each.was is None:
        assert each.offer is not None
        standard, named = current_standard(session).id, each.slot.named
        return make(session, each.wish, each.offer, by, now, site, standard, series_id=series.id, series_date=named)
    if each.is_changed:
        assert each.offer is not None
        apply(session, each.was.booking, each.wish, each.offer, each.room, by, now)
    return each.was.booking


def _named(booking: Booking) -> datetime:
    assert booking.series_date is not None
    return booking.series_date
