"""Cancelling one date of a series, this and the following, or all that are to come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from meetbot.booking.cancelling import cancel
from meetbot.booking.history import made_together
from meetbot.booking.series.scope import Affected, Scope, affected
from meetbot.people.members import Member


def cancel_dates(
    session: Session, booking_id: int, scope: Scope, by: Member, now: datetime, begun: Collection[int] = ()
) -> Affected:
    """
    The dates of the scope, cancelled; those that have begun and those of somebody else stay. Again: nothing more happens.
    ``begun`` are being prepared already (``cancelling.cancel``).

    Raises UnknownBooking, NoSeries, NotYourBooking.
    """
    found = affected(session, booking_id, scope, by, now)
    for booking in found.dates:
        assert booking.id is not None
        cancel(session, booking.id, by, now, is_begun=booking.id in begun)
    made_together(session, [booking.id or 0 for booking in found.dates], by, now)
    return found
