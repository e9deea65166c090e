"""The dates that stand in the way, of a new series and of a change of one, alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from meetbot.booking.bookings import booking_of
from meetbot.booking.handing_over import pass_on
from meetbot.booking.history import check_unchanged
from meetbot.booking.models import Booking
from meetbot.booking.series.outlook import wish_on
from meetbot.booking.series.service import Replan, SeriesChange, change_dates, change_preview, replan, replan_preview
from meetbot.booking.wishes import Wish
from meetbot.errors import MeetbotError
from meetbot.handlers.booking.series.whole import outlook_of
from meetbot.handlers.booking.talk import Talk
from meetbot.times import local


@dataclass(frozen=True)
class Clash:
    """A date by the rule's day, what it would be, and why it cannot; ``booking_id``: the one that is changed."""

    day: date
    wish: Wish
    problem: MeetbotError
    booking_id: int | None = None


def clashes(session: Session, talk: Talk) -> list[Clash]:
    """Every date that still needs a choice. Raises what is wrong whatever the date."""
    zone = talk.site.zone
    if talk.sketch.scope is not None and talk.sketch.repeat is not None:
        return [
            Clash(each.day, each.wish, each.problem, each.was.booking.id if each.was else None)
            for each in replan_of(session, talk).undecided
            if each.problem is not None
        ]
    if talk.sketch.scope is not None:
        return [
            Clash(local(each.booking.series_date, zone).date(), each.wish, each.problem, each.booking.id)
            for each in change_of(session, talk).undecided
            if each.problem is not None and each.booking.series_date is not None
        ]
    outlook = outlook_of(session, talk)
    return [
        Clash(each.day, wish_on(talk.wish, each, outlook.room.spec.code), each.problem)
        for each in outlook.undecided
        if each.problem is not None
    ]


def change_of(session: Session, talk: Talk) -> SeriesChange:
    """What the change would do to the dates of its scope."""
    sketch, reader = talk.sketch, talk.reader
    assert sketch.booking is not None
    assert sketch.scope is not None
    return change_preview(
        session, sketch.booking, sketch.scope, reader.member, talk.wish, reader.now, talk.site, sketch.choices,
        sketch.overwrite, sketch.closed_ok,
    )  # fmt: skip


def replan_of(session: Session, talk: Talk) -> Replan:
    """What the other rule would do to the dates of its scope."""
    sketch, reader = talk.sketch, talk.reader
    assert sketch.booking is not None
    assert sketch.scope is not None
    assert sketch.repeat is not None
    return replan_preview(
        session, sketch.booking, sketch.scope, reader.member, talk.wish, sketch.repeat, reader.now, talk.site,
        sketch.choices, sketch.overwrite, sketch.closed_ok,
    )  # fmt: skip


def change_several(session: Session, talk: Talk) -> Booking:
    """
    Save the change for its dates; a new organiser gets those that are changed. The date to be shown then.

    Raises ChangedMeanwhile, UndecidedChange.
    """
    sketch, reader = talk.sketch, talk.reader
    assert sketch.booking is not None
    assert sketch.scope is not None
    check_unchanged(session, sketch.booking, sketch.since)
    was, wished = booking_of(session, sketch.booking).organiser_id, talk.wish.organiser
    heir = wished if wished != was else None
    if sketch.repeat is not None:
        dates = replan(
            session, sketch.booking, sketch.scope, reader.member, talk.wish, sketch.repeat, reader.now, talk.site,
            sketch.choices, sketch.overwrite, sketch.closed_ok,
        )  # fmt: skip
        if heir is not None:
            pass_on(session, dates, heir, reader.member, reader.now)
        return dates[0]
    changed = change_dates(
        session, sketch.booking, sketch.scope, reader.member, talk.wish, reader.now, talk.site, sketch.choices,
        sketch.overwrite, sketch.closed_ok,
    )  # fmt: skip
    if heir is not None:
        pass_on(session, [each.booking for each in changed.dates if not each.is_left], heir, reader.member, reader.now)
    return booking_of(session, sketch.booking)
