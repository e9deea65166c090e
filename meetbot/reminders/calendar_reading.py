"""Reads the facts of calendars of others: those that fail, and busy time of theirs that meets a booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, literal
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from meetbot.booking.imports.models import CalendarFetch, CalendarImport, CalendarSubscription, ImportedDate
from meetbot.booking.imports.subscriptions import MISSES_TOLD
from meetbot.booking.models import Booking, Closure, Reservation
from meetbot.reminders.facts import Staff
from meetbot.reminders.matters import CalendarClashFacts, SubscriptionFacts

_OWNED = literal("subscription:").concat(cast(col(CalendarSubscription.id), String))
# Built once: building a statement takes longer than running it, and this runs in every pass.
_FAILING = (
    select(CalendarFetch)
    .join(CalendarSubscription, col(CalendarSubscription.id) == CalendarFetch.subscription_id)
    .where(col(CalendarFetch.misses) >= MISSES_TOLD, col(CalendarSubscription.removed_at).is_(None))
    .order_by(col(CalendarFetch.subscription_id))
)
# The few closures that calendars made and that lie ahead come first; each looks at its own room's reservations only.
_CLASHING: Any = (
    sql_select(
        col(ImportedDate.id),
        col(ImportedDate.import_id),
        col(Booking.id).label("booking_id"),
        col(Booking.organiser_id),
        col(Booking.made_at),
        col(Booking.ends_at),
        col(CalendarImport.at).label("imported_at"),
        col(CalendarFetch.succeeded_at).label("fetched_at"),
    )
    .select_from(Closure)
    .join(ImportedDate, col(ImportedDate.id) == Closure.imported_id)
    .join(
        Reservation,
        (col(Reservation.room_id) == Closure.room_id)
        & col(Reservation.is_active)
        & (col(Reservation.from_at) < Closure.until_at)
        & (col(Reservation.until_at) > Closure.from_at),
    )
    .join(Booking, col(Booking.id) == Reservation.booking_id)
    .outerjoin(CalendarImport, col(CalendarImport.id) == ImportedDate.import_id)
    .outerjoin(CalendarSubscription, col(ImportedDate.owner) == _OWNED)
    .outerjoin(CalendarFetch, col(CalendarFetch.subscription_id) == CalendarSubscription.id)
    .where(
        col(Closure.imported_id).is_not(None),
        col(Closure.until_at) > bindparam("now", type_=UTCDateTime()),
        col(Booking.ends_at) > bindparam("now", type_=UTCDateTime()),
    )
    .distinct()
    .order_by(col(ImportedDate.id), col(Booking.id))
)


def subscription_facts(
    session: Session, staff: Staff, _now: datetime, subscription_id: int | None = None
) -> list[SubscriptionFacts]:
    """The calendars that have failed several times in a row; or this one, if it does."""
    wanted = _FAILING if subscription_id is None else _FAILING.where(CalendarFetch.subscription_id == subscription_id)
    return [
        SubscriptionFacts(row.subscription_id, staff, looked_at=row.at, failing_since=row.failing_since)
        for row in session.exec(wanted).all()
    ]


def calendar_clash_facts(
    session: Session, staff: Staff, now: datetime, imported_id: int | None = None
) -> list[CalendarClashFacts]:
    """Imported busy time that lies ahead and meets a booking; or what one date of it meets."""
    wanted = _CLASHING if imported_id is None else _CLASHING.where(col(ImportedDate.id) == imported_id)
    rows = session.execute(wanted, {"now": now}).all()
    return [
        CalendarClashFacts(
            id=row.id,
            staff=staff,
            booking_id=row.booking_id,
            organiser=row.organiser_id,
            is_followed=row.import_id is None,
            known_at=max(moment for moment in (row.made_at, row.imported_at, row.fetched_at) if moment is not None),
            booking_ends_at=row.ends_at,
        )
        for row in rows
    ]
