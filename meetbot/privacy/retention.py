"""
How long files and the names of people from outside are kept.

What they were about stays on record: the defect, the find, the item that was ticked, how many were invited and named.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from meetbot.booking.models import Booking
from meetbot.defects.models import Defect, DefectPhoto
from meetbot.files.service import drop
from meetbot.guests.models import Guest, GuestAnswer
from meetbot.guests.series import split_off
from meetbot.looks.models import Look
from meetbot.lost.models import Find, FindPhoto
from meetbot.nameplates.models import NameEntry
from meetbot.privacy.service import NAMELESS
from meetbot.reminders.models import Sent
from meetbot.reminders.rules.guests import BY_MAIL
from meetbot.settings import Site


def drop_old_files(session: Session, now: datetime, site: Site) -> int:
    """
    Let go of files that were last used longer ago than the house keeps them; how many went.

    Kept on: photos of open defects and of finds that nobody has fetched, and how rooms should look. What belongs to a
    booking to come (an audio piece) was sent less than ``ahead_days`` ago.
    """
    kept = timedelta(days=max(site.keep_files_days, site.ahead_days + 1))
    return drop(session, now - kept, _in_use(session), now)


def _in_use(session: Session) -> set[int]:
    defects = select(DefectPhoto.file_id).join(Defect).where(col(Defect.resolved_at).is_(None))
    finds = select(FindPhoto.file_id).join(Find).where(col(Find.handed_over_at).is_(None))
    looks = select(Look.file_id).where(col(Look.removed_at).is_(None))
    return {file_id for wanted in (defects, finds, looks) for file_id in session.exec(wanted)}


def forget_guests(session: Session, now: datetime, site: Site) -> int:
    """
    Guests and people on name lists of meetings that are over for longer than the house keeps them have no name and no
    address any more; how many. Who is invited to a series is kept as long as its last date.
    """
    before = now - timedelta(days=site.keep_guests_days)
    gone = [id for id in session.exec(select(Guest.id).join(Booking).where(*_alone_and_over(before))) if id is not None]
    gone += [
        guest_id for guest_id, series_id in _guests_of_series(session, before) if _is_over(session, series_id, before)
    ]
    connection = session.connection()
    for id in gone:  # ``folded`` is unique among the guests of a meeting
        nobody = {"address": NAMELESS, "folded": f"forgotten {id}", "name": ""}
        connection.execute(update(Guest).where(col(Guest.id) == id).values(nobody))
        connection.execute(update(GuestAnswer).where(col(GuestAnswer.guest_id) == id).values(comment=""))
    over = select(Booking.id).where(col(Booking.ends_at) < before)
    entries = update(NameEntry).where(col(NameEntry.booking_id).in_(over), col(NameEntry.name) != NAMELESS)
    named = connection.execute(entries.values(name=NAMELESS, title=""))
    # A mail server's refusal repeats the address.
    refusals = update(Sent).where(col(Sent.rule).in_(BY_MAIL), col(Sent.claimed_at) < before, col(Sent.error) != "")
    connection.execute(refusals.values(error=""))
    return len(gone) + named.rowcount


def _alone_and_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Guest.series_id).is_(None), col(Guest.address) != NAMELESS, col(Booking.ends_at) < before


def _guests_of_series(session: Session, before: datetime) -> list[tuple[int, int]]:
    wanted = select(Guest.id, Guest.series_id).where(
        col(Guest.series_id).is_not(None), col(Guest.address) != NAMELESS, col(Guest.added_at) < before
    )
    return [(guest_id, series_id) for guest_id, series_id in session.exec(wanted) if guest_id and series_id]


def _is_over(session: Session, series_id: int, before: datetime) -> bool:
    """Whether the last date of the series, and of those that it split off, was before that moment."""
    dates = select(func.max(Booking.ends_at)).where(col(Booking.series_id).in_(split_off(session, series_id)))
    last = session.exec(dates).one()
    return last is None or last < before
