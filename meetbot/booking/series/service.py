"""Booking a series, and finding it again. Every function runs in its caller's transaction and never commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from meetbot.booking.handing_over import check_may_book_for
from meetbot.booking.history import made_together
from meetbot.booking.making import make, new_uid
from meetbot.booking.models import Series
from meetbot.booking.rules import check_may_book, clean_title
from meetbot.booking.series.cancelling import cancel_dates
from meetbot.booking.series.changes import Aspect, DateChange, NewDate
from meetbot.booking.series.changing import SeriesChange, change_dates, change_preview
from meetbot.booking.series.errors import NothingLeft, Undecided
from meetbot.booking.series.finding import bookings_in, repeat_of, series_from, series_of
from meetbot.booking.series.outlook import Choice, Choices, Dated, Fate, Outlook, wish_on
from meetbot.booking.series.preview import preview
from meetbot.booking.series.renewing import replan
from meetbot.booking.series.replanning import Replan, replan_preview
from meetbot.booking.series.rule import ClosedDays, Repeat, Unit
from meetbot.booking.series.scope import Affected, Scope, affected, differences
from meetbot.booking.series.slots import Timetable
from meetbot.booking.standards import current_standard
from meetbot.booking.wishes import Wish
from meetbot.people.members import Member
from meetbot.settings import Site

__all__ = [
    "Affected", "Aspect", "Choice", "Choices", "ClosedDays", "DateChange", "Dated", "Fate", "NewDate", "Outlook", "Repeat",
    "Replan", "Scope", "SeriesChange", "Unit", "affected", "book_series", "bookings_in", "cancel_dates", "change_dates", "change_preview",
    "differences", "preview", "repeat_of", "replan", "replan_preview", "series_from", "series_of", "wish_on",
]  # fmt: skip


def book_series(
    session: Session,
    wish: Wish,
    repeat: Repeat,
    by: Member,
    now: datetime,
    site: Site,
    choices: Choices | None = None,
    draft_id: int | None = None,
    confirmed_closed: bool = False,
) -> Series:
    """
    The series with a booking for each of its dates; all of them or none. The same draft again gives what it became.

    ``choices`` say what becomes of dates that cannot be as the rule has them (``preview`` names them): left out, in another
    room, at another time. Raises NotAllowed, Undecided with every date that still needs a choice, NothingLeft, what
    ``preview`` raises, and SlotTaken when somebody was faster.
    """
    check_may_book(by)
    known = series_from(session, draft_id)
    if known:
        return known
    check_may_book_for(session, by, wish.organiser, site)
    wish = replace(wish, title=clean_title(wish.title))
    outlook = preview(session, wish, repeat, now, site, by, choices, confirmed_closed)
    if outlook.undecided:
        raise Undecided(outlook.undecided)
    if not outlook.booked:
        raise NothingLeft
    series = _series(session, wish, repeat, outlook, by, now, site, draft_id)
    standard = current_standard(session).id
    made = []
    for dated in outlook.booked:
        assert dated.offer is not None
        wanted = wish_on(wish, dated, dated.offer.spec.code)
        made.append(
            make(session, wanted, dated.offer, by, now, site, standard, series_id=series.id, series_date=dated.named)
        )
    made_together(session, [booking.id or 0 for booking in made], by, now)
    return series


def _series(
    session: Session,
    wish: Wish,
    repeat: Repeat,
    outlook: Outlook,
    by: Member,
    now: datetime,
    site: Site,
    draft_id: int | None,
) -> Series:
    assert outlook.room.room.id is not None
    table = Timetable.of(repeat, wish.starts_at, wish.ends_at, site)
    first, last = outlook.booked[0].day, outlook.booked[-1].day
    ended = table.repeat.ending(last) if repeat.count is not None else table.repeat
    series = Series(
        uid=new_uid(site),
        repeat=ended.model_dump(mode="json"),
        first_day=first,
        begins=table.begins,
        minutes=table.minutes,
        zone=site.time_zone,
        room_id=outlook.room.room.id,
        **_shared(wish),
        made_by=by.id,
        made_at=now,
        changed_at=now,
        draft_id=draft_id,
    )
    session.add(series)
    session.flush()
    return series


def _shared(wish: Wish) -> dict[str, Any]:
    return {
        "title": wish.title,
        "meeting_type": wish.meeting_type,
        "layout": wish.layout,
        "heads": wish.heads,
        "needs": wish.needs.model_dump(mode="json"),
        "tea_every": wish.tea_every,
        "rostrum_every": wish.rostrum_every,
    }
